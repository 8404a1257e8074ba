"""Table 2 of Ferreira et al. (TU Berlin): means over patients, with intervals and the number of empty regions."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from radiogenomics.evaluation.bootstrap import DRAWS, FEWEST_FOR_BOOTSTRAP, patient_counts, percentile_interval
from radiogenomics.segmentation.names import (
    BOTH_EMPTY,
    DICE,
    EMPTY_PREDICTION,
    EMPTY_TRUTH,
    HAUSDORFF,
    MEAN,
    MEAN_WITH_BACKGROUND,
)

MEANS: Mapping[str, tuple[str, ...]] = {
    MEAN: ("NCR", "ED", "ET"),
    MEAN_WITH_BACKGROUND: ("background", "NCR", "ED", "ET"),
}
PRINTED = (
    *((MEAN, DICE), ("NCR", DICE), ("ED", DICE), ("ET", DICE)),
    *(("tumour core", HAUSDORFF), ("whole tumour", HAUSDORFF), ("background", DICE), (MEAN_WITH_BACKGROUND, DICE)),
)
"""Regions and metrics of the published table, and also what makes its mean of 0.809 one of 0.855."""
COLUMNS = (
    *("model", "region", "metric", "value", "ci_low", "ci_high", "n"),
    *("n_both_empty", "n_empty_truth", "n_empty_prediction"),
)


def patient_values(scores: pd.DataFrame, region: str, metric: str) -> pd.DataFrame:
    """One region's scores, or a mean of regions, as patients × models.

    A patient with predictions of several folds counts once, with the mean over the folds.

    Args:
        scores: rows of region_scores.csv.
        region: one of them, or one of `MEANS`: the mean over its regions within each patient.
        metric: `DICE` or `HAUSDORFF`.
    """
    rows = scores[scores["region"].isin(MEANS.get(region, (region,))) & (scores["metric"] == metric)]
    models = list(dict.fromkeys(scores["model"]))
    by_region = rows.pivot_table(index=["patient_id", "region"], columns="model", values="value", aggfunc="mean")
    return by_region.groupby("patient_id").mean()[models]


def summarise(scores: pd.DataFrame, seed: int, draws: int = DRAWS) -> pd.DataFrame:
    """Means of every model with 95 % percentile intervals of the bootstrap over patients.

    Below ten patients there is no interval. A mean of several regions counts as empty nowhere.

    Args:
        scores: rows of region_scores.csv of one study.
        seed: seed of the bootstrap.
        draws: number of its draws.

    Returns:
        Columns `COLUMNS`, one row per model × `PRINTED`.
    """
    rows = []
    for region, metric in PRINTED:
        values = patient_values(scores, region, metric)
        for model, column in values.items():
            value = column.dropna()
            counted = _empty(scores, model, region, metric)
            rows.append((model, region, metric, value.mean(), *_interval(value, seed, draws), len(value), *counted))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table["model"].map({model: place for place, model in enumerate(dict.fromkeys(scores["model"]))})
    return table.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _interval(values: pd.Series, seed: int, draws: int) -> tuple[float, float]:
    if len(values) < FEWEST_FOR_BOOTSTRAP:
        return np.nan, np.nan
    return percentile_interval(patient_counts(len(values), draws, seed) @ values.to_numpy() / len(values))


def _empty(scores: pd.DataFrame, model: str, region: str, metric: str) -> list[int]:
    rows = scores[(scores["model"] == model) & (scores["region"] == region) & (scores["metric"] == metric)]
    return [int((rows["status"] == status).sum()) for status in (BOTH_EMPTY, EMPTY_TRUTH, EMPTY_PREDICTION)]
