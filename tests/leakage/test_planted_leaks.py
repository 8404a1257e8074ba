"""Every kind of leak that the two gates know, planted one by one into files that the workflow's own functions wrote."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.leakage.findings import Check, stop_on_leaks

Leak = Callable[..., str]
BEFORE_TRAINING: list[tuple[str, Leak]] = []
BEFORE_EVALUATION: list[tuple[str, Leak]] = []


def planted(leaks: list[tuple[str, Leak]], check: str) -> Callable[[Leak], Leak]:
    """Put a leak on a list; the function spoils a study and returns the patient whom the finding must name."""

    def listed(leak: Leak) -> Leak:
        leaks.append((check, leak))
        return leak

    return listed


def rename(study, old: str, new: str) -> str:
    """Give a patient another name in all tables."""
    for path in study.folder.rglob("*.csv"):
        text = path.read_text()
        path.write_text("\n".join(_renamed(line, old, new) for line in text.splitlines()) + "\n")
    return new


def _renamed(line: str, old: str, new: str) -> str:
    return ",".join(new if cell == old else cell for cell in line.split(","))


def rewrite_scan(source: Path, target: Path, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """Write a changed copy of a scan."""
    image = nibabel.load(source)
    nibabel.save(nibabel.Nifti1Image(change(image.get_fdata(dtype=np.float32)), image.affine), target)


# The split, and the selection behind it


@planted(BEFORE_TRAINING, "training_and_test")
def held_out_patient_who_trains_in_the_same_group(study):
    patient = study.some("test")
    row = {"patient_id": patient, "group": "DSC", "subset": "train", "fold": 0}
    study.edit("splits.csv", lambda splits: pd.concat([splits, pd.DataFrame([row])]))
    return patient


@planted(BEFORE_TRAINING, "training_and_test")
def held_out_patient_who_trains_in_another_group(study):
    patient = study.some("test")

    def train(splits):
        mine = (splits["patient_id"] == patient) & (splits["group"] == "structural")
        return splits.assign(subset=splits["subset"].mask(mine, "train"), fold=splits["fold"].mask(mine, 0))

    study.edit("splits.csv", train)
    return patient


@planted(BEFORE_TRAINING, "folds")
def patient_in_two_folds(study):
    patient = study.some("train", fold=0)
    mine = study.read("splits.csv").query("patient_id == @patient and group == 'DSC'")
    study.edit("splits.csv", lambda splits: pd.concat([splits, mine.assign(fold=1)]))
    return patient


@planted(BEFORE_TRAINING, "folds")
def training_patient_who_validates_nowhere(study):
    patient = study.some("train")
    study.edit("splits.csv", lambda splits: splits.assign(fold=splits["fold"].mask(splits["patient_id"] == patient)))
    return patient


@planted(BEFORE_TRAINING, "selection")
def b17_baseline_and_follow_up_scan_both_included(study):
    study.edit("cohort.csv", lambda cohort: cohort.assign(included=True))
    return "UPENN-GBM-00001"


@planted(BEFORE_TRAINING, "selection")
def excluded_patient_in_the_split(study):
    patient = study.some("test")
    study.edit("cohort.csv", lambda cohort: cohort.assign(included=cohort["patient_id"] != patient))
    return patient


# One person under two names


@planted(BEFORE_TRAINING, "follow_up_scans")
def b17_follow_up_scan_of_a_training_patient_in_the_test_set(study):
    return rename(study, study.some("test"), f"{study.some('train')}_21")


@planted(BEFORE_TRAINING, "follow_up_scans")
def b17_follow_up_scan_of_a_training_patient_in_another_fold(study):
    return rename(study, study.some("train", fold=1), f"{study.some('train', fold=0)}_21")


@planted(BEFORE_TRAINING, "follow_up_scans")
def b17_follow_up_by_the_cohorts_own_table(study):
    """Names that no pattern knows: the table of scans says whose scan it is."""
    rename(study, study.some("train"), "anna")
    follow_up = rename(study, study.some("test"), "anna-in-may")
    row = {"patient_id": "anna", "scan_id": follow_up, "included": False}
    study.edit("cohort.csv", lambda cohort: pd.concat([cohort, pd.DataFrame([row])]))
    return follow_up


@planted(BEFORE_TRAINING, "crosswalks")
def b17_one_person_under_two_names_by_a_crosswalk(study):
    train, test = study.some("train"), study.some("test")
    table = pd.DataFrame({"PatientID": ["C1", "C1", "C2"], "RadiologyID": [train, test, "N/A"]})
    table.to_csv(study.path("archive/radiology_mapping.csv"), index=False)
    return test


@planted(BEFORE_TRAINING, "crosswalks")
def b17_crosswalk_to_a_follow_up_scan(study):
    """The crosswalk names the scan, not the patient."""
    train, test = study.some("train"), study.some("test")
    table = pd.DataFrame({"PatientID": ["C1", "C1"], "RadiologyID": [f"{train}_21", test]})
    table.to_csv(study.path("archive/radiology_mapping.csv"), index=False)
    return test


# One image under two patients


@planted(BEFORE_TRAINING, "identical_scans")
def b16_scan_of_a_training_patient_as_another_modality_of_a_test_patient(study):
    test = study.some("test")
    study.scan(test, "DSC_PH").write_bytes(study.scan(study.some("train"), "T1").read_bytes())
    study.write_images("DSC_PH")
    return test


@planted(BEFORE_TRAINING, "identical_scans")
def b16_scan_compressed_anew(study):
    test = study.some("test")
    rewrite_scan(study.scan(study.some("train"), "T1"), study.scan(test, "DSC_PH"), lambda voxels: voxels)
    study.write_images("DSC_PH")
    return test


@planted(BEFORE_TRAINING, "sequences")
def one_image_under_two_sequences_of_a_patient(study):
    patient = study.some("train")
    study.scan(patient, "DSC_PH").write_bytes(study.scan(patient, "T1").read_bytes())
    study.write_images("DSC_PH")
    return patient


@planted(BEFORE_TRAINING, "source_files")
def b16_one_file_under_two_patients(study):
    test, train = study.some("test"), study.some("train")
    mine = study.read("cohort.csv")["patient_id"] == test
    of_train = f"archive/{train}_11_T1.nii.gz"
    study.edit("cohort.csv", lambda cohort: cohort.assign(path_DSC_PH=cohort["path_DSC_PH"].mask(mine, of_train)))
    study.write_images("DSC_PH")
    return test


def copy_with_its_segmentation(study, target: str, change: Callable[[np.ndarray], np.ndarray]) -> str:
    """File a training patient's scan, changed, and the segmentation under another patient."""
    source = study.some("train", fold=0)
    rewrite_scan(study.scan(source, "DSC_PH"), study.scan(target, "DSC_PH"), change)
    masks = [study.path(f"archive/{patient}_11_segm.nii.gz") for patient in (source, target)]
    masks[1].write_bytes(masks[0].read_bytes())
    study.write_images("DSC_PH")
    study.write_copies("DSC_PH")
    return target


