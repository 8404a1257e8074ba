"""Latent contrasts: all that a simulated patient's images tell about the label."""

import numpy as np

from radiogenomics.seeds import derive_seed


def draw_latent(
    seed: int, patient_id: str, label: int | None, effect: dict[str, float], correlation: float, modalities: list[str]
) -> dict[str, float]:
    """Latent contrast of every modality of one patient.

    z_m = ± d_m / 2 + √ρ · g + √(1 − ρ) · e_m with standard normal g (the patient's) and e_m (the modality's own), hence
    unit variances and correlation ρ between any two modalities. A modality's value does not depend on which others are
    asked for.

    Args:
        seed: seed of the cohort.
        patient_id: for example `UPENN-GBM-00001`.
        label: 1 draws around + d/2, 0 around − d/2, None around 0.
        effect: d by modality; a modality that is not named has none.
        correlation: ρ in [0, 1).
        modalities: modalities to draw.
    """
    common = _standard_normal(seed, patient_id, "latent")
    return {
        modality: shift(label, effect, modality)
        + np.sqrt(correlation) * common
        + np.sqrt(1 - correlation) * _standard_normal(seed, patient_id, "latent", modality)
        for modality in modalities
    }


def shift(label: int | None, effect: dict[str, float], modality: str) -> float:
    """By how much a label moves a modality's latent contrast: + d/2 where it is 1, − d/2 where it is 0."""
    return {1: 0.5, 0: -0.5, None: 0.0}[label] * effect.get(modality, 0.0)


def _standard_normal(seed: int, *names: str) -> float:
    return float(np.random.default_rng(derive_seed(seed, *names)).standard_normal())
