"""What each modality adds to the other, on the same patients."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.bootstrap import DRAWS, ENDS, stratified_counts
from radiogenomics.evaluation.delong import paired_test, roc_area

COLUMNS = [
    *("model", "compared_with", "n", "n_positive", "auc", "auc_compared", "gain", "ci_low", "ci_high", "p", "method"),
    *("bootstrap_low", "bootstrap_high", "ideal_gain"),
]
BETTER_TOWER = "better_tower"
"""What a fusion is compared with in `better_tower_table`: of each draw of patients the better of the towers."""


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
        probabilities: of each model (column) by patient, of patients that none was fitted to.
        pairs: models to compare, such as a fusion with the image tower.
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
    for model, other in pairs:
        first, second = (probabilities.loc[labels.index, name] for name in (model, other))
        test = paired_test(labels, first, second)
        ends = _ends(np.subtract(*_drawn_areas(labels, [first, second], seed)))
        gain = np.nan if ideal is None else ideal[model] - ideal[other]
        areas = [roc_area(labels, scores).auc for scores in (first, second)]
        counts = [len(labels), int(labels.sum())]
        of_test = [test.value, test.low, test.high, test.p, test.method]
        rows.append([model, other, *counts, *areas, *of_test, *ends, gain])
    return pd.DataFrame(rows, columns=COLUMNS)


def better_tower_table(
    labels: pd.Series,
    probabilities: pd.DataFrame,
    fusions: Sequence[str],
    towers: Sequence[str],
    ideal: Mapping[str, float] | None = None,
    seed: int = 42,
) -> pd.DataFrame:
    """Gain of each fusion over the better of the towers, on the same patients.

    Which tower is the better one is found on the patients themselves, in the towers' favour; so it is in every draw of
    the bootstrap, whose percentile interval therefore knows of that choice. There is no test after DeLong.

    Args:
        labels, probabilities, ideal, seed: as of `contribution_table`.
        fusions: models that read both modalities.
        towers: models that read one.

    Returns:
        One row per fusion, in the columns of `contribution_table`, with BETTER_TOWER as `compared_with`; ideal_gain is
        the ideal observer's of both modalities over the better one of a single modality.

    Raises:
        InputError: as of `contribution_table`.
    """
    _check(labels, probabilities, [*fusions, *towers])
    areas = {name: roc_area(labels, probabilities.loc[labels.index, name]).auc for name in (*fusions, *towers)}
    best = max(areas[name] for name in towers)
    drawn = dict(zip(areas, _drawn_areas(labels, [probabilities[name] for name in areas], seed), strict=True))
    best_drawn = np.max([drawn[name] for name in towers], axis=0)
    rows = []
    for fusion in fusions:
        gain = np.nan if ideal is None else ideal[fusion] - max(ideal[name] for name in towers)
        of_fusion = [areas[fusion], best, areas[fusion] - best, np.nan, np.nan, np.nan, "bootstrap"]
        ends = _ends(drawn[fusion] - best_drawn)
        rows.append([fusion, BETTER_TOWER, len(labels), int(labels.sum()), *of_fusion, *ends, gain])
    return pd.DataFrame(rows, columns=COLUMNS)


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


def _drawn_areas(labels: pd.Series, scores: Sequence[pd.Series], seed: int) -> list[np.ndarray]:
    """Areas (draws,) of each model over the same draws of patients within each class."""
    truth = labels.to_numpy() == 1
    counts = stratified_counts(truth, DRAWS, seed)
    n_pairs = truth.sum() * (~truth).sum()
    areas = []
    for values in (of_model.loc[labels.index].to_numpy(float) for of_model in scores):
        steps = values[truth][:, None] - values[~truth][None, :]
        wins = (steps > 0) + 0.5 * (steps == 0)
        areas.append(np.einsum("dp,pn,dn->d", counts[:, truth], wins, counts[:, ~truth], optimize=True) / n_pairs)
    return areas


def _ends(differences: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(differences, ENDS)
    return float(low), float(high)
