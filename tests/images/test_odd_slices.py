"""What is odd about chosen slices is told, whichever way they were chosen."""

import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.slices import write_slices
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def write(tmp_path):
    """Write slices of some patients, and what was noticed, as patient, file and text."""

    def written(patients: pd.DataFrame, **settings) -> list[tuple[str, str, str]]:
        noticed_since_last()
        files = (tmp_path / f"T1GD{end}" for end in (".npy", ".csv", "_exclusions.csv"))
        write_slices(patients, "T1GD", SliceSettings(shape=(30, 30), **settings), *files)
        return [tuple(each) for each in noticed_since_last()]

    return written


def voxels(path: str) -> np.ndarray:
    return SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(path))


def moved_up(write_nifti, path: str) -> str:
    """The mask of a tumour in the highest slices alone."""
    mask = voxels(path)
    high = np.zeros_like(mask)
    high[30:37] = mask[16:23]
    return str(write_nifti(high, "high_mask.nii.gz", (4.0, 4.0, 4.0)))


def test_tumours_outside_of_slices_that_are_chosen_without_them_are_told(patients, write, write_nifti):
    assert write(patients) == []
    patients.loc[1, ["path_automatic", "path_corrected"]] = moved_up(write_nifti, patients["path_automatic"][0]), ""
    ((patient, file, what),) = write(patients)
    assert (patient, file) == ("", "")
    assert f"1 of 3 patients have no tumour in the chosen slices ({patients['patient_id'][1]})" in what


def test_slices_between_two_tumours_are_told_though_they_were_chosen_by_them(patients, write, write_nifti):
    """The midpoint of both lies in none."""
    mask = voxels(patients["path_automatic"][0])
    two = np.zeros_like(mask)
    two[5:10], two[30:35] = mask[18:23], mask[18:23]
    patients["path_corrected"] = ""
    patients.loc[0, "path_automatic"] = str(write_nifti(two, "two.nii.gz", (4.0, 4.0, 4.0)))
    told = [what for *_, what in write(patients, choice="tumour_midpoint", count=1, mask="automatic")]
    assert (
        sum(
            f"1 of 3 patients have no tumour in the chosen slices ({patients['patient_id'][0]})" in what
            for what in told
        )
        == 1
    )


def test_segmentations_that_are_not_read_stop_nothing(patients, write, tmp_path):
    (tmp_path / "broken.nii.gz").write_bytes(b"nothing")
    patients["path_automatic"] = str(tmp_path / "broken.nii.gz")
    assert write(patients.drop(columns="path_corrected")) == []


def test_the_header_of_an_array_alone_is_told_among_others(patients, write, write_nifti):
    """Whose axes run to the right and to the front, where those of others do not, is turned against them."""
    bare = voxels(patients["path_T1GD"][1])
    for number in (0, 2):
        spacing, origin = (4.0, 4.0, 4.0), (90.0, 126.0, -72.0)
        own = write_nifti(voxels(patients["path_T1GD"][number]), f"placed_{number}.nii.gz", spacing, origin)
        patients.loc[number, "path_T1GD"] = str(own)
    path = write_nifti(bare, "bare.nii.gz", (4.0, 4.0, 4.0), direction=[-1, 0, 0, 0, -1, 0, 0, 0, 1])
    patients.loc[1, "path_T1GD"] = str(path)
    told = [(patient, file) for patient, file, what in write(patients) if "array alone" in what]
    assert told == [(patients["patient_id"][1], str(path))]
