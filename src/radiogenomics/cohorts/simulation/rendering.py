"""Noise-free images of a brain with a tumour, in which the planted contrast is exact."""

import numpy as np
from scipy import ndimage

from radiogenomics.cohorts.simulation.contrasts import Contrast
from radiogenomics.cohorts.simulation.fields import smooth_field
from radiogenomics.cohorts.simulation.template import Anatomy
from radiogenomics.cohorts.simulation.tumour import ENHANCING, NECROSIS, OEDEMA

_TISSUE_DEVIATION = 0.04
_TEXTURE_LENGTH = 7.0
_TUMOUR_HETEROGENEITY = {OEDEMA: 0.08, NECROSIS: 0.12, ENHANCING: 0.12}
_OEDEMA_SHARE = 0.8
_FWHM_PER_SIGMA = 2.3548


def render(
    anatomy: Anatomy, labels: np.ndarray, contrast: Contrast, latent: float, rng: np.random.Generator
) -> np.ndarray:
    """Image of one modality without noise, gain and bias field.

    The mean over the core (labels 1 and 4) divided by the mean over the oedema (label 2) is exactly
    `contrast.core_to_oedema` · exp(`contrast.amplitude` · `latent`). Tissue levels vary from patient to patient, and
    texture from place to place, whatever the latent contrast is.

    Args:
        anatomy: the patient's tissues.
        labels: segmentation (z, y, x) on the anatomy's box.
        contrast: values of the modality.
        latent: the patient's latent contrast z.
        rng: source of tissue levels and texture.

    Returns:
        float32 array (z, y, x) on the anatomy's box, in the modality's unit, 0 outside the brain.
    """
    grey, white, csf, oedema = np.exp(_TISSUE_DEVIATION * rng.standard_normal(4)).astype(np.float32)
    image = anatomy.grey_matter * (contrast.grey_matter * grey) + anatomy.white_matter * (contrast.white_matter * white)
    image += anatomy.csf * (contrast.csf * csf)
    swollen = labels == OEDEMA
    image[swollen] += _OEDEMA_SHARE * (contrast.oedema * oedema - image[swollen])
    ratio = contrast.core_to_oedema * float(np.exp(contrast.amplitude * latent))
    _fill_core(image, labels, contrast.enhancing_to_necrosis, ratio * image[swollen].mean())
    image *= _texture(anatomy, labels, contrast.heterogeneity, rng)
    image = _blur(image, anatomy, contrast.resolution)
    _set_core_ratio(image, labels, ratio)
    return image


def _fill_core(image: np.ndarray, labels: np.ndarray, enhancing_to_necrosis: float, mean: float) -> None:
    """Give the core its mean, shared out so that rim and necrosis keep their mutual contrast."""
    necrosis, enhancing = labels == NECROSIS, labels == ENHANCING
    sizes = np.array([np.count_nonzero(necrosis), np.count_nonzero(enhancing)])
    level = mean * sizes.sum() / (sizes * (1, enhancing_to_necrosis)).sum()
    image[necrosis] = level
    image[enhancing] = level * enhancing_to_necrosis


def _texture(anatomy: Anatomy, labels: np.ndarray, healthy: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth multiplicative heterogeneity, stronger in the tumour; float32 (z, y, x)."""
    deviations = np.full(ENHANCING + 1, healthy, np.float32)
    for label, deviation in _TUMOUR_HETEROGENEITY.items():
        deviations[label] = deviation
    return np.exp(deviations[labels] * smooth_field(rng, anatomy.coordinates, _TEXTURE_LENGTH))


def _blur(image: np.ndarray, anatomy: Anatomy, resolution: float) -> np.ndarray:
    """Gaussian point spread, normalised so that the background does not darken the cortex."""
    sigma = resolution / _FWHM_PER_SIGMA / anatomy.grid.spacing
    brain = anatomy.brain
    reach = ndimage.gaussian_filter(brain.astype(np.float32), sigma, truncate=3)
    blurred = ndimage.gaussian_filter(image, sigma, truncate=3)
    return np.where(brain, blurred / np.maximum(reach, 1e-3), 0).astype(np.float32)


def _set_core_ratio(image: np.ndarray, labels: np.ndarray, ratio: float) -> None:
    core = (labels == NECROSIS) | (labels == ENHANCING)
    image[core] *= ratio * image[labels == OEDEMA].mean() / image[core].mean()