@planted(BEFORE_TRAINING, "segmentations")
def b16_segmentation_of_a_training_patient_under_a_test_patient(study):
    return copy_with_its_segmentation(study, study.some("test"), lambda voxels: np.sqrt(voxels))


@planted(BEFORE_TRAINING, "identical_images")
def b16_copy_with_rescaled_intensity(study):
    return copy_with_its_segmentation(study, study.some("test"), lambda voxels: np.float32(0.37) * voxels)


@planted(BEFORE_TRAINING, "identical_images")
def b16_copy_with_rounded_intensity(study):
    return copy_with_its_segmentation(study, study.some("test"), lambda voxels: np.round(voxels / 5))


@planted(BEFORE_TRAINING, "identical_images")
def b16_copy_in_another_fold(study):
    return copy_with_its_segmentation(study, study.some("train", fold=1), lambda voxels: 3 * voxels)


@planted(BEFORE_TRAINING, "identical_images")
def b16_augmented_copy_that_is_a_test_image(study):
    """The test patient's scan is the mirror image of a training patient's: only the augmented copy is equal to it."""
    source, target = study.some("train"), study.some("test")
    for name in ("DSC_PH", "segm"):
        paths = [study.path(f"archive/{patient}_11_{name}.nii.gz") for patient in (source, target)]
        image = nibabel.load(paths[0])
        flipped = np.flip(np.asanyarray(image.dataobj), axis=0)
        nibabel.save(nibabel.Nifti1Image(flipped, image.affine), paths[1])
    study.write_images("DSC_PH")
    return target


