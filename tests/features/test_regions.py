import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from radiogenomics.features.regions import REGIONS, region_mask
from radiogenomics.images.labels import WHOLE_TUMOUR

SEGMENTATIONS = stnp.arrays(
    np.uint8, stnp.array_shapes(min_dims=3, max_dims=3, max_side=6), elements=st.sampled_from([0, 1, 2, 4])
)


@pytest.mark.parametrize(
    ("region", "labels"),
    [("necrotic", {1}), ("edema", {2}), ("enhancing", {4}), ("core", {1, 4}), ("whole", {1, 2, 4, WHOLE_TUMOUR})],
)
def test_labels_of_every_region(region, labels):
    segmentation = np.array([[[0, 1, 2, 4, WHOLE_TUMOUR]]], np.uint8)
    assert set(segmentation[region_mask(segmentation, region)]) == labels


@given(SEGMENTATIONS)
def test_necrotic_edema_and_enhancing_share_the_tumour_among_them(segmentation):
    parts = [region_mask(segmentation, region) for region in ("necrotic", "edema", "enhancing")]
    np.testing.assert_array_equal(np.sum(parts, axis=0), segmentation > 0)
    np.testing.assert_array_equal(region_mask(segmentation, "whole"), segmentation > 0)


@given(SEGMENTATIONS)
def test_core_and_edema_share_the_tumour_and_the_core_has_two_parts(segmentation):
    necrotic, enhancing, core, edema = (
        region_mask(segmentation, region) for region in ("necrotic", "enhancing", "core", "edema")
    )
    np.testing.assert_array_equal(necrotic ^ enhancing, core)
    np.testing.assert_array_equal(core ^ edema, segmentation > 0)


@given(SEGMENTATIONS)
def test_masks_are_boolean_of_the_segmentations_shape_and_leave_it_alone(segmentation):
    before = segmentation.copy()
    for region in REGIONS:
        mask = region_mask(segmentation, region)
        assert mask.dtype == bool
        assert mask.shape == segmentation.shape
    np.testing.assert_array_equal(segmentation, before)
