from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.images.dicom import series_sha256
from radiogenomics.images.pseudocolour import check_same_place
from radiogenomics.images.slice_arrays import SliceArray, open_slices
from radiogenomics.images.slice_pixels import resized
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.slices import write_slices
from radiogenomics.oddities import noticed_since_last

SHAPE = (30, 30)


@pytest.fixture
def write(tmp_path):
    """Write slices of some patients and open them; the array and the table of exclusions."""

    def written(patients, modality="T1GD", workers=1, **settings) -> tuple[SliceArray, pd.DataFrame]:
        array, index, exclusions = (tmp_path / "slices" / f"{modality}{end}" for end in (".npy", ".csv", ".out.csv"))
        write_slices(patients, modality, SliceSettings(shape=SHAPE, **settings), array, index, exclusions, workers)
        return open_slices(array, index), pd.read_csv(exclusions, dtype=str)

    return written


def voxels(path: str) -> np.ndarray:
    return SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(path))


def expected(image: np.ndarray, low: float | None = None, high: float | None = None) -> np.ndarray:
    low, high = (image.min(), image.max()) if low is None else (low, high)
    return resized((image - low) / (high - low), SHAPE)


@pytest.fixture
def faulty(write_nifti):
    """A patient whose mask is empty."""
    scan = np.random.default_rng(9).normal(1, 0.1, (39, 60, 60)).astype(np.float32)
    spacing = (4.0, 4.0, 4.0)
    return {
        "patient_id": "empty",
        "path_T1GD": str(write_nifti(scan, "empty.nii.gz", spacing)),
        "path_automatic": str(write_nifti(np.zeros(scan.shape, np.uint8), "empty_mask.nii.gz", spacing)),
    }


def test_the_middle_of_each_series(patients, write):
    slices, exclusions = write(patients)
    assert exclusions.empty and slices.patient_ids == patients.patient_id.tolist()
    for _, patient in patients.iterrows():
        scan = voxels(patient.path_T1GD)
        assert slices.items_of(patient.patient_id) == list(range(8))  # 20 % of 39
        for item, number in enumerate(range(15, 23)):
            assert slices.numbers[patient.patient_id, "original", item] == number
            np.testing.assert_allclose(slices.item(patient.patient_id, item), expected(scan[number]), atol=1e-6)


def test_scaled_over_the_series(patients, write):
    slices, _ = write(patients, choice="central", count=2, scale="series")
    scan = voxels(patients.path_T1GD[0])
    np.testing.assert_allclose(
        slices.item(patients.patient_id[0], 1), expected(scan[19], scan.min(), scan.max()), atol=1e-6
    )


@pytest.mark.parametrize("choice", ["tumour_midpoint", "tumour_largest"])
@pytest.mark.parametrize("count", [1, 3])
def test_slices_by_the_tumour(patients, write, choice, count):
    slices, _ = write(patients, choice=choice, count=count)
    for _, patient in patients.iterrows():
        mask = voxels(patient.path_automatic) > 0
        with_tumour = np.flatnonzero(mask.any(axis=(1, 2)))
        centre = {
            "tumour_midpoint": (with_tumour.min() + with_tumour.max()) // 2,
            "tumour_largest": np.argmax(mask.sum(axis=(1, 2))),
        }[choice]
        numbers = [slices.numbers[patient.patient_id, "original", item] for item in range(count)]
        assert numbers == [centre + k for k in ([0] if count == 1 else [-1, 0, 1])]


def test_corrected_segmentation_where_there_is_one(patients, write):
    slices, _ = write(patients.assign(has_corrected=[False, True, False]), choice="tumour_midpoint", mask="corrected")
    index = pd.read_csv(slices.paths[1])
    assert index["mask"].tolist() == [
        patients.path_automatic[0],
        patients.path_corrected[1],
        patients.path_automatic[2],
    ]
    assert index.mask_sha256.tolist() == [sha256_of(path) for path in index["mask"]]


def test_only_the_tumour(patients, write):
    slices, _ = write(patients, choice="tumour_midpoint", tumour_only=True)
    patient = patients.iloc[0]
    number = slices.numbers[patient.patient_id, "original", 0]
    masked = np.where(voxels(patient.path_automatic)[number] > 0, voxels(patient.path_T1GD)[number], 0)
    np.testing.assert_allclose(slices.item(patient.patient_id, 0), expected(masked), atol=1e-6)


def test_brightest_slice(patients, write):
    slices, _ = write(patients, choice="brightest", count=3)
    scan = voxels(patients.path_T1GD[0])
    bright = scan > np.percentile(scan[scan != 0], 99.9)
    assert slices.numbers[patients.patient_id[0], "original", 1] == np.argmax(bright.sum(axis=(1, 2)))


def test_same_bytes_whatever_the_workers(patients, write, tmp_path):
    first = write(patients)[0].paths[0].read_bytes()
    assert write(patients, workers=2)[0].paths[0].read_bytes() == first


