import errno
import gzip
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.images.arrays import open_images
from radiogenomics.images.crop import published_window
from radiogenomics.images.modality import write_images
from radiogenomics.images.preprocess import preprocess
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.oddities import noticed_since_last

MODALITY = "T1GD"
PATH = f"path_{MODALITY}"
SHAPE = (35, 43, 43)
SETTINGS = ImageSettings(downscale=1, shape=SHAPE)
WINDOW = published_window((4.0, 4.0, 4.0), (39, 60, 60))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "images" / "T1GD.npy", tmp_path / "images" / "T1GD.csv"


def _refused(patients: pd.DataFrame, files: tuple[Path, Path], settings=SETTINGS, workers=1) -> str:
    with pytest.raises(InputError) as caught:
        write_images(patients, MODALITY, WINDOW, settings, *files, workers)
    assert "\n" not in str(caught.value)
    assert not files[1].exists()
    assert list(files[0].parent.glob("*")) + list(files[0].parent.glob(".*")) == [], "something half-written is left"
    return str(caught.value)


@pytest.mark.parametrize("workers", [1, 2])
def test_array_holds_every_preprocessed_patient(patients, files, workers):
    write_images(patients, MODALITY, WINDOW, SETTINGS, *files, workers)
    images = open_images(*files)
    assert images.patient_ids == patients["patient_id"].tolist()
    assert images.copies == ["original"]
    assert images.array.shape == (3, *SHAPE)
    for _, patient in patients.iterrows():
        image, mask = read_volume(patient[PATH]), read_mask(patient["path_automatic"])
        expected = preprocess(image.array, mask.array, WINDOW, 1, SHAPE)
        np.testing.assert_array_equal(images.volume(patient["patient_id"]), expected)


def test_index_has_the_promised_columns(patients, files):
    write_images(patients, MODALITY, WINDOW, SETTINGS, *files)
    index = pd.read_csv(files[1])
    assert index.columns.tolist() == [
        *("patient_id", "row", "source", "source_sha256", "voxels_sha256", "mask", "mask_sha256", "z", "y", "x")
    ]
    assert index["row"].tolist() == [0, 1, 2]
    assert index["source"].tolist() == patients[PATH].tolist()
    assert index["source_sha256"].tolist() == [sha256_of(path) for path in patients[PATH]]
    assert index["mask"].tolist() == patients["path_automatic"].tolist()
    assert index["mask_sha256"].tolist() == [sha256_of(path) for path in patients["path_automatic"]]
    assert index[["z", "y", "x"]].to_numpy().tolist() == [list(SHAPE)] * 3


def test_voxels_have_a_hash_that_a_copy_shares_however_it_is_compressed(patients, files, tmp_path):
    write_images(patients, MODALITY, WINDOW, SETTINGS, *files)
    before = pd.read_csv(files[1]).set_index("patient_id")
    plain = tmp_path / "plain.nii"
    plain.write_bytes(gzip.decompress(Path(patients.loc[1, PATH]).read_bytes()))
    patients.loc[1, PATH] = str(plain)
    write_images(patients, MODALITY, WINDOW, SETTINGS, *files)
    after = pd.read_csv(files[1]).set_index("patient_id")
    assert before["voxels_sha256"].nunique() == 3
    assert after["voxels_sha256"].equals(before["voxels_sha256"])
    assert (after["source_sha256"] != before["source_sha256"]).tolist() == [False, True, False]


def test_same_bytes_whatever_the_number_of_workers(patients, tmp_path):
    contents = []
    for workers in (1, 2):
        paths = tmp_path / f"{workers}.npy", tmp_path / f"{workers}.csv"
        write_images(patients, MODALITY, WINDOW, SETTINGS, *paths, workers)
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]


