"""Patients of several sizes become items of one shape."""

import numpy as np
import pandas as pd

from radiogenomics.segmentation.arrays import PreparedArrays
from radiogenomics.segmentation.items import SegmentationItems


def test_items_have_one_shape_that_the_network_can_halve():
    shapes, random = {"P0": (6, 9, 16), "P2": (8, 10, 11)}, np.random.default_rng(0)
    images = [random.uniform(1, 2, (2, *shape)).astype(np.float32) for shape in shapes.values()]
    masks = [random.choice([0, 1, 2, 4], shape).astype(np.uint8) for shape in shapes.values()]
    index = pd.DataFrame(shapes, ["z", "y", "x"]).T.assign(first=[0, images[0].size], mask_first=[0, masks[0].size])
    voxels, labels = (np.concatenate([part.ravel() for part in parts]) for parts in (images, masks))
    items = SegmentationItems(PreparedArrays(voxels, labels, index, 2, ("", "", "")), ["P2", "P0"], (4, 4, 8))
    for row, patient in enumerate((1, 0)):
        inputs, mask, number = items[row]
        assert number == row and inputs["images"].shape == (2, 8, 12, 16) and mask.shape == (8, 12, 16)
        np.testing.assert_allclose(inputs["images"].sum((1, 2, 3)), images[patient].sum((1, 2, 3)), rtol=1e-5)
        assert (
            np.bincount(mask.ravel(), minlength=5)[1:].tolist()
            == np.bincount(masks[patient].ravel(), minlength=5)[1:].tolist()
        )
