"""Negative control: where nothing is to be found, intervals hold 0.5 as often as they say, and p-values are uniform."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from radiogenomics.controls.contrasts import draw_contrasts
from radiogenomics.controls.design import Design, predict_anew, with_permuted_labels
from radiogenomics.controls.detectable import auc_variance
from radiogenomics.controls.judgement import Quantity, coverage, mean_within, not_judged, uniformity
from radiogenomics.controls.permutation import randomised_p
from radiogenomics.evaluation.bootstrap import percentile_interval, stratified_counts
from radiogenomics.evaluation.delong import FEWEST_FOR_DELONG, paired_test, roc_area
from radiogenomics.evaluation.resampled import weighted_areas
from radiogenomics.seeds import derive_seed

NEGATIVE = "negative"
PERMUTATIONS = 999
"""Permutations of the labels of each repeat. A randomised p-value is exactly uniform whatever their number."""
MOST_FEATURES = 10
"""Features of each model: as many as a fast model needs to be wrong by chance in different ways."""
FeatureSets = Callable[[Design, np.random.Generator], Mapping[str, pd.DataFrame]]


def own_features(features: pd.DataFrame) -> FeatureSets:
    """Sets of a study's own features: `first` and, if more than one feature varies, `second`, with none in common.

    The features are spread evenly over the table; labels play no part.

    Args:
        features: patients × features of one input, by patient_id.
    """
    varying = [name for name in features if features[name].nunique() > 1] or list(features.columns[:1])
    chosen = [varying[int(i)] for i in np.linspace(0, len(varying) - 1, min(2 * MOST_FEATURES, len(varying)))]
    sets = {"first": features[chosen[0::2]], "second": features[chosen[1::2]]}
    return lambda design, random: {name: table for name, table in sets.items() if table.shape[1]}


def null_contrasts(modalities: list[str], correlation: float) -> FeatureSets:
    """Two sets of latent contrasts of simulated patients without any effect, drawn anew in every repeat."""
    nothing = dict.fromkeys(modalities, 0.0)
    return lambda design, random: {
        name: draw_contrasts(design.labels, nothing, correlation, random) for name in ("first", "second")
    }


def null_repeats(design: Design, feature_sets: FeatureSets, repeats: int, seed: int) -> pd.DataFrame:
    """AUC, intervals and p-values of many null cohorts: labels permuted, patients split, models fitted, all anew.

    The repeats are independent of each other: given the features, each is a function of its own permutation, split
    and draws alone. Features that stay the same do not tie them together, since under permuted labels the AUC has the
    same distribution whatever the scores.

    Args:
        design: the study's patients and split.
        feature_sets: what the models are given, the set `first` and, for paired tests, `second`.
        repeats: number of null cohorts.
        seed: seed of everything.

    Returns:
        repeat, auc, ci_low, ci_high, method (of the interval), boot_low, boot_high (bootstrap percentiles), p
        (permutation of the test labels, randomised, one-sided), p_paired (paired test of the two models), method_paired
        (both empty where there is one model), n, n_positive.

    Raises:
        InputError: see `predict_anew`.
    """
    return pd.DataFrame([_null_repeat(design, feature_sets, repeat, seed) for repeat in range(repeats)])


def _null_repeat(design: Design, feature_sets: FeatureSets, repeat: int, seed: int) -> dict[str, object]:
    random = np.random.default_rng(derive_seed(seed, NEGATIVE, repeat))
    nobody = with_permuted_labels(design, derive_seed(seed, NEGATIVE, repeat, "labels"))
    predicted = predict_anew(feature_sets(nobody, random), nobody, derive_seed(seed, NEGATIVE, repeat, "fit"))
    truth, scores = predicted["label"].to_numpy() == 1, predicted["first"].to_numpy()
    area = roc_area(truth, scores)
    draws = stratified_counts(truth, seed=derive_seed(seed, NEGATIVE, repeat, "bootstrap"))
    boot_low, boot_high = percentile_interval(weighted_areas(truth, scores, draws)[0])
    paired = paired_test(truth, scores, predicted["second"]) if "second" in predicted else None
    return {
        "repeat": repeat,
        **area._asdict(),
        "boot_low": boot_low,
        "boot_high": boot_high,
        "p": randomised_p(truth, scores, PERMUTATIONS, random),
        "p_paired": paired.p if paired else np.nan,
        "method_paired": paired.method if paired else None,
        "n": truth.size,
        "n_positive": int(truth.sum()),
    }


def judge_null(repeats: pd.DataFrame) -> list[Quantity]:
    """Whether intervals and p-values of null cohorts are what they should be.

    With fewer than `FEWEST_FOR_DELONG` patients in a class, bootstrap percentiles are known to be too narrow and
    the paired test after Zou and Donner to reject too rarely: their figures are given, and not judged.

    Args:
        repeats: result of `null_repeats`.
    """
    first = repeats.iloc[0]
    m, n = first["n_positive"], first["n"] - first["n_positive"]
    error = np.sqrt(auc_variance(0.5, m, n) / len(repeats))
    enough = not_judged if min(m, n) < FEWEST_FOR_DELONG else lambda quantity: quantity
    methods = " or ".join(repeats["method"].unique())
    quantities = [
        mean_within("Mean AUC", repeats["auc"].mean(), 0.5, error),
        coverage(f"Share of intervals that hold 0.5 ({methods})", _hold(repeats, "ci_low", "ci_high")),
        enough(coverage("Share of intervals that hold 0.5 (bootstrap)", _hold(repeats, "boot_low", "boot_high"))),
        uniformity("Uniform permutation p-values (Kolmogorov–Smirnov p)", repeats["p"]),
    ]
    if repeats["p_paired"].notna().all():
        paired = " or ".join(repeats["method_paired"].unique())
        name = f"Uniform p-values of the paired test, {paired} (Kolmogorov–Smirnov p)"
        quantities.append(enough(uniformity(name, repeats["p_paired"])))
    return quantities


def _hold(repeats: pd.DataFrame, low: str, high: str) -> pd.Series:
    return (repeats[low] <= 0.5) & (repeats[high] >= 0.5)