def test_corrected_masks_fall_back_to_automatic_ones_and_the_index_says_where(patients, files, caplog):
    caplog.set_level("INFO")
    write_images(patients, MODALITY, WINDOW, SETTINGS.model_copy(update={"mask": "corrected"}), *files)
    images = open_images(*files)
    assert "corrected segmentations of 1 patients, automatic ones of 2" in caplog.text
    index = pd.read_csv(files[1])
    for row, column in ((0, "path_automatic"), (1, "path_corrected"), (2, "path_automatic")):
        patient = patients.iloc[row]
        assert index["mask"][row] == patient[column]
        mask = read_mask(patient[column]).array
        expected = preprocess(read_volume(patient[PATH]).array, mask, WINDOW, 1, SHAPE)
        np.testing.assert_array_equal(images.volume(patient["patient_id"]), expected)


def test_without_masks_the_whole_head_is_kept(patients, files):
    patients["path_automatic"] = ""
    write_images(patients, MODALITY, WINDOW, SETTINGS.model_copy(update={"mask": "none"}), *files)
    assert (open_images(*files).array[0] > 0).mean() > 0.5


@pytest.mark.parametrize("empty", [np.nan, "", None])
def test_b20_missing_scan_names_patient_modality_file_and_what_to_do(patients, files, empty):
    patients.loc[1, PATH] = empty
    message = _refused(patients, files)
    assert message.startswith("patient UPENN-GBM-00002: no T1GD scan found")
    assert "UPENN-GBM-00002_11_T1GD.nii.gz" in message
    assert "download it or exclude the patient" in message


def test_b19_unknown_modality_names_the_nearest(patients, files):
    with pytest.raises(InputError, match=r"'path_T1GDD' is missing \(nearest: 'path_T1GD'\)"):
        write_images(patients, "T1GDD", WINDOW, SETTINGS, *files)


def test_b01_file_named_in_the_table_is_missing(patients, files):
    Path(patients.loc[0, PATH]).unlink()
    assert "patient UPENN-GBM-00001: " in _refused(patients, files)


@pytest.mark.parametrize("workers", [1, 2])
def test_first_of_several_faults_is_reported_whoever_finds_it(patients, files, workers):
    for row in (1, 2):
        Path(patients.loc[row, PATH]).write_bytes(b"no scan")
    message = _refused(patients, files, workers=workers)
    assert message.startswith("patient UPENN-GBM-00002: ")
    assert message.endswith("(and 1 more with errors)")


def test_b05_mask_of_another_shape(patients, files, write_nifti, tumour):
    patients.loc[0, "path_automatic"] = str(write_nifti(tumour[1:], "other.nii.gz", (4.0, 4.0, 4.0)))
    assert "patient UPENN-GBM-00001: " in _refused(patients, files)


def test_b06_patients_on_two_grids(patients, files, write_nifti, head, tumour):
    """A window in voxels would cut out another part of the third head."""
    patients.loc[2, PATH] = str(write_nifti(head, "scan.nii.gz", (2.0, 4.0, 4.0)))
    patients.loc[2, "path_automatic"] = str(write_nifti(tumour, "mask.nii.gz", (2.0, 4.0, 4.0)))
    message = _refused(patients, files)
    assert message.startswith("patient UPENN-GBM-00003: ")
    assert "voxels of 4×4×2 mm" in message and "the scan of UPENN-GBM-00001 has" in message
    assert message.endswith("if their header is right (in DICOM, PixelSpacing), resample it to the same grid")


@pytest.mark.parametrize("workers", [1, 2])
def test_b16_two_patients_with_the_same_scan(patients, files, write_nifti, workers):
    """The copy has another name and is not compressed."""
    copy = write_nifti(read_volume(patients.loc[0, PATH]).array, "another name.nii", (4.0, 4.0, 4.0))
    patients.loc[2, PATH] = str(copy)
    message = _refused(patients, files, workers=workers)
    assert message.startswith("patients UPENN-GBM-00001 and UPENN-GBM-00003 have the same scan (")
    assert str(copy) in message and patients.loc[0, PATH] in message


