"""One map of labels by several networks, from the mean of their probabilities."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from radiogenomics.segmentation.channels import LabelChannels, channels_of
from radiogenomics.segmentation.postprocessing import CLEAN_UP, post_processed
from radiogenomics.segmentation.preparation import Prepared, on_scan_grid
from radiogenomics.segmentation.settings import PostprocessingSettings

SMALLEST = 1e-12
"""Least probability whose logarithm is taken."""


def averaged_labels(logits: Sequence[Tensor], prepared: Prepared, settings: PostprocessingSettings) -> np.ndarray:
    """Labels of the mean probabilities, after the clean-up, on the grid of the scans (z, y, x), uint8.

    Args:
        logits: of each network (outputs, z, y, x), of `inference.segment`.
        prepared: what the networks saw.
        settings: the clean-up.
    """
    probabilities = torch.stack([channels_of(len(one)).probabilities(one) for one in logits]).mean(dim=0)
    # Of four classes, the logarithms of the probabilities are logits.
    joint = probabilities.clamp(min=SMALLEST).log()
    labels = post_processed(joint, LabelChannels(background=True), settings)[CLEAN_UP]
    return on_scan_grid(labels, prepared.window, prepared.scan_shape)
