"""Positive control: an effect of known size is planted in simulated patients, and must be found again."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from radiogenomics.cohorts.simulation.truth import ideal_auc
from radiogenomics.controls.contrasts import CORRELATION, IDEAL_AUC, draw_contrasts, effect_of
from radiogenomics.controls.design import Design, predict_anew
from radiogenomics.controls.detectable import auc_variance
from radiogenomics.controls.judgement import Quantity, coverage, mean_within
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.seeds import derive_seed

POSITIVE = "positive"
HIGHEST_AUC = 0.85
"""Ideal AUC above which nearly every model separates a few test patients: a control that cannot fail shows nothing."""
LEAST_COVERAGE = 0.9
"""Least share of repeats whose interval holds the ideal AUC. The intervals of the ideal observer's own AUC hold it in
95 % of simulated test sets; those of a model that has learnt from some 100 patients lie a little lower."""
MOST_SHORTFALL = 0.05
"""By how much the true mean AUC may lie below the ideal observer's: the model learns from training patients alone."""


def planted_effect(
    modalities: list[str], effect: Mapping[str, float] | None, correlation: float | None
) -> tuple[dict[str, float], float]:
    """Effect by modality, and correlation: the study's own if there is one and its ideal AUC is at most `HIGHEST_AUC`.

    Otherwise all modalities carry the same effect, of ideal AUC `IDEAL_AUC` together.

    Args:
        modalities: modalities whose contrasts the model is given.
        effect: effect of the study's simulated patients by modality; None for real ones.
        correlation: between the contrasts of the study's simulated patients; None for real ones.
    """
    own = {modality: (effect or {}).get(modality, 0.0) for modality in modalities}
    if correlation is not None and any(own.values()) and ideal_auc(own, correlation, modalities) <= HIGHEST_AUC:
        return own, correlation
    return effect_of(IDEAL_AUC, modalities, CORRELATION), CORRELATION


def planted_repeats(
    design: Design, effect: Mapping[str, float], correlation: float, repeats: int, seed: int
) -> pd.DataFrame:
    """AUC and interval in many cohorts of simulated patients who carry an effect.

    The patients have the study's labels; their latent contrasts, the split and the models are made anew.

    Args:
        design: the study's patients and split.
        effect: distance between the classes' means, by modality.
        correlation: between any two modalities of a patient.
        repeats: number of cohorts.
        seed: seed of everything.

    Returns:
        repeat, auc, ci_low, ci_high, method (of the interval), ideal_auc, n, n_positive.

    Raises:
        InputError: see `predict_anew`.
    """
    ideal = ideal_auc(dict(effect), correlation, list(effect))
    rows = []
    for repeat in range(repeats):
        random = np.random.default_rng(derive_seed(seed, POSITIVE, repeat))
        contrasts = draw_contrasts(design.labels, effect, correlation, random)
        predicted = predict_anew({"first": contrasts}, design, derive_seed(seed, POSITIVE, repeat, "fit"))
        area = roc_area(predicted["label"], predicted["first"])
        size = {"n": len(predicted), "n_positive": int(predicted["label"].sum())}
        rows.append({"repeat": repeat, **area._asdict(), "ideal_auc": ideal, **size})
    return pd.DataFrame(rows)


def judge_planted(repeats: pd.DataFrame) -> list[Quantity]:
    """Whether the planted effect was found again, and nothing beyond it.

    The mean AUC may lie below the ideal by `MOST_SHORTFALL` and sampling error, and above it by sampling error alone:
    more than there is to be seen would be a leak. The intervals must hold the ideal AUC in `LEAST_COVERAGE` of the
    repeats, within sampling error.

    Args:
        repeats: result of `planted_repeats`.
    """
    first = repeats.iloc[0]
    ideal, m, n = first["ideal_auc"], first["n_positive"], first["n"] - first["n_positive"]
    error = np.sqrt(auc_variance(ideal, m, n) / len(repeats))
    held = (repeats["ci_low"] <= ideal) & (repeats["ci_high"] >= ideal)
    return [
        mean_within("Mean AUC (expected: the ideal observer's)", repeats["auc"].mean(), ideal, error, MOST_SHORTFALL),
        coverage("Share of intervals that hold the ideal AUC", held, LEAST_COVERAGE),
    ]
