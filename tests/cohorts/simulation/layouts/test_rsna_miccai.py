import re

import numpy as np
import pydicom
import pytest

from radiogenomics.cohorts.rsna_miccai import FAULTY_CASES, read_scans
from radiogenomics.cohorts.simulation.layouts.rsna_miccai import move_and_resample
from radiogenomics.images.axial import open_scan

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]


@pytest.fixture
def made(cohort):
    return cohort("rsna_miccai")


def test_files_lie_as_in_the_competition(made):
    root = made.folder / "rsna-miccai-brain-tumor-radiogenomic-classification"
    assert {path.name for path in root.iterdir()} == {"train", "test", "train_labels.csv"}
    for subset, labelled in (("train", True), ("test", False)):
        expected = {name[-5:] for name, scan in made.baselines.items() if scan.is_labelled == labelled}
        assert {path.name for path in (root / subset).iterdir()} == expected
    for patient in (root / "train").iterdir():
        assert {path.name for path in patient.iterdir()} == {"FLAIR", "T1w", "T1wCE", "T2w"}
        for path in patient.rglob("*.*"):
            assert re.fullmatch(r"Image-\d+\.dcm", path.name)


def test_ids_keep_their_zeros(made):
    lines = next(made.folder.rglob("train_labels.csv")).read_text().splitlines()
    assert lines[0] == "BraTS21ID,MGMT_value"
    assert all(re.fullmatch(r"\d{5},[01]", line) for line in lines[1:]) and len(lines) == 11
    assert "00000" in {line[:5] for line in lines}


def test_one_labelled_case_is_faulty(made):
    scans = read_scans(made.folder, MODALITIES).set_index("patient_id")
    assert scans.index[scans.fault != ""].tolist() == ["BraTS2021_00109"]
    assert set(scans.index) & set(FAULTY_CASES) == {"BraTS2021_00109"}
    assert made.baselines["BraTS2021_00109"].is_labelled


def test_sequences_of_a_patient_are_not_on_one_grid(made):
    scans = read_scans(made.folder, MODALITIES)
    grids = [{open_scan(scan[f"path_{modality}"]).grid for modality in MODALITIES} for _, scan in scans.iterrows()]
    assert np.mean([len(grid) for grid in grids]) > 2


def test_series_shows_the_simulated_head(made):
    """A head that was turned and moved keeps its volume and its grey values."""
    scans = read_scans(made.folder, MODALITIES).set_index("patient_id")
    for patient_id in list(made.baselines)[:3]:
        patient = made.patient(made.baselines[patient_id])
        for modality in MODALITIES:
            scan = open_scan(scans[f"path_{modality}"][patient_id])
            shown, image = scan.whole() / 4, patient.images[modality]
            first = pydicom.dcmread(next(iter(scan.path.iterdir())))
            voxel = np.prod([*first.PixelSpacing, first.SpacingBetweenSlices])
            assert shown.sum() * voxel == pytest.approx(image.sum() * 8.0**3, rel=0.03)
            assert 0.6 * image.max() < shown.max() <= image.max()


def test_slices_lie_where_their_headers_say(made):
    """The head's middle is as high as it was simulated, up to the movement."""
    scans = read_scans(made.folder, ["T2"])
    for _, row in scans.iterrows():
        slices = [pydicom.dcmread(path) for path in open_scan(row.path_T2).path.iterdir()]
        weights = [float(item.pixel_array.sum()) for item in slices]
        height = np.average([item.ImagePositionPatient[2] for item in slices], weights=weights)
        image = made.patient(made.baselines[row.patient_id]).images["T2"]
        simulated = np.average((np.arange(len(image)) + 0.5) * 8 - 0.5, weights=image.sum(axis=(1, 2)))
        assert height == pytest.approx(simulated, abs=10)
        assert {item.SeriesInstanceUID for item in slices} == {slices[0].SeriesInstanceUID}
        assert len({item.SOPInstanceUID for item in slices}) == len(slices)


class Still:
    """A random source that moves nothing."""

    @staticmethod
    def uniform(*_):
        return np.zeros(3)


def test_a_head_that_keeps_still_on_the_same_grid_is_unchanged():
    image = np.random.default_rng(0).uniform(size=(20, 30, 30)).astype(np.float32)
    np.testing.assert_allclose(move_and_resample(image, 8.0, np.array([8.0, 8.0, 8.0]), Still()), image, atol=1e-5)


def test_a_coarser_grid_lies_in_the_same_place():
    z, y, x = (np.arange(size) + 0.5 for size in (78, 120, 120))
    image = (2 * (z[:, None, None] + 3 * y[:, None] + 10 * x)).astype(np.float32)
    coarse = move_and_resample(image, 2.0, np.array([4.0, 4.0, 4.0]), Still())
    mm = [(np.arange(size) + 0.5) * 4 for size in coarse.shape]
    expected = mm[0][:, None, None] + 3 * mm[1][:, None] + 10 * mm[2]
    np.testing.assert_allclose(coarse[:-1, :-1, :-1], expected[:-1, :-1, :-1], rtol=1e-4)
