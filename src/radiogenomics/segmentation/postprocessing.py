"""Clean-up of predicted labels, step by step, so that each step can be scored.

Ferreira et al. (TU Berlin), 2.5D UNet Model: "argmax decoding, thresholding, and morphological operations".
"""

import numpy as np
from scipy import ndimage
from torch import Tensor

from radiogenomics.images.labels import LABELS
from radiogenomics.segmentation.channels import LabelChannels
from radiogenomics.segmentation.settings import PostprocessingSettings

ARGMAX, THRESHOLD, CLEAN_UP = "argmax", "threshold", "clean-up"
TOUCHING = np.ones((3, 3, 3), bool)
"""Voxels belong together where they share a face, an edge or a corner."""


def post_processed(logits: Tensor, channels: LabelChannels, settings: PostprocessingSettings) -> dict[str, np.ndarray]:
    """Labels (z, y, x) after each step: `argmax`, `threshold` and, on top of that, `clean-up`.

    Args:
        logits: (outputs, z, y, x).
        channels: what they stand for.
        settings: the steps.
    """
    likeliest = channels.decode(logits)
    chosen = likeliest if settings.threshold is None else thresholded(logits, channels, settings.threshold)
    return {ARGMAX: likeliest, THRESHOLD: chosen, CLEAN_UP: cleaned(chosen, settings)}


def thresholded(logits: Tensor, channels: LabelChannels, threshold: float) -> np.ndarray:
    """Likeliest label of the tumour where all of them together are at least as likely as `threshold`."""
    probabilities = channels.probabilities(logits)
    tumour = (1 - probabilities[0]).cpu().numpy() >= threshold
    likeliest = np.array(LABELS, np.uint8)[probabilities[1:].argmax(dim=0).cpu().numpy()]
    return np.where(tumour, likeliest, 0).astype(np.uint8)


def cleaned(labels: np.ndarray, settings: PostprocessingSettings) -> np.ndarray:
    """Labels without the parts of the tumour that are too thin, too small or not the largest."""
    tumour = labels > 0
    if settings.opening:
        tumour = ndimage.binary_opening(tumour, iterations=settings.opening)
    components, count = ndimage.label(tumour, TOUCHING)
    if count:
        sizes = np.bincount(components.ravel())[1:]
        kept = sizes >= settings.smallest_component
        if settings.largest_component_only:
            kept &= np.arange(count) == sizes.argmax()
        tumour = np.append(False, kept)[components]
    return np.where(tumour, labels, 0)


def without_small_parts(labels: np.ndarray, least_share: float) -> np.ndarray:
    """Labels without the parts of the tumour that are small compared with its largest one.

    Args:
        labels: (z, y, x).
        least_share: of the largest part's voxels, which a part must have to stay.
    """
    components, count = ndimage.label(labels > 0, TOUCHING)
    if not count:
        return labels
    sizes = np.bincount(components.ravel())[1:]
    kept = np.append(False, sizes >= least_share * sizes.max())
    return np.where(kept[components], labels, 0).astype(labels.dtype)
