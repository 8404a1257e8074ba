import nibabel as nib
import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.segmentation.masks import external_masks, read_predicted, stored_labels, write_mask

TURNED = (0.0, 1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
LABELS = np.random.default_rng(0).choice([0, 1, 2, 4], (4, 5, 6)).astype(np.uint8)


@pytest.fixture
def scan(write_volume):
    return read_volume(write_volume(np.random.default_rng(0).uniform(1, 9, (4, 5, 6)).astype(np.float32), "scan"))


@pytest.mark.parametrize("convention", ["brats", "brats2023"])
def test_a_written_mask_has_the_scans_geometry_and_its_own_labels(scan, tmp_path, convention):
    path = tmp_path / "new" / "P1.nii.gz"
    write_mask(LABELS, scan, path, convention)
    written, original = nib.load(path), nib.load(scan.path)
    np.testing.assert_allclose(written.affine, original.affine, atol=1e-5)
    assert written.get_data_dtype() == np.uint8
    assert np.array_equal(read_predicted(path, scan, "P1", convention).array, LABELS)
    assert np.array_equal(read_mask(path, "P1", convention).array, LABELS)
    assert np.asarray(written.dataobj).max() == (4 if convention == "brats" else 3)


def test_a_mask_has_the_order_of_the_scans_file_and_the_scan_another(write_volume, tmp_path):
    values = np.arange(120, dtype=np.float32).reshape(4, 5, 6)
    turned = read_volume(write_volume(values, "scan", TURNED))
    assert turned.array.shape == (4, 6, 5)
    labels = np.where(turned.array == values[1, 2, 3], 2, 0).astype(np.uint8)
    write_mask(labels, turned, tmp_path / "P1.nii.gz")
    written = nib.load(tmp_path / "P1.nii.gz")
    np.testing.assert_allclose(written.affine, nib.load(turned.path).affine, atol=1e-5)
    assert np.argwhere(np.asarray(written.dataobj).T).tolist() == [[1, 2, 3]]
    assert np.array_equal(read_mask(tmp_path / "P1.nii.gz").array, labels)


def test_the_same_labels_give_the_same_bytes(scan, tmp_path):
    write_mask(LABELS, scan, tmp_path / "a.nii.gz")
    write_mask(LABELS, scan, tmp_path / "b.nii.gz")
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"scan.nii.gz", "a.nii.gz", "b.nii.gz"}


def test_nnunets_labels_are_translated(scan, write_volume):
    stored = np.select([LABELS == 2, LABELS == 1, LABELS == 4], [1, 2, 3], 0).astype(np.int16)
    assert np.array_equal(read_predicted(write_volume(stored, "P1"), scan, "P1", "nnunet").array, LABELS)


def test_a_prediction_may_be_background_throughout(scan, write_volume):
    assert not read_predicted(write_volume(np.zeros((4, 5, 6), np.uint8), "P1"), scan).array.any()


def test_unknown_labels_and_other_grids_are_refused(scan, write_volume):
    three = np.where(LABELS == 4, 3, LABELS)
    with pytest.raises(
        InputError, match=r"patient P1: .*three.nii.gz: the prediction holds unknown label 3, besides 0"
    ):
        read_predicted(write_volume(three, "three"), scan, "P1")
    with pytest.raises(InputError, match=r"patient P1: .*small.nii.gz: shape 3 × 5 × 6 .* resample"):
        read_predicted(write_volume(LABELS[:3], "small"), scan, "P1")


def test_a_damaged_file_is_refused(scan, write_volume):
    path = write_volume(LABELS, "P1")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match=r"P1.nii.gz.*(truncated|damaged)"):
        read_predicted(path, scan)


def test_predictions_made_elsewhere_are_found_by_patient(tmp_path):
    for name in ("P1.nii.gz", "P10.nii.gz", "P2.nii", "plans.json"):
        (tmp_path / name).touch()
    assert external_masks(tmp_path, ["P1", "P2"]) == {"P1": tmp_path / "P1.nii.gz", "P2": tmp_path / "P2.nii"}
    with pytest.raises(InputError, match=r"patient P3: no .*P3.nii.gz; predict the patient"):
        external_masks(tmp_path, ["P1", "P3"])
    (tmp_path / "P2.nii.gz").touch()
    with pytest.raises(InputError, match=r"patient P2: both P2.nii.gz and P2.nii in"):
        external_masks(tmp_path, ["P2"])
    with pytest.raises(InputError, match="no such folder"):
        external_masks(tmp_path / "none", ["P1"])


def test_enhancing_tumour_is_stored_by_the_convention():
    mask = np.array([0, 1, 2, 4], np.uint8)
    assert stored_labels(mask, "brats").tolist() == [0, 1, 2, 4]
    assert stored_labels(mask, "brats2023").tolist() == [0, 1, 2, 3]
