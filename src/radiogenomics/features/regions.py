"""Regions of the tumour, as unions of the segmentation's labels."""

from typing import Literal

import numpy as np

from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR

Region = Literal["necrotic", "edema", "enhancing", "core", "whole"]

REGIONS: dict[Region, tuple[int, ...]] = {
    "necrotic": (NECROTIC_CORE,),
    "edema": (OEDEMA,),
    "enhancing": (ENHANCING,),
    "core": (NECROTIC_CORE, ENHANCING),
    "whole": (NECROTIC_CORE, OEDEMA, ENHANCING, WHOLE_TUMOUR),
}
"""Labels of each region; the core is the necrotic and the enhancing part (Li 2018, Schmitz 2024).

A segmentation that tells only the tumour from the rest (`WHOLE_TUMOUR`) has the whole and no other region.
"""


def region_mask(segmentation: np.ndarray, region: Region) -> np.ndarray:
    """Boolean array, of the segmentation's shape, of the voxels in a region.

    Args:
        segmentation: labels, any shape.
        region: name of one of `REGIONS`.
    """
    return np.isin(segmentation, REGIONS[region])
