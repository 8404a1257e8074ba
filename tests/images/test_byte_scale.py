from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.byte_scale import has_values_of_byte, notice_byte_scale
from radiogenomics.oddities import noticed_since_last

SCAN = np.random.default_rng(0).gamma(4, 60, (6, 6, 6)).round().astype(np.float32)


def told(scan):
    noticed_since_last()
    notice_byte_scale(scan.astype(np.float32), Path("T1.nii.gz"), "P1")
    return [each.what for each in noticed_since_last()]


@pytest.mark.parametrize("bounds", [(SCAN.min(), SCAN.max()), (50, 300)])
def test_a_scan_in_a_window_of_8_bits_is_noticed(bounds):
    windowed = np.round(np.clip((SCAN - bounds[0]) / (bounds[1] - bounds[0]), 0, 1) * 255)
    (what,) = told(windowed)
    assert what.startswith("seems to be scaled to whole numbers of a byte already (0 to 255); if so")


def test_units_of_a_scanner_are_not_odd():
    weak = np.round(SCAN / SCAN.max() * 220)
    assert told(SCAN) == told(weak) == told(SCAN / SCAN.max() * 255) == told(SCAN - 255 + SCAN.min()) == []
    assert has_values_of_byte(weak) and not has_values_of_byte(SCAN) and not has_values_of_byte(SCAN > 100)
