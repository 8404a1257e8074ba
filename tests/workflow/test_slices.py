"""A study of networks on slices, from DICOM series to its page."""

import json
import re

import nibabel as nib
import numpy as np
import pandas as pd
import pytest

CONFIG = "tests/workflow/slices_tiny.yaml"


@pytest.fixture(scope="module")
def study(repository, tmp_path_factory, workflow_class):
    folder = tmp_path_factory.mktemp("slices")
    done = workflow_class(repository, folder, CONFIG).run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder / "results" / "slices_mgmt"


def test_a_patient_is_the_mean_over_the_slices(study):
    slices = pd.read_csv(study / "predictions" / "fine_tuned" / "FLAIR_items.csv")
    patients = pd.read_csv(study / "predictions" / "fine_tuned" / "FLAIR.csv")
    keys = ["fold", "subset", "patient_id"]
    means = slices.groupby(keys)["probability"].mean()
    np.testing.assert_allclose(patients.set_index(keys)["probability"], means.loc[patients.set_index(keys).index])
    assert len(slices) > len(patients)


def test_no_patient_is_on_two_sides(study):
    splits = pd.read_csv(study / "splits.csv")
    tested = set(splits.loc[splits["subset"] == "test", "patient_id"])
    for path in study.glob("training/*/*/fold*/fitted.json"):
        (step,) = json.loads(path.read_text())["fitted"]
        assert tested.isdisjoint([*step["patients"], *step["chosen_on"]])


def test_each_training_has_its_own_phases_and_the_second_goes_on(study):
    frozen, tuned = (
        pd.read_csv(study / "training" / model / "FLAIR" / "fold0" / "history.csv")
        for model in ("frozen", "fine_tuned")
    )
    assert len(frozen) == 2 and len(tuned) == 1
    assert frozen[["training_accuracy", "validation_accuracy"]].stack().between(0, 1).all()
    assert tuned["learning_rate"].tolist() == [0.0001]


def test_saliency_lies_in_the_slices_that_the_network_was_given(study):
    index, splits = pd.read_csv(study / "slices" / "t1gd_bright.csv"), pd.read_csv(study / "splits.csv")
    maps = sorted((study / "explanations" / "frozen" / "t1gd_bright").glob("*_trained_network.nii.gz"))
    assert len(maps) == 3
    for path in maps:
        patient = path.name.removesuffix("_trained_network.nii.gz")
        assert splits.loc[splits["patient_id"] == patient, "subset"].eq("test").all()
        voxels = np.asarray(nib.load(path).dataobj)
        # DICOM series of this archive are axial and are read from below.
        shown = np.flatnonzero(voxels.any(axis=(0, 1)))
        assert set(shown) == set(index.loc[index["patient_id"] == patient, "slice"])
    shares = pd.read_csv(study / "explanations" / "frozen" / "t1gd_bright.csv")
    # A map may be empty, which is no number.
    sums = shares.groupby(["patient_id", "network", "fold"])["value"].sum(min_count=1).dropna()
    np.testing.assert_allclose(sums, 1, atol=1e-5)


def test_a_weighted_combination_is_predicted_from_its_members(study):
    keys = ["fold", "subset", "patient_id"]
    weighted, bright, flair = (
        pd.read_csv(study / "predictions" / "frozen" / f"{name}.csv").set_index(keys)["probability"]
        for name in ("weighted", "t1gd_bright", "FLAIR")
    )
    np.testing.assert_allclose(weighted, (0.75 * bright + 0.25 * flair).loc[weighted.index])
    assert not (study / "training" / "frozen" / "weighted").exists()
    table = pd.read_csv(study / "tables" / "selections.csv")
    # The selection and the combination of two models.
    assert len(table) == 4 and table["threshold"].between(0, 1).all()
    assert table["images"].tolist() == [2, pytest.approx(np.nan, nan_ok=True)] * 2


def test_the_page_shows_slices_and_patients(study):
    page = (study / "report.html").read_text()
    for shown in (
        "Results per slice and per patient",
        "Classification report",
        "Slices as the networks see them",
        "no evidence",
    ):
        assert shown in page
    assert "the maps are pictures and no evidence" in page
    table = pd.read_csv(study / "tables" / "slices_and_patients.csv")
    assert set(table["unit"]) == {"slice", "patient"} and len(table) == 8
    assert set(table["patients"]) == {"simulated"}


def test_one_division_is_trained_and_said(study):
    splits = pd.read_csv(study / "splits.csv")
    trained = splits[splits["subset"] == "train"]
    assert {path.name for path in study.glob("training/*/*/fold*")} == {"fold0"}
    for path in study.glob("training/*/*/fold0/fitted.json"):
        (step,) = json.loads(path.read_text())["fitted"]
        assert set(step["chosen_on"]) == set(trained.loc[trained["fold"] == 0, "patient_id"])
        assert set(step["patients"]) == set(trained.loc[trained["fold"] == 1, "patient_id"])
    page = (study / "report.html").read_text()
    assert "Training, once" in (study / "figures" / "flow.svg").read_text() or "Training, once" in page
    assert not re.search(r"\d folds", page)


def test_patients_of_another_cohort_are_predicted_by_the_same_networks(study):
    table = pd.read_csv(study / "external" / "tcga" / "predictions.csv")
    own = pd.read_csv(study / "predictions.csv")
    assert set(table["model"]) == {"frozen", "fine_tuned"} and set(table["subset"]) == {"test"}
    assert set(table["patient_id"]).isdisjoint(own["patient_id"]) and table["patient_id"].nunique() == 12
    assert table.groupby(["model", "input"]).size().eq(12).all()
    measured = pd.read_csv(study / "external" / "tcga" / "metrics.csv")
    assert set(measured["of"]) == {"internal", "external"}
    page = (study / "report.html").read_text()
    assert "external test, TCGA, preoperative scans (simulated)" in page
    assert "No published crosswalk links the two cohorts" in page


def test_the_leak_is_a_table_of_its_own_and_no_prediction(study):
    table = pd.read_csv(study / "tables" / "slice_leak.csv")
    assert table["split"].tolist() == ["patient", "slice", "slice, less that by patient"]
    assert not [path for path in study.rglob("*.csv") if "NULL-0" in path.read_text()]


def test_networks_stand_side_by_side_and_sequences_before_and_after_fine_tuning(study):
    networks, sequences = (pd.read_csv(study / "tables" / f"{name}.csv") for name in ("networks", "sequences"))
    assert networks["Network"].tolist() == ["EfficientNet, transferred"] * 2 + ["EfficientNet, fine-tuned"] * 2
    assert sequences["Input"].tolist() == ["t1gd_bright", "t1gd_bright", "FLAIR", "FLAIR"]