def test_a_head_stored_another_way_gives_the_same_slices(patients, write, write_nifti):
    image = SimpleITK.DICOMOrient(SimpleITK.ReadImage(patients.path_T1GD[0]), "SAR")
    turned = write_nifti(
        SimpleITK.GetArrayFromImage(image), "SAR.nii.gz", image.GetSpacing(), image.GetOrigin(), image.GetDirection()
    )
    straight, _ = write(patients.iloc[:1])
    items = [straight.item(patients.patient_id[0], item).copy() for item in range(8)]
    oblique, _ = write(patients.iloc[:1].assign(path_T1GD=str(turned)))
    np.testing.assert_allclose([oblique.item(patients.patient_id[0], item) for item in range(8)], items, atol=1e-6)


def dicom_patients(write_series, folder: Path, counts: list[int]) -> pd.DataFrame:
    """Patients of whom each has a series of so many slices, of other sizes and distances, named by no order."""
    rows = []
    for number, count in enumerate(counts, start=1):
        pixels = np.random.default_rng(number).integers(0, 900, (count, 20 + number, 30))
        series = folder / f"{number:05d}" / "FLAIR"
        write_series(series, pixels, step=number, names=[f"Image-{3 * k % 101}.dcm" for k in range(count)])
        rows.append({"patient_id": f"BraTS2021_{number:05d}", "path_FLAIR": str(series)})
    return pd.DataFrame(rows)


def test_series_that_are_not_registered(write_series, write, tmp_path):
    patients = dicom_patients(write_series, tmp_path / "train", [40, 23, 5])
    slices, exclusions = write(patients, "FLAIR")
    assert exclusions.empty
    assert [len(slices.items_of(patient)) for patient in patients.patient_id] == [8, 5, 1]
    scan = np.random.default_rng(2).integers(0, 900, (23, 22, 30)).astype(np.float32)
    for item, number in enumerate(range(9, 14)):
        np.testing.assert_allclose(slices.item("BraTS2021_00002", item), expected(scan[number]), atol=1e-6)
    index = pd.read_csv(slices.paths[1])
    assert index.grid.nunique() == 3
    for source, rows in index.groupby("source"):
        assert set(rows.source_sha256) == {series_sha256(Path(source))}


def test_a_series_too_short_excludes_the_patient(write_series, write, tmp_path):
    patients = dicom_patients(write_series, tmp_path / "train", [12, 4, 1])
    slices, exclusions = write(patients, "FLAIR")
    assert slices.patient_ids == ["BraTS2021_00001"]
    assert exclusions.to_dict("records") == [
        {"patient_id": "BraTS2021_00002", "modality": "FLAIR", "reason": "a series of 4 slices, where 5 are needed"},
        {"patient_id": "BraTS2021_00003", "modality": "FLAIR", "reason": "a series of 1 slice, where 5 are needed"},
    ]


def test_what_the_archive_does_not_have_excludes_the_patient(patients, write, faulty):
    more = pd.concat([patients, pd.DataFrame([faulty])], ignore_index=True)
    more = more.assign(has_T1GD=[False, True, True, True], has_automatic=[True, True, False, True])
    slices, exclusions = write(more, choice="tumour_midpoint")
    assert slices.patient_ids == ["UPENN-GBM-00002"]
    assert exclusions.reason.tolist() == ["no T1GD scan", "no automatic segmentation", "the segmentation is empty"]


def test_no_tumour_in_the_middle_excludes_the_patient(patients, write, write_nifti):
    low = np.zeros((39, 60, 60), np.uint8)
    low[3:9, 20:30, 20:30] = 1
    patients.loc[0, "path_automatic"] = str(write_nifti(low, "low.nii.gz", (4.0, 4.0, 4.0)))
    slices, exclusions = write(patients, tumour_only=True)
    assert slices.patient_ids == patients.patient_id.tolist()[1:]
    assert exclusions.reason.tolist() == ["no tumour in the chosen slices"]


def test_nobody_left(write_series, write, tmp_path):
    patients = dicom_patients(write_series, tmp_path / "train", [4, 4])
    with pytest.raises(InputError, match=r"FLAIR: no slice of any of the 2 patients \(a series of 4 slices, where 5"):
        write(patients, "FLAIR")


def test_promised_and_not_there_is_an_error(patients, write):
    patients.loc[1, "path_T1GD"] = np.nan
    with pytest.raises(InputError, match="patient UPENN-GBM-00002: no T1GD scan found"):
        write(patients.assign(has_T1GD=True))


def test_mask_on_another_grid(patients, write, write_nifti):
    mask = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(patients.path_automatic[0]))
    patients.loc[0, "path_automatic"] = str(write_nifti(mask, "other.nii.gz", (4.0, 4.0, 5.0)))
    with pytest.raises(InputError, match=r"patient UPENN-GBM-00001: .*spacing 4, 4, 5 but"):
        write(patients, choice="tumour_midpoint")


