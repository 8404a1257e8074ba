"""What regions of a segmentation and their scores are called in tables.

In a file of its own, for tables and figures would otherwise wait for MONAI, which computes the scores.
"""

from collections.abc import Mapping

from radiogenomics.images.labels import BACKGROUND, ENHANCING, NECROTIC_CORE, OEDEMA

REGIONS: Mapping[str, tuple[int, ...]] = {
    "NCR": (NECROTIC_CORE,),
    "ED": (OEDEMA,),
    "ET": (ENHANCING,),
    "tumour core": (NECROTIC_CORE, ENHANCING),
    "whole tumour": (NECROTIC_CORE, OEDEMA, ENHANCING),
    "background": (BACKGROUND,),
}
PERCENTILE = 95
DICE, HAUSDORFF = "Dice", f"{PERCENTILE} % Hausdorff distance, mm"
MEAN, MEAN_WITH_BACKGROUND = "mean of NCR, ED, ET", "mean of background, NCR, ED, ET"
TEST, VALIDATION = "test", "validation"
"""Subsets of masks/<model>.csv."""
MEASURED, BOTH_EMPTY, EMPTY_TRUTH, EMPTY_PREDICTION = "measured", "both empty", "empty truth", "empty prediction"
