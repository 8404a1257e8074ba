"""Whether probabilities mean what they say: intercept, slope, Brier score and calibration error, with intervals."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from radiogenomics.evaluation.bootstrap import (
    DRAWS,
    WHOLE_SAMPLE,
    enough_patients,
    patient_counts,
    percentile_interval,
)
from radiogenomics.evaluation.metrics import ONE_CLASS, TOO_FEW, bootstrap_interval
from radiogenomics.evaluation.recalibration import CLIP, Recalibration, recalibrate
from radiogenomics.evaluation.reliability import expected_calibration_error
from radiogenomics.evaluation.resampled import ratio, weighted_brier
from radiogenomics.evaluation.scores import checked_probabilities

CALIBRATION_METRICS = ("intercept", "slope", "Brier", "Brier skill", "ECE")
CONSTANT = "not defined (constant probabilities)"
SEPARATED = "not defined (classes perfectly separated)"
NOT_BELOW_0 = "none (it cannot be 0 by chance)"
"""Why the calibration error has no confidence interval: resampled or not, it is larger than what it estimates."""


def calibration(
    labels: ArrayLike, probabilities: ArrayLike, seed: int = 42, where: str = "test set", draws: int = DRAWS
) -> pd.DataFrame:
    """Calibration of one model on one test set, each figure but the calibration error with a 95 % bootstrap interval.

    The draws are of patients whatever their class: with class sizes held fixed, as for AP and F1, the share of
    positives would not vary, which is most of what the intercept depends on. The calibration error has no interval:
    chance makes it larger on few patients and larger again in their draws, so that no bootstrap interval would hold
    the 0 of a calibrated model. The range that such a model would have on as many patients is given instead.
    Probabilities of 0 and 1 count as 1e-6 from there in intercept and slope.

    Args:
        labels: 1 for the positive class, else 0, (n,).
        probabilities: probability of the positive class, (n,).
        seed: seed of the bootstrap.
        where: what is evaluated, for error messages.
        draws: number of bootstrap draws.

    Returns:
        metric, value, ci_low, ci_high, method, reference, reference_low, reference_high, n, n_positive, clipped
        (patients whose probability was).
        Metrics: `intercept` (calibration in the large: log odds to add), `slope` (of the log odds), `Brier`,
        `Brier skill` (1 − Brier / Brier of the observed share of positives), `ECE` (expected calibration error over
        quantile bins). `reference` is what perfectly calibrated probabilities would give: 0 and 1 for intercept and
        slope, for the calibration error its mean over test sets drawn from the probabilities, and `reference_low` and
        `reference_high` the middle 95 % of them; for the Brier score, that of the observed share of positives, whose
        skill is 0. What is not defined is empty, and the method says why.

    Raises:
        InputError: there are no patients, or a probability is missing or outside [0, 1].
    """
    truth, values = checked_probabilities(labels, probabilities, where, both_classes=False)
    found = _figures(truth, values, np.ones((1, truth.size), dtype=np.int64))
    drawn = _figures(truth, values, patient_counts(truth.size, draws, seed)) if enough_patients(truth) else None
    share = truth.mean()
    right = {"intercept": 0.0, "slope": 1.0, "Brier": share * (1 - share), "Brier skill": 0.0}
    references = {metric: (value, np.nan, np.nan) for metric, value in right.items()}
    references["ECE"] = _error_if_calibrated(values, draws, seed)
    rows = []
    for metric in CALIBRATION_METRICS:
        value = float(found[metric][0])
        if np.isfinite(value):
            interval = _interval(metric, None if drawn is None else drawn[metric])
        else:
            value, interval = np.nan, (np.nan, np.nan, _reason(truth, value))
        rows.append((metric, value, *interval, *references[metric]))
    columns = ["metric", "value", "ci_low", "ci_high", "method", "reference", "reference_low", "reference_high"]
    table = pd.DataFrame(rows, columns=columns)
    clipped = np.count_nonzero((values < CLIP) | (values > 1 - CLIP))
    return table.assign(n=truth.size, n_positive=np.count_nonzero(truth), clipped=clipped)


def measure_calibration(probabilities: pd.DataFrame, seed: int, draws: int = DRAWS) -> pd.DataFrame:
    """Calibration of every model and ensemble.

    Args:
        probabilities: rows of `ensemble_probabilities`.
        seed: seed of the bootstrap.
        draws: number of bootstrap draws.

    Returns:
        model, ensemble, and the columns of `calibration`.
    """
    tables = []
    for (model, ensemble), rows in probabilities.groupby(["model", "ensemble"], sort=False):
        table = calibration(rows["label"], rows["probability"], seed, f"{model}, {ensemble}", draws)
        table.insert(0, "ensemble", ensemble)
        table.insert(0, "model", model)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _figures(truth: NDArray[np.bool_], values: NDArray, counts: NDArray) -> dict[str, NDArray[np.float64]]:
    """Each figure in every test set, (test sets,)."""
    line: Recalibration = recalibrate(truth, values, counts)
    total = counts.sum(axis=1)
    brier = weighted_brier(truth, values, counts)
    share = counts @ truth / total
    return {
        "intercept": line.in_the_large,
        "slope": line.slope,
        "Brier": brier,
        "Brier skill": 1 - ratio(brier, share * (1 - share)),
        "ECE": expected_calibration_error(truth, values, counts),
    }


def _interval(metric: str, drawn: NDArray | None) -> tuple[float, float, str]:
    if metric == "ECE":
        return np.nan, np.nan, NOT_BELOW_0
    if drawn is None:
        return np.nan, np.nan, TOO_FEW
    return bootstrap_interval(*percentile_interval(drawn), WHOLE_SAMPLE)


def _reason(truth: NDArray[np.bool_], value: float) -> str:
    if truth.all() or not truth.any():
        return ONE_CLASS
    return SEPARATED if np.isinf(value) else CONSTANT


def _error_if_calibrated(values: NDArray, draws: int, seed: int) -> tuple[float, float, float]:
    """Calibration error of test sets whose labels are drawn from the probabilities, by chance: mean, 95 % range."""
    labels = np.random.default_rng(seed).random((draws, values.size)) < values
    errors = expected_calibration_error(labels, values, np.ones((1, values.size)))
    return float(errors.mean()), *percentile_interval(errors)
