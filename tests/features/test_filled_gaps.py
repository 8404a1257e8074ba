"""Gaps that were filled before a table was given are told, and values that patients share for other reasons are not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.filled_gaps import notice_filled_gaps, notice_gaps_of_classes
from radiogenomics.features.tables import read_feature_csv, refuse_copied_label
from radiogenomics.oddities import noticed_since_last

PATIENTS = [f"P{number:02}" for number in range(40)]
LABELS = pd.Series([0, 1] * 20, PATIENTS)
GAPS = [1, 3, 5, 7, 8, 11, 12, 14, 16, 20, 21]
"""Five or six patients of either class."""


@pytest.fixture
def features() -> pd.DataFrame:
    """Measurements of forty patients, whose age is known in years alone."""
    drawn = np.random.default_rng(0)
    values = pd.DataFrame(drawn.gamma(3, 200, (40, 4)), PATIENTS, ["mean", "median", "entropy", "volume"])
    noticed_since_last()
    return values.assign(age=drawn.integers(40, 80, 40).astype(float))


def with_gaps(features: pd.DataFrame) -> pd.DataFrame:
    return features.mask(np.isin(np.arange(40), GAPS)[:, None] & np.isin(features.columns, ["mean", "entropy", "age"]))


def told(features: pd.DataFrame, labels: pd.Series = LABELS) -> list[str]:
    notice_filled_gaps(features, "f.csv")
    notice_gaps_of_classes(features, labels, "f.csv")
    return [each.what for each in noticed_since_last()]


def test_measurements_are_not_told(features):
    features["flag"] = [0, 1, 1, 0] * 10
    features["absent"] = features["entropy"].where(LABELS == 1, 0)
    features["cut"] = features["volume"].clip(features["volume"].quantile(0.1), features["volume"].quantile(0.9))
    features["few digits"] = (features["mean"] / 40).round()
    features["whole"] = features["mean"].round()
    features["by class"] = (LABELS * 30 + features["age"]).round()
    counts = np.arange(100.0, 140.0)
    counts[[1, 3, 5]] = 133
    features["counts"] = counts
    assert told(features) == []
    assert told(features[["mean", "age"]].mask(features["mean"] > 500)) == []


@pytest.mark.parametrize("digits", [2, 3, 15])
@pytest.mark.parametrize("how", ["mean", "median"])
def test_gaps_that_were_filled_by_the_middle_of_all_are_told(features, how, digits):
    gaps = with_gaps(features.drop(columns="age")).round(digits)
    (what,) = told(gaps.fillna(gaps.agg(how)).round(digits))
    assert what.startswith(f"in 2 column(s) several patients have the {how} of all others (mean: ")
    assert "patients; entropy: " in what and "if so, empty these cells, for each fold fills them" in what


def test_a_mean_of_whole_numbers_is_told_by_its_decimals(features):
    gaps = with_gaps(features)[["age"]]
    (what,) = told(gaps.fillna(gaps.mean()))
    assert what.startswith("in 1 column(s) several patients have the mean of all others (age: ")


@pytest.mark.parametrize("how", ["mean", "median"])
def test_gaps_that_were_filled_by_class_are_told(features, how):
    gaps = with_gaps(features.drop(columns="age"))
    filled = gaps.fillna(gaps.groupby(LABELS).transform(how))
    (what,) = told(filled)
    assert what.startswith("in 2 column(s) each value that several patients share is of one class alone (mean: ")
    counts = " of 6 and {} of 6; entropy: " if how == "median" else " of 5 and {} of 6; entropy: "
    assert all(each in what for each in counts.split("{}"))
    assert "puts the label into the features" in what
    assert told(filled, 1 - LABELS) == [what]
    drawn = pd.Series(np.random.default_rng(1).permutation(LABELS), PATIENTS)
    assert told(filled, drawn) == [], "of other classes, they tell nothing"


def test_gaps_that_were_filled_in_one_class_alone_are_told_where_they_have_its_mean(features):
    gaps = features[["mean"]].mask((LABELS == 1) & (np.arange(40) < 9))
    (what,) = told(gaps.fillna(gaps[LABELS == 1].mean()))
    assert what.startswith("in 1 column(s) each value that several patients share is of one class alone (mean: ")
    assert told(gaps.fillna(543.21)) == [], "a constant of four patients of one class may be chance"


def test_constants_by_class_are_told_where_chance_hardly_does_that(features):
    constants = LABELS.map({0: 500.5, 1: 600.5})
    (what,) = told(with_gaps(features)[["mean"]].apply(lambda column: column.fillna(constants)))
    assert "(mean: 500.5 of 5 and 600.5 of 6)" in what or "(mean: 500.5 of 6 and 600.5 of 5)" in what
    few = features[["mean"]].mask(np.isin(np.arange(40), [1, 3, 5, 8, 12, 14])[:, None])
    assert told(few.apply(lambda column: column.fillna(constants))) == [], "three of either class are chance"


def test_both_are_told_of_a_table(tmp_path, features):
    gaps = with_gaps(features.drop(columns="age"))
    path = tmp_path / "features.csv"
    cohort = pd.DataFrame({"patient_id": PATIENTS, "included": True, "label": LABELS.to_numpy()})
    for filled, beginning in (
        (gaps.fillna(gaps.mean()), "in 2 column(s) several patients have the mean"),
        (gaps.fillna(gaps.groupby(LABELS).transform("mean")), "in 2 column(s) each value that several patients share"),
    ):
        filled.rename_axis("patient_id").to_csv(path)
        refuse_copied_label(read_feature_csv(path, "patient_id"), cohort, str(path))
        assert [each.what[: len(beginning)] for each in noticed_since_last()] == [beginning]
