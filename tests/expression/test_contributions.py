import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.expression.contributions import BETTER_TOWER, better_tower_table, contribution_table


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
        areas = [roc_area(labels, probabilities[name]).auc for name in (row["model"], row["compared_with"])]
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


def test_gain_over_the_better_tower_is_the_smaller_of_the_gains_and_its_interval_knows_of_the_choice(study):
    labels, probabilities = study
    ideal = {"fusion": 0.84, "image": 0.76, "gene": 0.74}
    pairs = contribution_table(labels, probabilities, [("fusion", "image"), ("fusion", "gene")], ideal)
    row = better_tower_table(labels, probabilities, ["fusion"], ["image", "gene"], ideal).iloc[0]
    assert row["gain"] == pytest.approx(pairs["gain"].min()) and row["auc_compared"] == pairs["auc_compared"].max()
    assert row["ideal_gain"] == pytest.approx(0.08) and row["compared_with"] == BETTER_TOWER
    # The better of two towers in each draw is at least as good as either.
    assert (
        row["bootstrap_low"] <= pairs["bootstrap_low"].min() and row["bootstrap_high"] <= pairs["bootstrap_high"].min()
    )


def test_a_tower_gains_nothing_over_itself(study):
    labels, probabilities = study
    row = better_tower_table(labels, probabilities, ["gene"], ["gene"]).iloc[0]
    assert row[["gain", "bootstrap_low", "bootstrap_high"]].tolist() == [0, 0, 0] and np.isnan(row["ideal_gain"])


def test_models_are_compared_on_the_same_patients(study):
    labels, probabilities = study
    with pytest.raises(InputError, match="there is no model 'genes'; known are image, gene, fusion"):
        contribution_table(labels, probabilities, [("fusion", "genes")])
    probabilities.loc["P005", "gene"] = np.nan
    with pytest.raises(InputError, match="patient P005 has no probability of gene"):
        contribution_table(labels, probabilities, [("fusion", "gene")])
