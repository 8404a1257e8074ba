import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.expression.contributions import accuracy_table, contribution_table


@pytest.fixture
def study():
    """200 patients with two independent sources of knowledge, and their sum."""
    random = np.random.default_rng(3)
    labels = pd.Series(random.integers(0, 2, 200), [f"P{number:03}" for number in range(200)])
    image, gene = (pd.Series(random.normal(size=200), labels.index) + labels for _ in range(2))
    return labels, pd.DataFrame({"image": image, "gene": gene, "fusion": image + gene}).rank(pct=True)


def test_the_gain_is_the_difference_of_the_areas_with_two_intervals(study):
    labels, probabilities = study
    table = contribution_table(
        labels, probabilities, [("fusion", "image"), ("fusion", "gene")], {"fusion": 0.84, "image": 0.76, "gene": 0.76}
    )
    for _, row in table.iterrows():
        areas = [roc_area(labels, probabilities[name]).auc for name in (row["model"], row["beside"])]
        assert row["gain"] == pytest.approx(areas[0] - areas[1])
        assert row["ci_low"] < row["gain"] < row["ci_high"]
        # Two ways to the same interval.
        assert row["bootstrap_low"] == pytest.approx(row["ci_low"], abs=0.015)
        assert row["bootstrap_high"] == pytest.approx(row["ci_high"], abs=0.015)
        assert row["ideal_gain"] == pytest.approx(0.08)
        assert row["p"] < 0.01


def test_a_model_adds_nothing_to_itself(study):
    labels, probabilities = study
    table = contribution_table(labels, probabilities.assign(again=probabilities["gene"]), [("again", "gene")])
    assert table.loc[0, ["gain", "bootstrap_low", "bootstrap_high"]].tolist() == [0, 0, 0]
    assert table.loc[0, "p"] == 1 and np.isnan(table.loc[0, "ideal_gain"])


def test_the_published_17_of_20_are_no_better_than_always_saying_yes():
    labels = pd.Series([1] * 16 + [0] * 4)
    published = pd.Series([1.0] * 14 + [0.0] * 2 + [1.0] + [0.0] * 3)
    row = accuracy_table(labels, pd.DataFrame({"twin tower": published})).iloc[0]
    assert (row["correct"], row["accuracy"], row["always_one_class"]) == (17, 0.85, 0.8)
    assert (round(row["ci_low"], 2), round(row["ci_high"], 2)) == (0.64, 0.95)
    assert not row["better_than_that"]


def test_an_accuracy_may_be_better_than_always_one_class(study):
    labels, _ = study
    assert accuracy_table(labels, pd.DataFrame({"oracle": labels.astype(float)})).loc[0, "better_than_that"]


def test_models_are_compared_on_the_same_patients(study):
    labels, probabilities = study
    with pytest.raises(InputError, match="there is no model 'genes'; known are image, gene, fusion"):
        contribution_table(labels, probabilities, [("fusion", "genes")])
    probabilities.loc["P005", "gene"] = np.nan
    with pytest.raises(InputError, match="patient P005 has no probability of gene"):
        contribution_table(labels, probabilities, [("fusion", "gene")])
