import numpy as np
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.images.same_grid import refuse_other_grid


def write(path, shape=(6, 8, 10), spacing=(1.0, 1.0, 1.0), origin=(0.0, 0.0, 0.0)):
    array = np.random.default_rng(0).random(shape).astype(np.float32)
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing(spacing)
    image.SetOrigin(origin)
    SimpleITK.WriteImage(image, str(path))
    return path


def test_scans_in_voxels_of_one_size_pass_wherever_the_head_lies(tmp_path):
    moved = write(tmp_path / "theirs.nii.gz", spacing=(1.0, 1.0, 1.0004), origin=(5.0, -3.0, 0.0))
    refuse_other_grid(moved, write(tmp_path / "ours.nii.gz"), "P1")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"shape": (6, 8, 11)},
            r"6×8×11 voxels of 1×1×1 mm \(z, y, x\), and the networks were trained on 6×8×10",
        ),
        ({"spacing": (1.0, 1.0, 2.0)}, r"6×8×10 voxels of 2×1×1 mm"),
    ],
)
def test_b28_another_grid_is_one_line(tmp_path, changes, told):
    theirs, ours = write(tmp_path / "theirs.nii.gz", **changes), write(tmp_path / "ours.nii.gz")
    with pytest.raises(InputError, match=rf"patient P1, .*theirs\.nii\.gz: {told}") as error:
        refuse_other_grid(theirs, ours, "P1")
    assert "\n" not in str(error.value)