@planted(BEFORE_TRAINING, "augmented_copies")
def augmented_copy_of_a_test_patient(study):
    patient = study.some("test")
    study.write_copies("T1", (patient,))
    return patient


@planted(BEFORE_TRAINING, "augmented_copies")
def augmented_copy_of_a_patient_who_is_not_used(study):
    patient = study.some("unused", "structural")
    # The image itself is another patient's: nobody preprocesses those who are not used.
    first = study.read("images/T1_augmented.csv")["patient_id"][0]
    study.edit("images/T1_augmented.csv", lambda copies: copies.replace({"patient_id": {first: patient}}))
    return patient


@planted(BEFORE_TRAINING, "image_owners")
def image_of_a_patient_in_no_split(study):
    patient = study.some("test")
    study.edit("splits.csv", lambda splits: splits[splits["patient_id"] != patient])
    return patient


# Labels


@planted(BEFORE_TRAINING, "labels")
def label_of_a_test_patient_for_training(study):
    stolen = study.read("labels/test.csv").head(1)
    study.edit("labels/train.csv", lambda labels: pd.concat([labels, stolen]))
    return stolen["patient_id"].iloc[0]


@planted(BEFORE_TRAINING, "labels")
def label_of_a_training_patient_for_the_test(study):
    moved = study.read("labels/train.csv").head(1)
    study.edit("labels/test.csv", lambda labels: pd.concat([labels, moved]))
    return moved["patient_id"].iloc[0]


@planted(BEFORE_TRAINING, "labels")
def label_of_a_patient_in_no_split(study):
    row = pd.DataFrame({"patient_id": ["stranger"], "label": [1]})
    study.edit("labels/train.csv", lambda labels: pd.concat([labels, row]))
    return "stranger"


# Features


@planted(BEFORE_TRAINING, "feature_rows")
def b16_row_of_a_training_patient_under_a_test_patient(study):
    train, test = study.some("train"), study.some("test")

    def copied(table):
        table = table.set_index("patient_id")
        table.loc[test] = table.loc[train]
        return table.reset_index()

    study.edit("features/texture.csv", copied)
    return test


@planted(BEFORE_TRAINING, "feature_rows")
def b16_row_copied_but_for_a_corrected_cell(study):
    train, test = study.some("train"), study.some("test")

    def copied(table):
        table = table.set_index("patient_id")
        table.loc[test] = table.loc[train]
        table.loc[test, "T1_core_glcm_1"] += 1
        return table.reset_index()

    study.edit("features/texture.csv", copied)
    return test


@planted(BEFORE_TRAINING, "source_files")
def b16_file_content_under_two_patients_of_a_feature_study(study):
    train, test = study.some("train"), study.some("test")
    path = study.scan(test, "T1")
    path.write_bytes(study.scan(train, "T1").read_bytes())
    mine = study.read("features/texture_sources.csv")["source"] == f"archive/{path.name}"
    study.edit(
        "features/texture_sources.csv", lambda table: table.assign(sha256=table["sha256"].mask(mine, sha256_of(path)))
    )
    return test


def add_feature(study, feature: Callable[[pd.Series], pd.Series]) -> str:
    """Add a feature that is made from the label."""
    labels = study.read("cohort.csv").query("included").set_index("patient_id")["label"]
    values = feature(labels)
    study.edit("features/texture.csv", lambda table: table.assign(grade=table["patient_id"].map(values)))
    return "grade"


@planted(BEFORE_TRAINING, "label_as_feature")
def feature_that_is_the_label(study):
    return add_feature(study, lambda labels: labels)


@planted(BEFORE_TRAINING, "label_as_feature")
def feature_that_measures_the_label_downwards(study):
    noise = np.random.default_rng(1)
    return add_feature(study, lambda labels: -10.0 * labels + noise.normal(size=len(labels)))


