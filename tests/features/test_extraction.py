import os
from pathlib import Path

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.cohorts.upenn_gbm import read_scans
from radiogenomics.errors import InputError
from radiogenomics.features.extraction import extract_features
from radiogenomics.features.li2018 import LI2018
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.files import sha256_of
from radiogenomics.oddities import noticed_since_last

MODALITIES = ["T1", "T1GD", "T2", "FLAIR", "DSC_PH"]
FEW = RadiomicsSettings(feature_classes=["firstorder", "ngtdm"], regions=["core", "edema"], minimum_voxels=1)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Ten simulated patients in the layout of the archive; some have no DSC, some no necrosis."""
    folder = tmp_path_factory.mktemp("simulated")
    settings = SimulationSettings(
        **{"patients": 10, "unlabelled": 0, "follow_ups": 1, "spacing": 8.0, "modalities": MODALITIES},
        **{"effect": {}, "fraction_without_necrosis": 0.2},
    )
    simulate_archive(folder, settings, seed=3)
    scans = read_scans(folder, MODALITIES)
    return scans[scans.baseline].sort_values("patient_id", ignore_index=True)


@pytest.fixture
def patients(cohort: pd.DataFrame) -> pd.DataFrame:
    return cohort.copy()


def _refused(patients: pd.DataFrame, modalities=("T1",), settings=FEW, mask="automatic") -> str:
    with pytest.raises(InputError) as caught:
        extract_features(patients, list(modalities), settings, mask)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_table_of_simulated_patients(patients, caplog):
    caplog.set_level("INFO")
    table, exclusions, sources = extract_features(patients, MODALITIES, FEW)
    assert f"230 features of 10 patients, {table.isna().sum().sum()} values missing" in caplog.text
    assert table["patient_id"].tolist() == patients["patient_id"].tolist()
    first = patients.iloc[0]
    recorded = sources.set_index("source")["sha256"]
    assert recorded[first["path_T1GD"]] == sha256_of(first["path_T1GD"]) and first["path_automatic"] in recorded
    assert len(recorded) == len(patients) + patients[[f"has_{name}" for name in MODALITIES]].to_numpy().sum()
    assert table.columns[1:].tolist() == sorted(table.columns[1:])
    assert table.shape == (10, 1 + 5 * 2 * 23)
    assert table.filter(regex="^T1GD_core_firstorder").notna().all(axis=None)
    without = patients.loc[~patients["has_DSC_PH"], "patient_id"].tolist()
    assert 0 < len(without) < 10
    dsc = table.set_index("patient_id").filter(regex="^DSC_PH_")
    assert dsc.index[dsc.isna().all(axis="columns")].tolist() == without
    rows = exclusions[exclusions["modality"] == "DSC_PH"]
    assert rows.query("region == ''")["patient_id"].tolist() == without
    assert set(rows.query("region == ''")["reason"]) == {"the archive has no DSC_PH scan"}


def test_six_features_of_li_2018_and_no_others(patients):
    settings = RadiomicsSettings(named_features="li2018", minimum_voxels=1)
    table, exclusions, _ = extract_features(patients, MODALITIES, settings)
    assert table.columns.tolist() == ["patient_id", *sorted(LI2018)]
    gaps = table.set_index("patient_id").isna().stack()
    reasons = exclusions[["patient_id", "modality", "region", "feature_class"]].agg("_".join, axis="columns")
    assert sorted(reasons) == sorted(
        f"{patient_id}_{feature.rsplit('_', 1)[0]}" for patient_id, feature in gaps[gaps].index
    )
    # A tumour without necrosis has no FLAIR contrast of it.
    assert exclusions.query("region == 'necrotic'")["reason"].tolist() == ["0 voxels, 2 needed"] * 2


def test_each_file_is_read_once_and_only_what_is_needed(patients, monkeypatch):
    from radiogenomics.features import patient

    read = []
    for name in ("read_volume", "read_mask"):
        original = getattr(patient, name)
        monkeypatch.setattr(
            patient,
            name,
            lambda path, *rest, original=original: (read.append(Path(path).name), original(path, *rest))[1],
        )
    extract_features(patients.head(1), MODALITIES, RadiomicsSettings(named_features="li2018"))
    scan = patients["scan_id"][0]
    files = ["T1", "T1GD", "T2", "FLAIR", "automated_approx_segm"]
    assert sorted(read) == sorted(f"{scan}_{name}.nii.gz" for name in files)


def test_same_table_whatever_the_number_of_workers(patients):
    one, two = (extract_features(patients, ["T1", "FLAIR"], FEW, workers=workers) for workers in (1, 2))
    for ours, theirs in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(ours, theirs)


def test_shape_is_the_same_in_all_modalities(patients):
    settings = RadiomicsSettings(feature_classes=["shape"], regions=["whole"])
    table, _, _ = extract_features(patients.head(3), ["T1", "T2"], settings)
    shapes = [table.filter(regex=f"^{modality}_").to_numpy() for modality in ("T1", "T2")]
    assert shapes[0].shape == (3, 14)
    np.testing.assert_array_equal(*shapes)


def test_corrected_segmentation_where_there_is_one(patients):
    automatic, corrected = (extract_features(patients, ["T1"], FEW, mask)[0] for mask in ("automatic", "corrected"))
    differs = (automatic != corrected).any(axis="columns")
    assert 0 < differs.sum() <= (patients["path_corrected"] != "").sum()


def test_pyradiomics_warnings_are_in_the_log_once_and_not_on_the_terminal(patients, caplog, capfd):
    caplog.set_level("INFO")
    extract_features(patients.head(3), ["T1"], RadiomicsSettings(feature_classes=["glcm"], regions=["whole"]))
    warned = [record.getMessage() for record in caplog.records if "GLCM is symmetrical" in record.getMessage()]
    assert len(warned) == 1
    assert warned[0].startswith("pyradiomics, of 3 patients (first: UPENN-GBM-")
    assert capfd.readouterr() == ("", "")


def test_features_that_too_wide_bins_make_equal_are_warned_of(patients, caplog):
    wide = RadiomicsSettings(
        **{"feature_classes": ["ngtdm"], "regions": ["whole"]},
        **{"normalisation": "none", "discretisation": "bin_width", "bin_width": 1e9},
    )
    extract_features(patients, ["T1"], wide)
    assert "5 of 5 features are equal in all patients (first: T1_whole_ngtdm_Busyness); check the bins" in caplog.text


def test_b01_scan_that_the_archive_has_and_nobody_downloaded(patients):
    patients.loc[3, "path_T1"] = ""
    message = _refused(patients)
    scan = patients["scan_id"][3]
    assert f"patient {patients['patient_id'][3]}: no T1 scan found (expected {scan}_T1.nii.gz)" in message


def test_b01_segmentation_that_is_not_there(patients):
    patients.loc[2, "path_automatic"] = ""
    assert f"patient {patients['patient_id'][2]}: no automatic segmentation found" in _refused(patients)


def test_b02_damaged_scan_of_one_patient_stops_with_the_patient(patients, tmp_path):
    damaged = tmp_path / "T1.nii.gz"
    damaged.write_bytes(Path(patients["path_T1"][4]).read_bytes()[:-200])
    patients.loc[4, "path_T1"] = str(damaged)
    assert patients["patient_id"][4] in _refused(patients)


@pytest.mark.parametrize("quantity", ["shape", "spacing"])
def test_b05_b06_segmentation_on_another_grid(patients, tmp_path, quantity):
    mask = SimpleITK.ReadImage(patients["path_automatic"][1])
    if quantity == "shape":
        mask = SimpleITK.ConstantPad(mask, [1, 0, 0], [0, 0, 0])
    else:
        mask.SetSpacing((7.0, 8.0, 8.0))
    path = tmp_path / "segm.nii.gz"
    SimpleITK.WriteImage(mask, str(path))
    patients.loc[1, "path_automatic"] = str(path)
    message = _refused(patients)
    assert patients["patient_id"][1] in message
    assert quantity in message
    assert "resample the mask" in message


def test_b13_segmentation_in_another_convention_is_translated(patients, tmp_path):
    mask = SimpleITK.ChangeLabel(SimpleITK.ReadImage(patients["path_automatic"][0]), {4: 3})
    path = tmp_path / "segm.nii.gz"
    SimpleITK.WriteImage(mask, str(path))
    expected, _, _ = extract_features(patients.head(1), ["T1"], FEW)
    patients.loc[0, "path_automatic"] = str(path)
    assert "unknown label 3" in _refused(patients)
    patients["label_convention"] = "brats"
    patients.loc[0, "label_convention"] = "brats2023"
    translated, _, _ = extract_features(patients.head(1), ["T1"], FEW)
    pd.testing.assert_frame_equal(translated, expected)


def test_b13_segmentation_without_regions_has_the_whole_tumour_alone(patients, tmp_path):
    mask = SimpleITK.ReadImage(patients["path_automatic"][0]) > 0
    path = tmp_path / "segm.nii.gz"
    SimpleITK.WriteImage(mask, str(path))
    whole = RadiomicsSettings(regions=["whole"], feature_classes=["firstorder", "shape"])
    expected, _, _ = extract_features(patients.head(1), ["T1"], whole)
    patients.loc[0, "path_automatic"] = str(path)
    patients["label_convention"] = "whole_tumour"
    found, _, _ = extract_features(patients.head(1), ["T1"], whole)
    pd.testing.assert_frame_equal(found, expected)
    assert "ask for the region 'whole'" in _refused(patients.head(1))


@pytest.mark.parametrize("workers", [1, 2])
def test_whole_tumours_that_nobody_declared_are_not_taken_for_necrosis(patients, tmp_path, workers):
    patients = patients.head(2)
    for row, path in enumerate(patients["path_automatic"]):
        whole = tmp_path / f"{row}.nii.gz"
        SimpleITK.WriteImage(SimpleITK.ReadImage(path) > 0, str(whole))
        patients.loc[row, "path_automatic"] = str(whole)
    settings = RadiomicsSettings(regions=["necrotic"], feature_classes=["firstorder"])
    with pytest.raises(InputError, match=rf"{tmp_path}/0\.nii\.gz: .*label_convention: whole_tumour"):
        extract_features(patients, ["T1"], settings, workers=workers)
    # One such tumour among others is a possible one.
    patients.loc[1, "path_automatic"] = str(path)
    table, _, _ = extract_features(patients, ["T1"], settings, workers=workers)
    assert table["T1_necrotic_firstorder_Mean"].notna().all()


def test_b16_one_scan_under_two_patients(patients, tmp_path):
    copy = tmp_path / "copy.nii.gz"
    SimpleITK.WriteImage(SimpleITK.ReadImage(patients["path_T1"][0]), str(copy))
    patients.loc[5, "path_T1"] = str(copy)
    assert f"patients {patients['patient_id'][0]} and {patients['patient_id'][5]} have the same scan" in _refused(
        patients
    )


def test_b28_named_feature_of_a_modality_that_the_study_has_not(patients):
    settings = RadiomicsSettings(named_features=["T1CE_core_firstorder_Mean"])
    message = _refused(patients, ["T1GD", "T2"], settings)
    assert "feature T1CE_core_firstorder_Mean: 'T1CE' is not among the study's modalities" in message


def test_b27_study_without_segmentation_is_refused(patients):
    assert "set `mask` of the study to `automatic` or `corrected`" in _refused(patients, mask="none")


def test_a_whole_case_has_every_feature_and_the_volumes_of_its_labels(whole_case, tmp_path):
    folder = whole_case
    mask = SimpleITK.ChangeLabel(SimpleITK.ReadImage(str(folder / "segmentation_output.nii.gz")), {3: 4})
    SimpleITK.WriteImage(mask, str(tmp_path / "segm.nii.gz"))
    files = {"T1": "t1n", "T1GD": "t1c", "T2": "t2w", "FLAIR": "t2f"}
    patients = pd.DataFrame(
        {
            "patient_id": ["brats-case"],
            **{f"path_{modality}": [os.fspath(folder / f"{name}.nii.gz")] for modality, name in files.items()},
            **{f"has_{modality}": [True] for modality in files},
            **{"path_automatic": [str(tmp_path / "segm.nii.gz")], "path_corrected": [np.nan]},
        }
    )
    # The shape of a region of 100,000 voxels takes seconds: of the small one it is enough.
    texture = RadiomicsSettings(feature_classes=["firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"])
    table, exclusions, _ = extract_features(patients, list(files), texture)
    assert table.shape == (1, 1 + 4 * 5 * 93)
    assert np.isfinite(table.drop(columns="patient_id").to_numpy(float)).all()
    assert exclusions.empty
    # Scans without skull are normalised in the brain: contrast agent shows in the enhancing part.
    row = table.iloc[0]
    assert row["T1GD_enhancing_firstorder_Mean"] > row["T1GD_necrotic_firstorder_Mean"]
    assert row["FLAIR_edema_firstorder_Mean"] > 0
    shape = RadiomicsSettings(named_features=["T1_necrotic_shape_VoxelVolume", "T1_necrotic_shape_Sphericity"])
    necrotic, _, _ = extract_features(patients, ["T1"], shape)
    assert necrotic["T1_necrotic_shape_VoxelVolume"][0] == pytest.approx(
        np.count_nonzero(SimpleITK.GetArrayFromImage(mask) == 1)
    )
    assert 0 < necrotic["T1_necrotic_shape_Sphericity"][0] < 1


def _changed(patients, tmp_path, change, modality="T1", row=1):
    """Patients of whom one has another scan, by a function of its voxels and those of the segmentation."""
    patient = patients.iloc[row]
    image = nib.load(patient[f"path_{modality}"])
    voxels = change(image.get_fdata(dtype=np.float32), np.asanyarray(nib.load(patient["path_automatic"]).dataobj))
    nib.save(nib.Nifti1Image(voxels, image.affine), tmp_path / "changed.nii.gz")
    changed = patients.copy()
    changed.iloc[row, changed.columns.get_loc(f"path_{modality}")] = str(tmp_path / "changed.nii.gz")
    return changed


@pytest.mark.parametrize("value", [0, 200])
def test_a_tumour_without_contrast_is_refused(patients, tmp_path, value):
    changed = _changed(patients, tmp_path, lambda voxels, mask: np.where(mask > 0, value, voxels))
    assert f"all voxels inside the mask are {value}" in _refused(changed)


def test_one_image_under_two_sequences_is_refused(patients):
    copied = patients.copy()
    copied["path_T2"] = copied["path_T1"]
    message = _refused(copied, ("T1", "T2"), RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"]))
    assert "T1 and T2 are the same image" in message


def test_one_segmentation_under_two_patients_is_noticed(patients):
    copied = patients.iloc[:2].copy()
    copied.iloc[1, copied.columns.get_loc("path_automatic")] = copied["path_automatic"].iloc[0]
    noticed_since_last()
    extract_features(copied, ["T1"], RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"]))
    first, second = copied["patient_id"]
    assert (second, f"the same segmentation as {first}, voxel for voxel; whose tumour is it?") in [
        (patient, what) for patient, _, what in noticed_since_last()
    ]


def test_voxels_of_several_sizes_are_said_unless_they_are_resampled(patients, tmp_path):
    other = patients.copy()
    for column in ("path_T1", "path_automatic"):
        image = nib.load(other[column].iloc[0])
        affine = image.affine.copy()
        affine[2, 2] *= 1.5
        nib.save(nib.Nifti1Image(np.asanyarray(image.dataobj), affine), tmp_path / f"{column}.nii.gz")
        other.iloc[0, other.columns.get_loc(column)] = str(tmp_path / f"{column}.nii.gz")
    few = RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"])
    for settings, said in ((few, 1), (few.model_copy(update={"resampling": 4.0}), 0)):
        noticed_since_last()
        extract_features(other, ["T1"], settings)
        assert sum("voxels of several sizes" in what for *_, what in noticed_since_last()) == said


def rewritten(table, folder, row, columns, change, edges=(1, 1, 1)):
    """The table with files of a patient that were read, changed (x, y, z) and written anew."""
    for column in columns:
        image = nib.load(table[column].iloc[row])
        path = folder / f"{row}_{column}.nii.gz"
        array = np.ascontiguousarray(change(np.asanyarray(image.dataobj)))
        nib.save(nib.Nifti1Image(array, image.affine @ np.diag([*edges, 1])), path)
        table.iloc[row, table.columns.get_loc(column)] = str(path)
    return table


def test_a_wrong_size_of_voxels_is_asked_after_before_resampling(patients, tmp_path):
    wrong = rewritten(patients, tmp_path, 1, ["path_T1", "path_automatic"], lambda array: array, (1, 1, 0.625))
    few = RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"])
    for settings in (few, few.model_copy(update={"resampling": 8.0})):
        noticed_since_last()
        extract_features(wrong, ["T1"], settings)
        found = noticed_since_last()
        (odd,) = [each for each in found if "the size of the voxels in the header seems wrong" in each.what]
        assert odd.patient_id == wrong["patient_id"][1] and "by 5 mm the head is" in odd.what
        sizes = [each.what for each in found if "several sizes" in each.what]
        assert settings.resampling or f"correct first the size in the headers of {odd.patient_id}" in sizes[0]


def test_what_contradicts_other_sequences_or_the_mask_is_noticed(tmp_path):
    sequences = ["T1", "T1GD", "T2", "FLAIR"]
    few = RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"])
    settings = {"patients": 10, "unlabelled": 0, "follow_ups": 0, "spacing": 5.0, "modalities": sequences, "effect": {}}
    simulate_archive(tmp_path / "simulated", SimulationSettings(**settings), seed=3)
    patients = read_scans(tmp_path / "simulated", sequences).sort_values("patient_id", ignore_index=True).head(4)
    noticed_since_last()
    extract_features(patients, sequences, few)
    assert noticed_since_last() == []
    odd = rewritten(patients, tmp_path, 0, ["path_T2"], lambda array: array.swapaxes(0, 1))
    odd = rewritten(odd, tmp_path, 1, ["path_FLAIR"], lambda array: np.where(array > 0, array.max() + 1 - array, 0))
    odd = rewritten(odd, tmp_path, 2, ["path_T1"], lambda array: (array / array.max() * 255).round().astype(np.uint8))
    odd = rewritten(odd, tmp_path, 3, ["path_T1GD"], lambda array: np.roll(array, (2, 2), (1, 2)))
    extract_features(odd, sequences, few)
    told = {(each.patient_id, each.what) for each in noticed_since_last()}
    for patient, said in zip(
        odd["patient_id"],
        ("axes left–right and front–back", "darker in FLAIR", "whole numbers of a byte", "T1GD seems not to be reg"),
        strict=True,
    ):
        assert any(who == patient and said in what for who, what in told), (said, told)


def test_one_tumour_with_other_grey_values_is_noticed_by_its_shape(patients, tmp_path):
    few = RadiomicsSettings(feature_classes=["firstorder", "shape"], regions=["whole"])
    copied = patients.copy()
    for column in ("path_T1", "path_automatic"):
        copied.iloc[1, copied.columns.get_loc(column)] = copied[column][0]
    changed = rewritten(copied, tmp_path, 1, ["path_T1"], lambda array: 1.3 * array**1.1)
    changed = rewritten(changed, tmp_path, 1, ["path_T1", "path_automatic"], lambda array: np.roll(array, 1, 1))
    noticed_since_last()
    extract_features(changed, ["T1"], few)
    told = [each.what for each in noticed_since_last() if each.patient_id == changed["patient_id"][1]]
    assert any(f"features of shape are those of {changed['patient_id'][0]}" in what for what in told), told


def test_a_mirrored_copy_under_another_patient_is_noticed(patients, tmp_path):
    copied = patients.copy()
    for column in ("path_T1", "path_automatic"):
        image = nib.load(copied[column].iloc[0])
        nib.save(nib.Nifti1Image(np.asanyarray(image.dataobj)[::-1], image.affine), tmp_path / f"{column}.nii.gz")
        copied.iloc[1, copied.columns.get_loc(column)] = str(tmp_path / f"{column}.nii.gz")
    noticed_since_last()
    extract_features(copied, ["T1"], RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"]))
    (what,) = [what for *_, what in noticed_since_last() if "the same features" in what]
    assert what.startswith(" and ".join(copied["patient_id"][:2]))


def test_of_a_mask_that_fits_another_sequence_the_scan_is_to_be_resampled(patients, tmp_path):
    image = nib.load(patients["path_T1GD"].iloc[0])
    affine = image.affine @ np.diag([1, 1, 2, 1])
    nib.save(nib.Nifti1Image(np.asanyarray(image.dataobj)[:, :, ::2], affine), tmp_path / "half.nii.gz")
    halved = patients.iloc[:1].assign(path_T1GD=str(tmp_path / "half.nii.gz"))
    assert "resample half.nii.gz to the grid of" in _refused(halved, ["T1", "T1GD"])


def changed(patients, tmp_path, change):
    """Patients of whom the first has another T1."""
    image = nib.load(patients["path_T1"].iloc[0])
    nib.save(change(np.asanyarray(image.dataobj), image.affine), tmp_path / "T1.nii.gz")
    other = patients.copy()
    other.iloc[0, other.columns.get_loc("path_T1")] = str(tmp_path / "T1.nii.gz")
    return other


@pytest.mark.parametrize(("normalisation", "said"), [("none", 1), ("z_score", 0)])
def test_scans_in_several_units_are_said_unless_they_are_normalised(patients, tmp_path, normalisation, said):
    other = changed(patients, tmp_path, lambda voxels, affine: nib.Nifti1Image(voxels * np.float32(1e-6), affine))
    noticed_since_last()
    settings = RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"], normalisation=normalisation)
    extract_features(other, ["T1"], settings)
    assert sum("scans in several units" in what for *_, what in noticed_since_last()) == said


def test_a_head_of_another_size_than_the_others_is_said(patients, tmp_path):
    def scraped(voxels, affine):
        voxels = voxels.copy()
        voxels[voxels < np.quantile(voxels[voxels > 0], 0.7)] = 0
        return nib.Nifti1Image(voxels, affine)

    few = RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"])
    for table, named in ((patients, []), (changed(patients, tmp_path, scraped), [patients["patient_id"][0]])):
        noticed_since_last()
        extract_features(table, ["T1"], few)
        assert [who for who, _, what in noticed_since_last() if what.startswith("the head has")] == named


def test_a_turned_mask_exchanged_scans_and_regions_that_a_site_lacks_are_told(patients, tmp_path):
    """Of ten patients the first one's mask is turned, the second one's T1 is T1GD, and five are joined."""
    odd = patients.assign(site=["Basel"] * 5 + ["Kiel"] * 5)
    odd.loc[1, ["path_T1", "path_T1GD"]] = odd.loc[1, ["path_T1GD", "path_T1"]].tolist()
    for row, path in odd["path_automatic"].items():
        image = nib.load(path)
        labels = np.asanyarray(image.dataobj).astype(np.uint8)
        labels = labels[::-1] if row == 0 else np.where((row > 4) & (labels == 4), 1, labels)
        odd.loc[row, "path_automatic"] = str(tmp_path / f"{row}.nii.gz")
        nib.save(nib.Nifti1Image(labels.astype(np.uint8), image.affine), odd.loc[row, "path_automatic"])
    settings = RadiomicsSettings(feature_classes=["firstorder"], regions=["whole"])
    for table, named in ((patients, []), (odd, [odd["patient_id"][1], odd["patient_id"][0], ""])):
        noticed_since_last()
        extract_features(table, ["T1", "T1GD", "FLAIR"], settings)
        words = ("as where both were exchanged", "better where left and right are exchanged", "of the site Kiel")
        assert [who for who, _, what in noticed_since_last() if any(word in what for word in words)] == named
