"""What a scanner does to an image: gain, bias field, noise and quantisation."""

import numpy as np

from radiogenomics.cohorts.simulation.contrasts import Contrast
from radiogenomics.cohorts.simulation.fields import smooth_field
from radiogenomics.cohorts.simulation.template import Anatomy
from radiogenomics.seeds import derive_seed

_GAIN_DEVIATION = 0.2
_BIAS_LENGTH = 80.0
_BIAS_DEVIATION = 0.06
_NOISE_RANGE = (0.7, 1.3)
_LEVELS_BELOW_WHITE_MATTER = 1024


def acquire(
    image: np.ndarray,
    anatomy: Anatomy,
    modality: str,
    contrast: Contrast,
    noise: float,
    scanner_seed: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Image as a scanner delivers it.

    Signals in arbitrary units get the scanner's gain and bias field (what bias correction left of it), maps with a unit
    get neither. Noise is Rician in all. Values are multiples of a power of two about a thousandth of white matter, as
    after a converter of 12 bits, which also halves the compressed file.

    Args:
        image: noise-free image (z, y, x) on the anatomy's box.
        anatomy: the patient's tissues.
        modality: name of the modality.
        contrast: its values.
        noise: standard deviation of the noise as a share of the white-matter level.
        scanner_seed: seed that all patients of a scanner share.
        rng: source of the noise.

    Returns:
        float32 array (z, y, x), above 0 in the brain and 0 outside.
    """
    brain = anatomy.brain
    scanner = np.random.default_rng(derive_seed(scanner_seed, modality))
    deviation = noise * contrast.white_matter * scanner.uniform(*_NOISE_RANGE)
    gain = float(np.exp(_GAIN_DEVIATION * scanner.standard_normal()))
    signal = image[brain]
    if not contrast.quantitative:
        bias = smooth_field(scanner, anatomy.coordinates, _BIAS_LENGTH)[brain]
        signal = signal * np.exp(_BIAS_DEVIATION * bias)
    real, imaginary = deviation * rng.standard_normal((2, signal.size), dtype=np.float32)
    signal = np.hypot(signal + real, imaginary)
    if not contrast.quantitative:
        signal *= gain
    step = 2.0 ** np.floor(np.log2(contrast.white_matter / _LEVELS_BELOW_WHITE_MATTER))
    acquired = np.zeros_like(image)
    acquired[brain] = np.clip(np.rint(signal / step) * step, step, contrast.maximum)
    return acquired
