"""Simulated patients reduced to their latent contrasts: an effect of known size, without images."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import norm

CORRELATION = 0.3
IDEAL_AUC = 0.8
"""Ideal AUC of the effect that is planted where the study's patients carry none that would do."""


def draw_contrasts(
    labels: pd.Series, effect: Mapping[str, float], correlation: float, random: np.random.Generator
) -> pd.DataFrame:
    """Latent contrasts of many patients at once, distributed as in `radiogenomics.cohorts.simulation.latent`.

    Args:
        labels: label (1, 0) by patient_id.
        effect: distance d between the classes' means, by modality; 0 for those without an effect.
        correlation: between any two modalities of a patient, in [0, 1).
        random: source of the draws.

    Returns:
        Patients × modalities, in standard deviations.
    """
    common = random.standard_normal((len(labels), 1))
    own = random.standard_normal((len(labels), len(effect)))
    means = np.outer(labels.to_numpy() - 0.5, list(effect.values()))
    contrasts = means + np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
    return pd.DataFrame(contrasts, labels.index, list(effect))


def effect_of(auc: float, modalities: list[str], correlation: float) -> dict[str, float]:
    """Equal distances d of all modalities that give the ideal observer the AUC `auc`.

    With k modalities of correlation ρ, D² = k d² / (1 + (k − 1) ρ), and AUC = Φ(D / √2).
    """
    k = len(modalities)
    distance = np.sqrt(2) * norm.ppf(auc) * np.sqrt((1 + (k - 1) * correlation) / k)
    return dict.fromkeys(modalities, float(distance))
