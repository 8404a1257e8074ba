"""The ideal observer: the best any method can do on a simulated cohort."""

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError

DRAWS, SEED = 100_000, 0
"""Draws of either class behind an ideal AUC that has no closed form, and their seed."""


def ideal_distance(effect: dict[str, float], correlation: float, modalities: list[str]) -> float:
    """Mahalanobis distance D between the classes, D² = dᵀ Σ⁻¹ d over `modalities`.

    Args:
        effect: distance d between the classes' means in standard deviations; a modality that is not named has none.
        correlation: between any two modalities; Σ has ones on its diagonal.
        modalities: what the observer sees.
    """
    distances = _distances(effect, modalities)
    return float(np.sqrt(distances @ _weights(distances, correlation)))


def ideal_auc(
    effect: dict[str, float], correlation: float, modalities: list[str], others: Sequence[Mapping[str, Any]] = ()
) -> float:
    """AUC Φ(D / √2) of an observer who knows the latent contrasts of `modalities` and their distribution.

    The likelihood ratio is the best score (Neyman–Pearson lemma), and this is its AUC for two normal classes of equal
    covariance. Images show the contrasts with noise, so no method can expect more. Where other labels move the same
    contrasts, each class is a mixture of normal distributions, and the AUC is that of `DRAWS` draws of a fixed seed
    (standard error below 0.002).

    Args:
        effect: as for `ideal_distance`.
        correlation: as for `ideal_distance`.
        modalities: what the observer sees.
        others: `effect` and `positive_fraction` of each further label, which the observer does not know.
    """
    shifts, weights = _mixture(others, modalities)
    half = _distances(effect, modalities) / 2
    if len(weights) == 1 or not half.any():
        return NormalDist().cdf(ideal_distance(effect, correlation, modalities) / np.sqrt(2))
    random = np.random.default_rng(SEED)
    root = np.linalg.cholesky(_covariance(len(modalities), correlation))
    classes = []
    for sign in (1, -1):
        noise = random.standard_normal((DRAWS, len(modalities))) @ root.T
        drawn = sign * half + shifts[random.choice(len(weights), DRAWS, p=weights)] + noise
        classes.append(_log_ratio(drawn, half, shifts, weights, correlation))
    order = np.argsort(np.concatenate(classes), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    return float((ranks[:DRAWS].sum() - DRAWS * (DRAWS + 1) / 2) / DRAWS**2)


def ideal_areas(planted: Mapping[str, Any], ensembles: Mapping[str, list[str]]) -> dict[str, float]:
    """The ideal observer's AUC of every ensemble (its modalities by its name).

    Args:
        planted: the simulation as `planted_for` gives it.
        ensembles: modalities by ensemble.
    """
    effect, correlation, others = planted["effect"], planted["correlation"], planted.get("others", ())
    return {name: ideal_auc(effect, correlation, modalities, others) for name, modalities in ensembles.items()}


def ideal_scores(
    latent: pd.DataFrame,
    effect: dict[str, float],
    correlation: float,
    modalities: list[str],
    others: Sequence[Mapping[str, Any]] = (),
) -> pd.Series:
    """The ideal observer's score of each patient who has all of `modalities`: the log-likelihood ratio.

    It is dᵀ Σ⁻¹ z; where other labels move the same contrasts, that of two mixtures of normal distributions.

    Args:
        latent: long table with columns patient_id, modality, contrast (`latent_contrasts.csv`).
        effect: as for `ideal_auc`.
        correlation: as for `ideal_auc`.
        modalities: what the observer sees.
        others: as for `ideal_auc`.

    Returns:
        Series called `score`, indexed by patient_id and sorted by it. Above 0 speaks for label 1.

    Raises:
        InputError: nobody has a latent contrast of one of the modalities.
    """
    contrasts = latent.pivot(index="patient_id", columns="modality", values="contrast")
    for modality in modalities:
        if modality not in contrasts:
            raise InputError(f"latent_contrasts.csv: nobody has modality {modality!r}; add it to simulation.modalities")
    distances, (shifts, weights) = _distances(effect, modalities), _mixture(others, modalities)
    seen = contrasts[modalities].dropna()
    if len(weights) == 1:
        return (seen * _weights(distances, correlation)).sum(axis=1).rename("score")
    scores = _log_ratio(seen.to_numpy(), distances / 2, shifts, weights, correlation)
    return pd.Series(scores, index=seen.index, name="score")


def ground_truth(
    effect: dict[str, float],
    correlation: float,
    modalities: list[str],
    ensembles: Mapping[str, list[str]] | None = None,
    others: Sequence[Mapping[str, Any]] = (),
) -> pd.DataFrame:
    """Table of what was planted: one row per modality, then one per ensemble (its modalities by its name).

    Columns: level (`modality`, `ensemble`), name, modalities (joined by `+`), effect (d; D of an ensemble), ideal_auc.

    Raises:
        InputError: an ensemble holds a modality that is not simulated.
    """
    inputs = [("modality", name, [name]) for name in modalities]
    inputs += [("ensemble", name, members) for name, members in (ensembles or {}).items()]
    rows = []
    for level, name, members in inputs:
        if missing := sorted(set(members) - set(modalities)):
            raise InputError(f"ensemble {name}: {missing[0]!r} is not simulated; add it to simulation.modalities")
        size = effect.get(name, 0.0) if level == "modality" else ideal_distance(effect, correlation, members)
        rows.append((level, name, "+".join(members), size, ideal_auc(effect, correlation, members, others)))
    return pd.DataFrame(rows, columns=["level", "name", "modalities", "effect", "ideal_auc"])


def _distances(effect: dict[str, float], modalities: list[str]) -> np.ndarray:
    return np.array([effect.get(modality, 0.0) for modality in modalities])


def _covariance(size: int, correlation: float) -> np.ndarray:
    covariance = np.full((size, size), correlation)
    np.fill_diagonal(covariance, 1.0)
    return covariance


def _weights(distances: np.ndarray, correlation: float) -> np.ndarray:
    """Fisher's discriminant Σ⁻¹ d."""
    return np.linalg.solve(_covariance(len(distances), correlation), distances)


def _mixture(others: Sequence[Mapping[str, Any]], modalities: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Shifts (components, modalities) by other labels, and their shares; one component where these move nothing."""
    shifts, weights = np.zeros((1, len(modalities))), np.ones(1)
    for other in others:
        half, share = _distances(other["effect"], modalities) / 2, other["positive_fraction"]
        if half.any():
            shifts = np.concatenate([shifts + half, shifts - half])
            weights = np.concatenate([weights * share, weights * (1 - share)])
    return shifts, weights


def _log_ratio(
    contrasts: np.ndarray, half: np.ndarray, shifts: np.ndarray, weights: np.ndarray, correlation: float
) -> np.ndarray:
    """Log-likelihood ratio of contrasts (patients, modalities) between the classes, each a mixture over the shifts."""
    inverse = np.linalg.inv(_covariance(len(half), correlation))
    densities = []
    for sign in (1, -1):
        away = contrasts[:, None] - (shifts + sign * half)
        exponents = np.log(weights) - np.einsum("pcm,mn,pcn->pc", away, inverse, away) / 2
        densities.append(np.logaddexp.reduce(exponents, axis=1))
    return densities[0] - densities[1]