def test_one_scan_under_two_names(patients, write):
    patients.loc[1, "path_T1GD"] = patients.path_T1GD[0]
    with pytest.raises(InputError, match="patients UPENN-GBM-00001 and UPENN-GBM-00002 have the same scan"):
        write(patients)


def test_black_slices(write_series, write, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 900, (20, 20, 30))
    pixels[8:12] = 0
    folder = write_series(tmp_path / "FLAIR", pixels)
    patients = pd.DataFrame([{"patient_id": "BraTS2021_00001", "path_FLAIR": str(folder)}])
    with pytest.raises(InputError, match="all voxels of the chosen slices are 0"):
        write(patients, "FLAIR")


def test_misspelt_modality(patients, write):
    with pytest.raises(InputError, match=r"column 'path_T1DG' is missing \(nearest: 'path_T1GD'\)"):
        write(patients, "T1DG")


def test_real_scans_of_one_patient_show_one_place(real_case, write):
    names = {"T1": "t1n", "T1GD": "t1c", "T2": "t2w", "FLAIR": "t2f"}
    paths = {f"path_{modality}": str(real_case[name]) for modality, name in names.items()}
    patients = pd.DataFrame([{"patient_id": "P1", "path_automatic": str(real_case["mask"]), **paths}])
    slices = {modality: write(patients, modality, choice="tumour_midpoint")[0] for modality in names}
    check_same_place(slices, "P1")
    number = slices["T2"].numbers["P1", "original", 0]
    with_tumour = np.flatnonzero(voxels(str(real_case["mask"])).any(axis=(1, 2)))
    assert number == (with_tumour[0] + with_tumour[-1]) // 2
    stored = SimpleITK.DICOMOrient(SimpleITK.ReadImage(str(real_case["t2w"])), "LPS")
    scan = SimpleITK.GetArrayFromImage(stored).astype(np.float32)
    np.testing.assert_allclose(slices["T2"].item("P1", 0), expected(scan[number]), atol=1e-5)


def test_slices_of_other_distances_or_planes_are_noticed(write, write_nifti):
    cosine, sine = np.cos(np.radians(40)), np.sin(np.radians(40))
    tilted = (1, 0, 0, 0, cosine, -sine, 0, sine, cosine)
    paths = []
    for number, (step, direction) in enumerate(((1.0, None), (1.0, tilted), (5.0, None))):
        scan = np.random.default_rng(number).normal(100, 10, (20, 30, 30)).astype(np.float32)
        paths.append(str(write_nifti(scan, f"{number}.nii.gz", (1.0, 1.0, step), direction=direction)))
    patients = pd.DataFrame({"patient_id": ["P1", "P2", "P3"], "path_T1GD": paths})
    noticed_since_last()
    write(patients, choice="central", count=3)
    apart, tilt = noticed_since_last()
    assert "(patients by distance: 1 mm: 2; 5 mm: 1), so that 3 of them are larger" in apart.what
    assert tilt.patient_id == "P2" and "tilted by 40° from axial ones" in tilt.what
    write(patients.drop(1))
    assert noticed_since_last() == []


def test_a_mask_that_lies_on_the_other_side_of_the_scan_is_told(patients, write, write_nifti, head, tumour):
    spacing = (4.0, 4.0, 4.0)
    for row in patients.index:
        own = np.random.default_rng(row).normal(100, 5, head.shape) + 60 * (tumour > 0)
        scan = write_nifti(np.where(head > 0, own, 0).astype(np.float32), f"{row}.nii.gz", spacing)
        mask = np.ascontiguousarray(tumour[:, :, ::-1] if row == 1 else np.roll(tumour, row, 1))
        patients.loc[row, "path_T1GD"] = str(
            scan if row == 1 else write_nifti(np.roll(voxels(scan), row, 1), scan.name, spacing)
        )
        patients.loc[row, "path_automatic"] = str(write_nifti(mask, f"{row}_mask.nii.gz", spacing))
    noticed_since_last()
    write(patients, choice="tumour_largest", count=3, mask="automatic")
    told = [(each.patient_id, each.what) for each in noticed_since_last() if "are exchanged" in each.what]
    ((patient, what),) = told
    assert patient == patients["patient_id"][1] and what.startswith("the mask fits T1GD better where left and right")


def test_an_oedema_that_is_dark_in_flair_is_noticed(write, write_nifti, patients, head, tumour):
    for row, change in enumerate((0.5, 0.5, -0.5)):
        noise = np.random.default_rng(row).normal(1, 0.05, head.shape)
        flair = np.where(head > 0, noise + change * (tumour == 2), 0).astype(np.float32)
        patients.loc[row, "path_FLAIR"] = str(write_nifti(flair, f"{row}_FLAIR.nii.gz", (4.0, 4.0, 4.0)))
    noticed_since_last()
    write(patients, "FLAIR", mask="automatic", choice="tumour_largest", count=1)
    told = [each.patient_id for each in noticed_since_last() if "the oedema (label 2) is darker in FLAIR" in each.what]
    assert told == ["UPENN-GBM-00003"]
