import numpy as np

from radiogenomics.checking.sheet import SLICES, patient_sheet
from radiogenomics.images.volume import Volume


def test_each_sequence_is_a_row_of_slices_and_the_segmentation_is_outlined_in_its_own_slices():
    grid = ((2.0, 2.0, 2.0), (0.0, 0.0, 0.0), tuple(np.eye(3).ravel()), "scan.nii.gz")
    scan = Volume(np.random.default_rng(1).random((20, 16, 16)).astype(np.float32), *grid)
    region = np.zeros((20, 16, 16), np.uint8)
    region[8:14, 5:10, 5:10] = 1
    figure = patient_sheet("P1", {"T1": scan, "FLAIR": scan}, Volume(region, *grid))
    assert len(figure.axes) == 2 * SLICES and figure.get_suptitle() == "P1"
    assert [axis.get_ylabel() for axis in figure.axes[::SLICES]] == ["T1", "FLAIR"]
    # Slices are those of the tumour, and each has its outline.
    assert all(axis.collections for axis in figure.axes)
    assert not any(axis.collections for axis in patient_sheet("P1", {"T1": scan}, None).axes)
