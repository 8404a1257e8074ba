"""Tests between segmentation networks on the same patients.

Wilcoxon's signed-rank test of every pair (Wilcoxon 1945, Biometrics Bulletin 1:80–83), and Friedman's test of all where
there are three or more.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import friedmanchisquare, wilcoxon

from radiogenomics.errors import InputError
from radiogenomics.evaluation.comparisons import holm
from radiogenomics.segmentation.summary import PRINTED, patient_values

COLUMNS = (
    *("test", "region", "metric", "model_a", "model_b", "median_difference"),
    *("statistic", "p", "p_adjusted", "n", "n_equal"),
)


def compare_networks(scores: pd.DataFrame) -> pd.DataFrame:
    """Test whether networks differ, region by region; the patients are the pairs, or the blocks.

    `p_adjusted` is Holm's over all rows of one test. Where two networks score equal in every patient, p is 1.

    Args:
        scores: rows of region_scores.csv of one study, of two or more models.

    Returns:
        Columns `COLUMNS`; `median_difference` is of a minus b, `n_equal` the patients with equal scores of both.
        Friedman's row has `all` as `model_a`, and neither difference nor equals.

    Raises:
        InputError: a model lacks a patient that another one has.
    """
    rows = []
    for region, metric in PRINTED:
        values = patient_values(scores, region, metric)
        _refuse_missing(values)
        rows += [_pair(values, region, metric, *models) for models in combinations(values.columns, 2)]
        if values.shape[1] > 2 and len(values) > 1:
            rows.append(("friedman", region, metric, "all", "", np.nan, *_friedman(values), len(values), pd.NA))
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "p_adjusted"])
    table["p_adjusted"] = table.groupby("test")["p"].transform(holm)
    return table[list(COLUMNS)]


def _pair(values: pd.DataFrame, region: str, metric: str, first: str, second: str) -> tuple:
    difference = values[first] - values[second]
    # Equal scores are differences of rounding errors where they are means of several regions.
    difference = difference.where(difference.abs() > 1e-12, 0.0)
    equal = int((difference == 0).sum())
    # Equal patients do not count in the test; left in, its exact form is not used or takes a second.
    statistic, p = (0.0, 1.0) if equal == len(difference) else wilcoxon(difference[difference != 0])
    found = (float(difference.median()), float(statistic), float(p))
    return ("wilcoxon", region, metric, first, second, *found, len(difference), equal)


def _friedman(values: pd.DataFrame) -> tuple[float, float]:
    """Statistic and p; 0 and 1 where all models tie in every patient, which the statistic does not define."""
    if (values.nunique(axis=1) == 1).all():
        return 0.0, 1.0
    # Not by `evaluation.friedman`, whose Nemenyi tests of every pair would take seconds and not be used.
    statistic, p = friedmanchisquare(*values.to_numpy().T)
    return float(statistic), float(p)


def _refuse_missing(values: pd.DataFrame) -> None:
    missing = values.isna()
    if missing.to_numpy().any():
        patient = missing.index[missing.any(axis=1)][0]
        model = missing.columns[missing.loc[patient]][0]
        raise InputError(
            f"segmentation: patient {patient} has no scores of {model}; all models must predict the same patients"
        )
