"""A tumour that was filled or smoothed is told; homogeneous, dark and small ones are not."""

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.images.filled_tumours import notice_filled_tumour
from radiogenomics.images.volume import Volume
from radiogenomics.oddities import noticed_since_last


def volume(array, name="T1.nii.gz"):
    return Volume(array, (4.0, 4.0, 4.0), (0.0, 0.0, 0.0), tuple(np.eye(3).ravel()), Path(name))


def scan(head, tumour, within, grain=15.0):
    """A head with noise, and a tumour of other grey values."""
    noise = np.random.default_rng(1).normal(0, 1, head.shape) * np.where(tumour > 0, grain, 15)
    return np.where(head > 0, np.where(tumour > 0, within, 300) + noise, 0).astype(np.float32)


def told(array, mask, sequence="T1"):
    noticed_since_last()
    notice_filled_tumour(volume(array), volume(mask, "mask.nii.gz"), "P1", sequence)
    return [(each.patient_id, each.file, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize("sequence", ["T1", "T1GD", "FLAIR"])
@pytest.mark.parametrize("scale", [1, 0.01, -2])
def test_a_tumour_that_was_filled_is_told(head, tumour, sequence, scale):
    ((patient, file, what),) = told(scan(head, tumour, 420, 1.5) * np.float32(scale), tumour, sequence)
    assert (patient, file) == ("P1", "T1.nii.gz") and what.startswith(f"the tumour in {sequence} has hardly any grain")


def test_a_tumour_that_was_smoothed_within_the_mask_is_told(head, tumour):
    array = scan(head, tumour, 420)
    smooth = np.where(tumour > 0, ndimage.gaussian_filter(np.where(tumour > 0, array, 420), 3), array)
    assert len(told(smooth.astype(np.float32), tumour)) == 1


def test_tumours_that_are_homogeneous_dark_or_less_noisy_are_not_told(head, tumour):
    assert told(scan(head, tumour, 300), tumour) == told(scan(head, tumour, 60), tumour) == []
    assert told(scan(head, tumour, 420, 7), tumour) == []
    assert told(ndimage.gaussian_filter(scan(head, tumour, 420), 1) * (head > 0), tumour) == []


def test_maps_small_tumours_and_heads_without_grain_are_not_judged(head, tumour):
    filled = scan(head, tumour, 420, 1.5)
    small = np.where(np.abs(np.arange(39)[:, None, None] - 20) < 1, tumour, 0)
    assert told(filled, tumour, "DTI_FA") == told(filled, tumour, "") == told(filled, small) == []
    assert told(np.where(head > 0, 100, 0).astype(np.float32), tumour) == told(filled, np.zeros_like(tumour)) == []
