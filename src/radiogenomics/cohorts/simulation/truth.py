"""The ideal observer: the best any method can do on a simulated cohort."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError


def ideal_distance(effect: dict[str, float], correlation: float, modalities: list[str]) -> float:
    """Mahalanobis distance D between the classes, D² = dᵀ Σ⁻¹ d over `modalities`.

    Args:
        effect: distance d between the classes' means in standard deviations; a modality that is not named has none.
        correlation: between any two modalities; Σ has ones on its diagonal.
        modalities: what the observer sees.
    """
    distances = _distances(effect, modalities)
    return float(np.sqrt(distances @ _weights(distances, correlation)))


def ideal_auc(effect: dict[str, float], correlation: float, modalities: list[str]) -> float:
    """AUC Φ(D / √2) of an observer who knows the latent contrasts of `modalities` and their distribution.

    The likelihood ratio is the best score (Neyman–Pearson lemma), and this is its AUC for two normal classes of equal
    covariance. Images show the contrasts with noise, so no method can expect more.
    """
    return NormalDist().cdf(ideal_distance(effect, correlation, modalities) / np.sqrt(2))


def ideal_scores(
    latent: pd.DataFrame, effect: dict[str, float], correlation: float, modalities: list[str]
) -> pd.Series:
    """The ideal observer's score of each patient who has all of `modalities`: the log-likelihood ratio dᵀ Σ⁻¹ z.

    Args:
        latent: long table with columns patient_id, modality, contrast (`latent_contrasts.csv`).
        effect: as for `ideal_auc`.
        correlation: as for `ideal_auc`.
        modalities: what the observer sees.

    Returns:
        Series called `score`, indexed by patient_id and sorted by it. Above 0 speaks for label 1.

    Raises:
        InputError: nobody has a latent contrast of one of the modalities.
    """
    contrasts = latent.pivot(index="patient_id", columns="modality", values="contrast")
    for modality in modalities:
        if modality not in contrasts:
            raise InputError(f"latent_contrasts.csv: nobody has modality {modality!r}; add it to simulation.modalities")
    weights = _weights(_distances(effect, modalities), correlation)
    return (contrasts[modalities].dropna() * weights).sum(axis=1).rename("score")


def ground_truth(
    effect: dict[str, float],
    correlation: float,
    modalities: list[str],
    ensembles: Mapping[str, list[str]] | None = None,
) -> pd.DataFrame:
    """Table of what was planted: one row per modality, then one per ensemble (its modalities by its name).

    Columns: kind (`modality`, `ensemble`), name, modalities (joined by `+`), effect (d; D of an ensemble), ideal_auc.

    Raises:
        InputError: an ensemble holds a modality that is not simulated.
    """
    inputs = [("modality", name, [name]) for name in modalities]
    inputs += [("ensemble", name, members) for name, members in (ensembles or {}).items()]
    rows = []
    for kind, name, members in inputs:
        if missing := sorted(set(members) - set(modalities)):
            raise InputError(f"ensemble {name}: {missing[0]!r} is not simulated; add it to simulation.modalities")
        size = effect.get(name, 0.0) if kind == "modality" else ideal_distance(effect, correlation, members)
        rows.append((kind, name, "+".join(members), size, ideal_auc(effect, correlation, members)))
    return pd.DataFrame(rows, columns=["kind", "name", "modalities", "effect", "ideal_auc"])


def _distances(effect: dict[str, float], modalities: list[str]) -> np.ndarray:
    return np.array([effect.get(modality, 0.0) for modality in modalities])


def _weights(distances: np.ndarray, correlation: float) -> np.ndarray:
    """Fisher's discriminant Σ⁻¹ d."""
    covariance = np.full((len(distances), len(distances)), correlation)
    np.fill_diagonal(covariance, 1.0)
    return np.linalg.solve(covariance, distances)
