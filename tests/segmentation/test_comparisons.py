import numpy as np
import pandas as pd
import pytest
from scipy.stats import wilcoxon

from radiogenomics.errors import InputError
from radiogenomics.evaluation.friedman import friedman_nemenyi
from radiogenomics.segmentation.comparisons import COLUMNS, compare_networks
from radiogenomics.segmentation.names import DICE, HAUSDORFF
from radiogenomics.segmentation.summary import MEAN, PRINTED, patient_values


def test_pairs_are_tested_by_wilcoxon_over_patients(scores):
    table = compare_networks(scores)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == len(PRINTED) and set(table["test"]) == {"wilcoxon"}
    row = table.set_index(["region", "metric"]).loc[(MEAN, DICE)]
    values = patient_values(scores, MEAN, DICE)
    assert row["p"] == pytest.approx(wilcoxon(values["good"], values["bad"]).pvalue)
    assert row["median_difference"] == pytest.approx((values["good"] - values["bad"]).median())
    assert row["n"] == 12 and row["p"] < 0.05 < 12 * row["p_adjusted"]
    assert (table["p_adjusted"] >= table["p"]).all()


def test_patients_in_whom_both_are_equal_change_nothing(scores):
    patients = scores[scores["region"] == "ED"]
    first = patients[patients["model"] == "good"]
    second = first.assign(model="other", value=first["value"] + np.linspace(-0.2, 0.3, len(first)))
    equal = first["patient_id"] < "P04"
    second.loc[equal, "value"] = first.loc[equal, "value"]
    whole = pd.concat([scores[(scores["region"] != "ED") & (scores["model"] == "good")], first])
    other = pd.concat([whole[whole["region"] != "ED"].assign(model="other"), second])
    row = compare_networks(pd.concat([whole, other])).set_index(["region", "metric"]).loc[("ED", DICE)]
    assert (row["n"], row["n_equal"]) == (12, 4)
    values = patient_values(pd.concat([whole, other]), "ED", DICE).loc["P04":]
    assert row["p"] == pytest.approx(wilcoxon(values["good"], values["other"]).pvalue)


def test_equal_networks_do_not_differ(scores):
    good = scores[scores["model"] == "good"]
    table = compare_networks(pd.concat([good, good.assign(model="copy")]))
    assert (table["p"] == 1).all() and (table["n_equal"] == 12).all() and (table["median_difference"] == 0).all()


def test_three_networks_are_tested_together_too(scores):
    third = scores[scores["model"] == "good"].assign(model="third")
    worse = third["metric"] == HAUSDORFF
    third["value"] = np.where(worse, third["value"] + 1, third["value"] - 0.1)
    table = compare_networks(pd.concat([scores, third]))
    friedman = table[table["test"] == "friedman"].set_index(["region", "metric"])
    assert len(friedman) == len(PRINTED) and len(table) == 4 * len(PRINTED)
    assert set(friedman["model_a"]) == {"all"}
    values = patient_values(pd.concat([scores, third]), MEAN, DICE)
    expected = friedman_nemenyi(values)
    assert friedman.loc[(MEAN, DICE), ["statistic", "p"]].tolist() == pytest.approx([expected.statistic, expected.p])


def test_three_equal_networks_do_not_differ(scores):
    good = scores[scores["model"] == "good"]
    table = compare_networks(pd.concat([good.assign(model=name) for name in "abc"]))
    assert (table["p"] == 1).all() and (table["p_adjusted"] == 1).all()


def test_a_missing_patient_is_named(scores):
    lacking = scores[(scores["model"] != "bad") | (scores["patient_id"] != "P03")]
    with pytest.raises(InputError, match="patient P03 has no scores of bad; all models must predict the same patients"):
        compare_networks(lacking)
