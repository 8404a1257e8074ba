from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.flat_masks import notice_flat_masks
from radiogenomics.images.same_scan import outline_of
from radiogenomics.oddities import noticed_since_last


def one_slice(tumour, axis):
    middle = int(np.argmax(np.count_nonzero(tumour, axis=tuple({0, 1, 2} - {axis}))))
    flat = np.zeros_like(tumour)
    chosen = tuple(slice(None) if other != axis else middle for other in range(3))
    flat[chosen] = tumour[chosen]
    return flat


def told(masks, edges=(1.0, 1.0, 1.0)):
    noticed_since_last()
    notice_flat_masks((f"P{n}", Path("mask.nii.gz"), outline_of(mask), edges) for n, mask in enumerate(masks))
    return [(each.patient_id, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize(("axis", "plane"), [(0, "axial"), (1, "coronal"), (2, "sagittal")])
def test_one_slice_of_a_tumour_is_told(tumour, axis, plane):
    ((patient, what),) = told([tumour, one_slice(tumour, axis), tumour])
    assert patient == "P1" and f"one {plane} slice alone" in what


def test_where_all_masks_are_slices_that_is_said_once(tumour):
    ((patient, what),) = told([one_slice(tumour, 0), np.roll(one_slice(tumour, 0), 3, 1)])
    assert patient == "" and what.startswith("all 2 masks hold one slice alone")


def test_tumours_that_one_slice_may_hold_are_not_odd(tumour):
    assert told([tumour, np.where(tumour == 1, 1, 0)]) == []
    assert told([tumour, one_slice(tumour, 0)], edges=(6.0, 1.0, 1.0)) == []
    few = np.zeros_like(tumour)
    few[10, 10:15, 10:15] = 2
    assert told([tumour, few]) == told([tumour, tumour[20:21]]) == []