@pytest.mark.parametrize(("convention", "stored"), [("brats2023", {4: 3}), ("whole_tumour", {2: 1, 4: 1})])
def test_b13_labels_of_a_declared_convention_mask_the_same(patients, files, write_nifti, convention, stored):
    write_images(patients, MODALITY, WINDOW, SETTINGS, *files)
    expected = open_images(*files).array.copy()
    for row in range(3):
        labels = read_mask(patients.loc[row, "path_automatic"]).array
        for old, new in stored.items():
            labels[labels == old] = new
        patients.loc[row, "path_automatic"] = str(write_nifti(labels, f"{row}.nii.gz", (4.0, 4.0, 4.0)))
    write_images(patients.assign(label_convention=convention), MODALITY, WINDOW, SETTINGS, *files)
    np.testing.assert_array_equal(open_images(*files).array, expected)


@pytest.mark.parametrize("workers", [1, 2])
def test_whole_tumours_that_nobody_declared_are_refused(patients, files, write_nifti, workers):
    for row in range(3):
        labels = (read_mask(patients.loc[row, "path_automatic"]).array > 0).astype(np.uint8)
        patients.loc[row, "path_automatic"] = str(write_nifti(labels, f"{row}.nii.gz", (4.0, 4.0, 4.0)))
    message = _refused(patients, files, workers=workers)
    assert message.startswith(patients.loc[0, "path_automatic"]) and "`label_convention: whole_tumour`" in message
    write_images(patients, MODALITY, WINDOW, SETTINGS.model_copy(update={"mask": "none"}), *files, workers)


def test_a_series_of_dicom_slices_is_a_scan(patients, files, write_series, head, tmp_path):
    whole = np.round(head * 1000)
    folder = write_series(tmp_path / "T1w", whole, step=4.0, PixelSpacing=[4, 4])
    settings = SETTINGS.model_copy(update={"mask": "none"})
    write_images(patients.iloc[:1].assign(**{PATH: str(folder)}), MODALITY, WINDOW, settings, *files)
    np.testing.assert_array_equal(open_images(*files).array[0], preprocess(whole, None, WINDOW, 1, SHAPE))
    assert pd.read_csv(files[1])["source"].tolist() == [str(folder)]


def test_b09_constant_inside_the_mask(patients, files, write_nifti, head, tumour):
    head[tumour > 0] = 1
    patients.loc[0, PATH] = str(write_nifti(head, "constant.nii.gz", (4.0, 4.0, 4.0)))
    assert "all voxels inside the mask are 1" in _refused(patients, files)


def test_volume_that_ends_before_the_window_does(patients, files, write_nifti, head, tumour):
    patients.loc[0, PATH] = str(write_nifti(head[:30], "short.nii.gz", (4.0, 4.0, 4.0)))
    assert "do not reach the crop window" in _refused(patients, files)


def test_tumour_outside_the_window(patients, files, write_nifti, tumour):
    outside = np.zeros_like(tumour)
    outside[10:20, :9, 20:30] = 2
    patients.loc[0, "path_automatic"] = str(write_nifti(outside, "outside.nii.gz", (4.0, 4.0, 4.0)))
    patients.loc[0, PATH] = str(
        write_nifti(np.random.default_rng(0).random(tumour.shape).astype(np.float32), "noise.nii.gz", (4.0, 4.0, 4.0))
    )
    assert "nothing is left inside the crop window" in _refused(patients, files)


def test_shape_too_small_names_the_key(patients, files):
    assert _refused(patients, files, SETTINGS.model_copy(update={"shape": (35, 43, 40)})).startswith("images.shape: ")


def test_f07_disk_full(patients, files, monkeypatch):
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    message = _refused(patients, files)
    assert message.startswith(f"{files[0]}: no room for 1 MB (No space left on device)")


