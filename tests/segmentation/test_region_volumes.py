import numpy as np
import pytest

from radiogenomics.segmentation.region_volumes import region_volumes


def test_volumes_of_regions_in_ml():
    labels = np.zeros((10, 10, 10), np.uint8)
    labels[:2], labels[2:3], labels[3:8] = 1, 4, 2
    found = region_volumes(labels, (1.0, 2.0, 3.0))
    assert found == pytest.approx({"NCR": 1.2, "ED": 3.0, "ET": 0.6, "whole tumour": 4.8})
    assert set(region_volumes(np.zeros_like(labels), (1.0, 1.0, 1.0)).values()) == {0.0}