@planted(BEFORE_TRAINING, "label_as_feature")
def feature_that_codes_the_label(study):
    """Codes 0 and 2 are of one class, 1 and 3 of the other: no threshold separates them."""
    return add_feature(study, lambda labels: labels + 2.0 * (np.arange(len(labels)) % 4 > 1))


@planted(BEFORE_TRAINING, "label_as_feature")
def feature_that_only_one_class_has(study):
    noise = np.random.default_rng(1)
    return add_feature(study, lambda labels: labels.where(labels == 1) * noise.normal(size=len(labels)))


# Fits


def give(study, patient: str, step: str, name: str = "", fold: int | None = None) -> str:
    """Let a fit have seen one more patient."""

    def change(steps):
        return [
            replace(one, patients=(*one.patients, patient))
            if (one.step, one.input, one.fold) == (step, name, fold)
            else one
            for one in steps
        ]

    study.edit_records(change)
    return patient


@planted(BEFORE_EVALUATION, "fits_and_test_patients")
def scaler_that_saw_a_test_patient(study):
    return give(study, study.some("test"), "scale", "dsc", 0)


@planted(BEFORE_EVALUATION, "fits_and_test_patients")
def selector_that_saw_a_test_patient(study):
    return give(study, study.some("test"), "select", "struct", 1)


@planted(BEFORE_EVALUATION, "fits_and_test_patients")
def crop_window_around_a_test_patients_tumour(study):
    return give(study, study.some("test"), "crop window")


@planted(BEFORE_EVALUATION, "fits_and_test_patients")
def transferred_weights_that_saw_a_test_patient(study):
    return give(study, study.some("test"), "transferred weights")


@planted(BEFORE_EVALUATION, "fits_and_test_patients")
def b17_classifier_that_saw_a_follow_up_scan_of_a_test_patient(study):
    return give(study, f"{study.some('test')}_21", "classify", "dsc", 0)


@planted(BEFORE_EVALUATION, "fits_and_test_patients")
def b17_weights_from_a_test_patient_of_another_collection(study):
    table = pd.DataFrame({"PatientID": ["C1"], "RadiologyID": [study.some("test")]})
    table.to_csv(study.path("archive/radiology_mapping.csv"), index=False)
    return give(study, "C1", "transferred weights")


@planted(BEFORE_EVALUATION, "fits_and_validation_patients")
def imputer_that_saw_a_validation_patient(study):
    return give(study, study.some("train", fold=2), "impute", "dsc", 2)


@planted(BEFORE_EVALUATION, "predicted_unseen")
def classifier_that_predicts_whom_it_was_fitted_to(study):
    """The split agrees with the fit: only fit and prediction together tell."""
    patient = study.some("train", fold=1)
    mine = study.read("splits.csv").eval("patient_id == @patient and group == 'DSC'")
    study.edit("splits.csv", lambda splits: splits.assign(fold=splits["fold"].mask(mine, 2)))
    return give(study, patient, "classify", "dsc", 1)


@planted(BEFORE_EVALUATION, "fits_and_split")
def fit_that_saw_a_stranger(study):
    return give(study, "stranger", "vary", "dsc", 0)


@planted(BEFORE_EVALUATION, "choices")
def threshold_chosen_on_a_test_patient(study):
    patient = study.some("test")
    study.edit_records(lambda steps: [replace(one, chosen_on=(patient,)) if one.chosen_on else one for one in steps])
    return patient


@planted(BEFORE_EVALUATION, "choices")
def epoch_chosen_on_a_patient_of_the_same_fit(study):
    patient = study.some("train", fold=0)
    study.edit_records(
        lambda steps: [replace(one, chosen_on=one.patients[:1]) if patient in one.patients else one for one in steps]
    )
    return "chosen on"


@planted(BEFORE_EVALUATION, "records")
def fit_without_a_record(study):
    study.edit_records(
        lambda steps: [one for one in steps if (one.step, one.input, one.fold) != ("classify", "dsc", 1)]
    )
    return "classify of svm on dsc, fold 1"