def test_failed_run_leaves_the_former_array_whole(patients, files):
    write_images(patients, MODALITY, WINDOW, SETTINGS, *files)
    former = files[0].read_bytes()
    Path(patients.loc[1, PATH]).write_bytes(b"no scan")
    with pytest.raises(InputError):
        write_images(patients, MODALITY, WINDOW, SETTINGS, *files)
    assert files[0].read_bytes() == former


def test_a_sequence_on_another_grid_than_the_window_s_is_refused(patients, files, write_nifti, head):
    spacing, fine = (4.0, 4.0, 4.0), (3.0, 3.0, 3.0)
    finer = np.pad(head, ((0, 13), (0, 20), (0, 20)))
    for row, patient in patients.iterrows():
        patients.loc[row, PATH] = str(write_nifti(finer * (row + 1), f"{patient.patient_id}_fine.nii.gz", fine))
    unmasked = ImageSettings(downscale=1, shape=SHAPE, mask="none")
    message = _refused(patients, files, unmasked.model_copy(update={"crop": "training_tumours"}))
    assert "other shape or spacing than the segmentations by which the crop window was made" in message
    message = _refused(patients, files, unmasked)
    assert "in its voxels of 3×3×3 mm the published window is" in message
    assert published_window(spacing, head.shape) == WINDOW


def test_a_head_that_is_cut_off_and_the_header_of_an_array_are_noticed(patients, files, write_nifti, head):
    spacing, whole = (4.0, 4.0, 4.0), np.zeros((39, 60, 60), np.float32)
    whole[10:30, 15:45, 15:45] = np.random.default_rng(0).normal(100, 10, (20, 30, 30))
    for row in patients.index:
        moved = np.roll(whole * (row + 1), 15 if row == 1 else 0, axis=2)
        direction = (-1, 0, 0, 0, -1, 0, 0, 0, 1) if row == 2 else None
        path = write_nifti(np.flip(moved, (1, 2)) if row == 2 else moved, f"{row}.nii.gz", spacing, direction=direction)
        patients.loc[row, PATH] = str(path)
    noticed_since_last()
    write_images(patients, MODALITY, WINDOW, ImageSettings(downscale=1, shape=SHAPE, mask="none"), *files)
    found = {
        each.patient_id: each.what
        for each in noticed_since_last()
        if "array alone" in each.what or "window" in each.what
    }
    assert list(found) == ["UPENN-GBM-00002", "UPENN-GBM-00003"]
    assert found["UPENN-GBM-00002"].startswith(
        "27% of the head lie outside of the crop window, of the middle patient 0%"
    )
    assert found["UPENN-GBM-00003"].startswith("the header is that of an array alone")


def test_masks_are_held_against_the_scan_and_against_those_of_others(patients, files, write_nifti, head, tumour):
    """The first one's sides are exchanged, the second one holds a slice."""
    spacing, flat = (4.0, 4.0, 4.0), np.where(np.arange(39)[:, None, None] == 20, tumour, 0).astype(np.uint8)
    for row, mask in enumerate((tumour[:, :, ::-1], flat, tumour)):
        own = np.random.default_rng(row).normal(100, 5, head.shape) + 60 * (tumour > 0)
        scan = np.where(head > 0, own, 0).astype(np.float32)
        patients.loc[row, PATH] = str(write_nifti(scan, f"{row}.nii.gz", spacing))
        patients.loc[row, "path_automatic"] = str(write_nifti(np.ascontiguousarray(mask), f"{row}_m.nii.gz", spacing))
    noticed_since_last()
    write_images(patients, MODALITY, WINDOW, ImageSettings(downscale=1, shape=SHAPE, mask="automatic"), *files)
    told = [(each.patient_id, each.what) for each in noticed_since_last()]
    assert [who for who, what in told if f"the mask fits {MODALITY} better where left and right" in what] == [
        "UPENN-GBM-00001"
    ]
    assert [who for who, what in told if "one axial slice alone" in what] == ["UPENN-GBM-00002"]
