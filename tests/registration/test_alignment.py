import numpy as np
import pytest
import SimpleITK

from radiogenomics.registration.alignment import AROUND, affine, rigid
from radiogenomics.registration.geometry import IDENTITY


@pytest.mark.parametrize(
    ("contrast", "turn", "shift", "spacing"),
    [
        ("T1", (0, 0, 0), (0, 0, 0), (4, 4, 4)),
        ("T2", (6, -8, 12), (9, -7, 11), (3, 3, 6)),
        ("FLAIR", (-10, 5, -25), (-14, 12, -6), (2.5, 5, 3)),
    ],
)
def test_turns_shifts_and_other_voxels_are_recovered(
    head, scanned, known, atlas, farthest, angle, contrast, turn, shift, spacing
):
    fixed, other = head("T1"), head(contrast, seed=2)
    expected = known(fixed, turn, shift)
    found = rigid(fixed, scanned(other, turn, shift, spacing), atlas.brain)
    assert farthest(found, expected) <= 1
    assert angle(found, expected) <= 1


def test_a_scan_that_lies_where_it_should_stays(head, atlas, farthest):
    fixed = head("T1")
    assert farthest(rigid(fixed, head("T2", seed=3), atlas.brain), IDENTITY) <= 0.5


def test_a_head_with_skull_is_brought_onto_the_atlas(head, scanned, known, atlas, farthest):
    fixed = head("T1")
    found = affine(atlas.head, scanned(fixed, (5, -4, 10), (5, 8, -9)), atlas.brain, AROUND)
    # The skull and scalp that the atlas is given are not of this head's thickness, and voxels are of 4 mm.
    assert farthest(found, known(fixed, (5, -4, 10), (5, 8, -9))) <= 0.75 * 4


@pytest.mark.full
@pytest.mark.parametrize(("name", "turn"), [("t2w", (6, -8, 12)), ("t2f", (-10, 5, -20))])
def test_real_sequences_are_recovered(shared, known, scanned, angle, name, turn):
    folder = shared / "real" / "mri" / "brainlesion_brats_case"
    fixed, other = (SimpleITK.ReadImage(str(folder / f"{n}.nii.gz"), SimpleITK.sitkFloat32) for n in ("t1c", name))
    brain, shift = fixed > 0, (9, -7, 3)
    found = rigid(fixed, scanned(other, turn, shift, (0.9, 0.9, 3)), brain)
    expected = known(fixed, turn, shift)
    points = [fixed.TransformIndexToPhysicalPoint(index) for index in ((80, 120, 60), (160, 120, 60), (120, 60, 100))]
    apart = [np.subtract(found.TransformPoint(point), expected.TransformPoint(point)) for point in points]
    assert np.linalg.norm(apart, axis=1).max() <= 1 and angle(found, expected) <= 1
