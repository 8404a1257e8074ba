import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.images.crop import CropWindow, published_window, tumour_window


def test_published_window_at_one_millimetre():
    window = published_window((1.0, 1.0, 1.0), (155, 240, 240))
    assert window == CropWindow((0, 39, 44), (140, 211, 208))
    assert window.shape == (140, 172, 164)


@pytest.mark.parametrize(
    ("spacing", "shape", "expected"),
    [(2.0, (78, 120, 120), (70, 86, 82)), (4.0, (39, 60, 60), (35, 43, 41)), (8.0, (20, 30, 30), (18, 22, 21))],
)
def test_published_window_on_coarse_grids(spacing, shape, expected):
    assert published_window((spacing,) * 3, shape).shape == expected


@given(st.tuples(*[st.floats(1.0, 8.0)] * 3))
def test_window_covers_the_same_millimetres_for_any_voxel_size(spacing):
    shape = [int(np.ceil(length / size)) for length, size in zip((155, 240, 240), reversed(spacing), strict=True)]
    window = published_window(spacing, shape)
    sizes = np.array(spacing[::-1])
    assert np.all(np.abs(np.array(window.start) * sizes - (0, 39, 44)) <= sizes / 2 + 1e-9)
    assert np.all(np.abs(np.array(window.stop) * sizes - (140, 211, 208)) <= sizes + 1e-9)
    assert np.all(np.array(window.stop) <= shape)


def test_window_is_clipped_to_the_volume():
    assert published_window((1.0, 1.0, 1.0), (120, 200, 200)).stop == (120, 200, 200)


def test_volume_that_misses_the_window_is_refused():
    with pytest.raises(InputError, match=r"images\.crop: .*30×30×30"):
        published_window((1.0, 1.0, 1.0), (30, 30, 30))


@given(st.tuples(*[st.tuples(st.integers(0, 99), st.integers(1, 99))] * 3))
def test_window_survives_json(edges):
    window = CropWindow(tuple(a for a, _ in edges), tuple(a + b for a, b in edges))
    assert CropWindow.from_dict(json.loads(json.dumps(window.to_dict()))) == window
    assert window.shape == tuple(b for _, b in edges)


def _mask(boxes: list[tuple[slice, ...]]) -> np.ndarray:
    mask = np.zeros((30, 40, 50), np.uint8)
    for box in boxes:
        mask[box] = 2
    return mask


@pytest.mark.parametrize("workers", [1, 2])
def test_tumour_window_is_the_union_and_a_margin(write_nifti, workers):
    spacing = (1.0, 2.0, 4.0)
    first = write_nifti(_mask([np.s_[10:12, 5:9, 20:22]]), "a.nii.gz", spacing)
    second = write_nifti(_mask([np.s_[11:15, 7:8, 30:45], np.s_[3:4, 20:21, 25:26]]), "b.nii.gz", spacing)
    assert tumour_window([first, second], 0, workers) == CropWindow((3, 5, 20), (15, 21, 45))
    # 5 mm are 2 voxels of 4 mm, 3 of 2 mm and 5 of 1 mm, and end at the volume's edge.
    assert tumour_window([first, second], 5.0, workers) == CropWindow((1, 2, 15), (17, 24, 50))


@pytest.mark.parametrize("workers", [1, 2])
def test_whole_tumours_that_nobody_declared_are_refused(write_nifti, workers):
    box = _mask([(slice(5, 9),) * 3])
    paths = [write_nifti(np.minimum(box, 1), f"{number}.nii.gz") for number in range(2)]
    with pytest.raises(InputError, match=rf"^{paths[0]}: .*label_convention: whole_tumour"):
        tumour_window(paths, 0, workers)
    assert tumour_window(paths, 0, workers, ["whole_tumour"] * 2).shape == (4, 4, 4)
    assert tumour_window([paths[0], write_nifti(box, "2.nii.gz")], 0, workers).shape == (4, 4, 4)


def test_tumour_window_of_masks_on_two_grids_is_refused(write_nifti):
    first = write_nifti(_mask([np.s_[:2]]), "a.nii.gz")
    second = write_nifti(_mask([np.s_[:2]]), "b.nii.gz", (2.0, 2.0, 2.0))
    with pytest.raises(InputError, match=r"b\.nii\.gz: other shape or voxel size"):
        tumour_window([first, second], 0)


def test_tumour_window_of_nobody_is_refused():
    with pytest.raises(InputError, match=r"images\.crop"):
        tumour_window([], 5.0)
