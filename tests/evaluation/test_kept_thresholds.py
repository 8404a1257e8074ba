"""Thresholds of one cohort on the patients of another."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.kept_thresholds import kept_thresholds_table
from radiogenomics.evaluation.operating_points import operating_points

TITLES = {"vgg": "VGG16", "all": "All", "internal": "EGD, held out", "external": "TCGA"}
THRESHOLDS = pd.DataFrame({"model": "vgg", "ensemble": "all", "rule": ["half", "youden"], "threshold": [0.5, 0.75]})


def points(positive: float) -> pd.DataFrame:
    """20 patients; the positive ones have one probability, the negative ones another."""
    labels = np.arange(20) % 2
    values = np.where(labels == 1, positive, 0.1)
    table = pd.DataFrame({"model": "vgg", "ensemble": "all", "probability": values, "label": labels})
    other = table.assign(ensemble="only here")
    return operating_points(pd.concat([table, other]), THRESHOLDS, seed=0, draws=50)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    external = points(0.6)
    chosen = {"internal": points(0.9), "external": external[external["ensemble"] == "all"]}
    return kept_thresholds_table(chosen, 0.9, TITLES)


def test_each_threshold_has_a_row_for_either_cohort(table):
    assert table["Threshold"].tolist() == ["0.500", "0.500", "0.750", "0.750"]
    assert table["Patients"].tolist() == ["EGD, held out", "TCGA"] * 2 and set(table["Ensemble"]) == {"All"}
    assert set(table["n (positive)"]) == {"20 (10)"}


def test_a_threshold_that_is_kept_may_find_nobody_elsewhere(table):
    assert [text[:5] for text in table["SEN (95 % CI)"]] == ["1.000", "1.000", "1.000", "0.000"]
