"""Scans as they were given, against the training scans of every sequence of a model."""

import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.bundles.scans import NOTE, SUSPICION, compare_scans, describe_scans
from radiogenomics.checking.patients import Patient
from radiogenomics.images.volume import read_volume

PATIENTS = [f"P{number}" for number in range(40)]
SHAPE = (12, 14, 16)


def image_of(sequence: str, seed: int, spacing: float = 3.0) -> SimpleITK.Image:
    """A head whose grey levels have a tail upwards in the one sequence, downwards in the other."""
    random = np.random.default_rng([seed, len(sequence)])
    tail = random.gamma(3 + 0.3 * random.normal(), 1.0, SHAPE)
    array = np.where(np.linalg.norm(np.indices(SHAPE) - 6.5, axis=0) < 5.5 + 0.2 * random.normal(), tail, 0)
    if sequence == "T2":
        array = np.where(array > 0, 20 - array, 0)
    image = SimpleITK.GetImageFromArray(array.astype(np.float32))
    image.SetSpacing([spacing] * 3)
    return image


def written(image: SimpleITK.Image, path):
    SimpleITK.WriteImage(image, str(path))
    return read_volume(path)


@pytest.fixture(scope="module")
def training(tmp_path_factory):
    folder, rows = tmp_path_factory.mktemp("scans"), []
    for seed, who in enumerate(PATIENTS):
        row = {"patient_id": who, "included": True}
        for sequence in ("FLAIR", "T2"):
            row[f"path_{sequence}"] = folder / f"{who}_{sequence}.nii.gz"
            SimpleITK.WriteImage(image_of(sequence, seed), str(row[f"path_{sequence}"]))
        rows.append(row)
    pd.DataFrame(rows).to_csv(folder / "cohort.csv", index=False)
    return describe_scans(str(folder / "cohort.csv"), {"FLAIR": PATIENTS, "T2": PATIENTS})


def compared(training, **scans):
    return compare_scans(Patient("new", {}), scans, training)


def test_scans_like_the_training_scans_are_not_suspected_in_any_unit(training, tmp_path):
    image = image_of("FLAIR", 99)
    percentiles, lines = compared(training, FLAIR=written(image, tmp_path / "a.nii.gz"))
    assert lines == [] and set(percentiles) == {"FLAIR_scan", "FLAIR_geometry"}
    same, _ = compared(training, FLAIR=written(image * 1234, tmp_path / "b.nii.gz"))
    assert same == pytest.approx(percentiles)


def test_swapped_names_are_told_each_with_the_sequence_it_looks_like(training, tmp_path):
    flair, t2 = (written(image_of(name, 99), tmp_path / f"{name}.nii.gz") for name in ("FLAIR", "T2"))
    _, lines = compared(training, FLAIR=t2, T2=flair)
    assert [(line["about"], line["severity"]) for line in lines] == [("FLAIR", SUSPICION), ("T2", SUSPICION)]
    assert "given as FLAIR is unlike the FLAIR" in lines[0]["what"] and "more like their T2" in lines[0]["what"]


def test_a_sequence_that_the_model_does_not_know_is_unlike_and_called_nothing_else(training, tmp_path):
    _, lines = compared(training, FLAIR=written(image_of("FLAIR", 99) ** 4, tmp_path / "a.nii.gz"))
    assert any("unlike the FLAIR of the training patients in its grey levels" in line["what"] for line in lines)
    assert not any("looks more like" in line["what"] for line in lines)


def test_another_size_of_the_head_and_of_voxels_is_said_with_both(training, tmp_path):
    percentiles, (line,) = compared(training, FLAIR=written(image_of("FLAIR", 99, 4.0), tmp_path / "a.nii.gz"))
    assert percentiles["FLAIR_geometry"] == 100
    assert "in voxels of 4×4×4 mm" in line["what"] and "voxels of 3×3×3 mm" in line["what"]


def test_axes_that_were_turned_are_said_and_change_no_percentile(training, tmp_path):
    image = image_of("FLAIR", 99)
    turned = SimpleITK.DICOMOrient(image, "RAS")
    straight, _ = compared(training, FLAIR=written(image, tmp_path / "a.nii.gz"))
    percentiles, (line,) = compared(training, FLAIR=written(turned, tmp_path / "b.nii.gz"))
    assert percentiles == pytest.approx(straight)
    assert line["severity"] == NOTE and "stored in the order RAS, those of the training scans LPS" in line["what"]