@planted(BEFORE_EVALUATION, "records")
def record_that_names_nobody(study):
    study.edit_records(lambda steps: [replace(one, patients=()) if one.step == "crop window" else one for one in steps])
    return "crop window"


@planted(BEFORE_EVALUATION, "records")
def record_that_names_one_patient(study):
    study.edit_records(
        lambda steps: [
            replace(one, patients=one.patients[:1])
            if (one.step, one.input, one.fold) == ("classify", "dsc", 1)
            else one
            for one in steps
        ]
    )
    return "classify of svm on dsc, fold 1 lacks"


@planted(BEFORE_EVALUATION, "records")
def scaler_without_a_record(study):
    study.edit_records(lambda steps: [one for one in steps if (one.step, one.input, one.fold) != ("scale", "dsc", 1)])
    return "scale of svm on dsc, fold 1"


@planted(BEFORE_EVALUATION, "records")
def thresholds_without_a_record(study):
    study.edit_records(lambda steps: [one for one in steps if one.step != "threshold"])
    return "thresholds"


# Predictions


@planted(BEFORE_EVALUATION, "predicted_patients")
def validation_prediction_by_the_wrong_fold(study):
    patient = study.some("train", fold=0)
    study.edit(
        "predictions.csv", lambda table: table.assign(fold=table["fold"].mask(table["patient_id"] == patient, 1))
    )
    return patient


@planted(BEFORE_EVALUATION, "predicted_patients")
def held_out_patient_who_is_predicted_for_validation(study):
    patient = study.some("test")
    study.edit(
        "predictions.csv",
        lambda table: table.assign(subset=table["subset"].mask(table["patient_id"] == patient, "validation")),
    )
    return patient


@planted(BEFORE_EVALUATION, "predicted_patients")
def training_patient_who_is_predicted_for_the_test(study):
    patient = study.some("train", fold=0)
    study.edit(
        "predictions.csv",
        lambda table: table.assign(subset=table["subset"].mask(table["patient_id"] == patient, "test")),
    )
    return patient


@planted(BEFORE_EVALUATION, "predicted_patients")
def held_out_patient_who_is_not_predicted(study):
    patient = study.some("test")
    study.edit("predictions.csv", lambda table: table[table["patient_id"] != patient])
    return patient


def caught(checks: list[Check], name: str, patient: str) -> None:
    """Assert that a check found the leak, and that it stops the run in one line that names the patient."""
    leaking = {check.name: check for check in checks if check.found}
    assert name in leaking, {check.name: check.found[:2] for check in leaking.values()}
    assert any(patient in finding for finding in leaking[name].found), leaking[name].found
    with pytest.raises(InputError) as stopped:
        stop_on_leaks(checks, "study tiny", "findings.json")
    assert "\n" not in str(stopped.value)
    assert str(stopped.value).startswith("study tiny: leak: ")
    assert str(stopped.value).endswith("listed in findings.json")


def named(leaks: list[tuple[str, Leak]]) -> list:
    return [pytest.param(check, leak, id=leak.__name__) for check, leak in leaks]


@pytest.mark.parametrize(("check", "leak"), named(BEFORE_TRAINING))
def test_planted_before_training(study, check, leak):
    patient = leak(study)
    caught(study.before_training(), check, patient)


@pytest.mark.parametrize(("check", "leak"), named(BEFORE_EVALUATION))
def test_planted_before_evaluation(study, check, leak):
    patient = leak(study)
    caught(study.before_evaluation(), check, patient)


def test_without_a_leak_both_gates_are_silent(clean_study):
    checks = [*clean_study.before_training(cross_validated=True), *clean_study.before_evaluation()]
    assert {check.name: check.found for check in checks if check.found} == {}
    assert {check.name: check.notes for check in checks if check.notes} == {}
    stop_on_leaks(checks, "study tiny")


def test_every_check_has_caught_a_planted_leak(clean_study):
    for leaks, checks in (
        (BEFORE_TRAINING, clean_study.before_training()),
        (BEFORE_EVALUATION, clean_study.before_evaluation()),
    ):
        assert {check.name for check in checks} == {name for name, _ in leaks}
