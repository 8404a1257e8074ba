"""What each modality adds to the other, on the same patients."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.bootstrap import DRAWS, ENDS, stratified_counts
from radiogenomics.evaluation.delong import paired_test, roc_area
from radiogenomics.evaluation.proportions import confusion, proportion

COLUMNS = [
    *("model", "beside", "n", "n_positive", "auc", "auc_beside", "gain", "ci_low", "ci_high", "p", "method"),
    *("bootstrap_low", "bootstrap_high", "ideal_gain"),
]
ACCURACY_COLUMNS = ["model", "n", "correct", "accuracy", "ci_low", "ci_high", "always_one_class", "better_than_that"]
THRESHOLD = 0.5


def contribution_table(
    labels: pd.Series,
    probabilities: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    ideal: Mapping[str, float] | None = None,
    seed: int = 42,
) -> pd.DataFrame:
    """Gain of one model over another: the difference of their areas under the ROC curve, paired by patient.

    Args:
        labels: 1 or 0 by patient.
        probabilities: of each model (column) by patient, of patients whom none was fitted to.
        pairs: models to compare, such as fusion beside the image tower.
        ideal: area of the ideal observer of each model's input, where the patients are simulated.
        seed: of the bootstrap over patients, drawn within each class.

    Returns:
        One row per pair: both areas, their difference with DeLong's interval and p (`evaluation.delong.paired_test`),
        the bootstrap's percentile interval of the same difference, and ideal_gain (missing where nothing was planted).

    Raises:
        InputError: a model is not there, or a patient lacks a probability.
    """
    _check(labels, probabilities, [name for pair in pairs for name in pair])
    rows = []
    for model, beside in pairs:
        first, second = (probabilities.loc[labels.index, name] for name in (model, beside))
        test = paired_test(labels, first, second)
        low, high = _bootstrap(labels, first, second, seed)
        gain = np.nan if ideal is None else ideal[model] - ideal[beside]
        areas = [roc_area(labels, scores).auc for scores in (first, second)]
        counts = [len(labels), int(labels.sum())]
        of_test = [test.value, test.low, test.high, test.p, test.method]
        rows.append([model, beside, *counts, *areas, *of_test, low, high, gain])
    return pd.DataFrame(rows, columns=COLUMNS)


def accuracy_table(labels: pd.Series, probabilities: pd.DataFrame) -> pd.DataFrame:
    """Accuracy of each model at 0.5 with Wilson's interval, beside that of always naming the more frequent class.

    Of Lyu and Costen's 20 test patients 17 are right, and 16 respond: who says "responds" to all is right in 16.
    `better_than_that` tells whether the interval lies above the always-one-class accuracy.

    Raises:
        InputError: a patient lacks a probability.
    """
    _check(labels, probabilities, list(probabilities))
    n = len(labels)
    always = max(int(labels.sum()), n - int(labels.sum())) / n
    rows = []
    for model in probabilities:
        called = confusion(labels.to_numpy() == 1, probabilities.loc[labels.index, model].to_numpy(float), THRESHOLD)
        correct, _ = called.shares["ACC"]
        share, low, high = proportion(correct, n)
        rows.append([model, n, correct, share, low, high, always, low > always])
    return pd.DataFrame(rows, columns=ACCURACY_COLUMNS)


def _check(labels: pd.Series, probabilities: pd.DataFrame, models: list[str]) -> None:
    for model in models:
        if model not in probabilities:
            raise InputError(f"predictions: there is no model {model!r}; known are {', '.join(probabilities)}")
        missing = labels.index.difference(probabilities[model].dropna().index)
        if len(missing):
            raise InputError(
                f"predictions: patient {missing[0]} has no probability of {model}; models are compared on the same "
                "patients alone"
            )


def _bootstrap(labels: pd.Series, first: pd.Series, second: pd.Series, seed: int) -> tuple[float, float]:
    """Percentile interval of the difference of the areas over draws of patients within each class."""
    truth = labels.to_numpy() == 1
    counts = stratified_counts(truth, DRAWS, seed)
    n_pairs = truth.sum() * (~truth).sum()
    areas = []
    for scores in (first.to_numpy(float), second.to_numpy(float)):
        steps = scores[truth][:, None] - scores[~truth][None, :]
        wins = (steps > 0) + 0.5 * (steps == 0)
        areas.append(np.einsum("dp,pn,dn->d", counts[:, truth], wins, counts[:, ~truth], optimize=True) / n_pairs)
    low, high = np.quantile(areas[0] - areas[1], ENDS)
    return float(low), float(high)
