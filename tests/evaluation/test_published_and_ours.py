import pandas as pd
import pytest

from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.delong import newcombe_interval
from radiogenomics.evaluation.proportions import proportion
from radiogenomics.evaluation.published import published_comparisons, published_metrics
from radiogenomics.evaluation.published_and_ours import (
    COLUMNS,
    published_and_ours,
    published_tests_and_ours,
    with_predictive_values,
)
from radiogenomics.evaluation.published_index import tables_of_all_papers

OTHERS = [name for name in tables_of_all_papers() if not name.startswith("schmitz")]
FIGURES = published_metrics(tables_of_all_papers()).query("paper == 'Schmitz 2024'")
TESTS = published_comparisons(["schmitz2024_table5"])


@pytest.fixture
def metrics() -> pd.DataFrame:
    columns = ["model", "ensemble", "metric", "value", "ci_low", "ci_high"]
    return pd.DataFrame(
        [("spottune", "dsc", "AUC", 0.61, 0.45, 0.77), ("spottune", "dsc", "F1", 0.5, 0.3, 0.7)], columns=columns
    )


def test_published_figure_stands_beside_ours_with_the_interval_its_patients_allow(metrics):
    table = published_and_ours(FIGURES, metrics).set_index(["model", "ensemble", "metric"])
    auc, sensitivity = table.loc[("spottune", "dsc", "AUC")], table.loc[("spottune", "dsc", "SEN")]
    assert auc[["ours", "ours_low", "ours_high"]].tolist() == [0.61, 0.45, 0.77]
    assert auc[["ci_low", "ci_high"]].tolist() == pytest.approx(newcombe_interval(0.6124, 24, 33))
    assert sensitivity[["ci_low", "ci_high"]].tolist() == pytest.approx(proportion(12, 24)[1:])
    assert pd.isna(sensitivity["ours"])
    assert table.loc[("spottune", "dsc", "AP"), ["ci_low", "ci_high"]].isna().all()
    assert table.loc[("spottune", "dsc", "AP"), "possible"] == "not known"
    assert len(table) == len(FIGURES)


def test_an_auc_of_0_66_of_24_and_33_patients_has_the_interval_0_51_to_0_80():
    table = published_and_ours(FIGURES).set_index(["model", "ensemble", "metric"])
    low, high = table.loc[("spottune", "dsc_dti", "AUC"), ["ci_low", "ci_high"]]
    assert (low, high) == pytest.approx((0.51, 0.79), abs=0.011)


def test_interval_of_a_precision_is_of_the_patients_called_positive():
    table = published_and_ours(published_metrics(OTHERS)).set_index(["paper", "model", "metric"]).sort_index()
    twin = table.loc[("Lyu", "twin_tower")]
    assert twin.loc["ACC", ["ci_low", "ci_high"]].tolist() == pytest.approx([0.64, 0.95], abs=0.005)
    assert twin.loc["PPV", ["ci_low", "ci_high"]].tolist() == pytest.approx(proportion(14, 15)[1:])
    assert twin.loc["SEN", ["ci_low", "ci_high"]].tolist() == pytest.approx(proportion(14, 16)[1:])
    # The mean of three runs is of 70 patients, not of 210.
    network = table.loc[("MacKinnon", "VGG16, fine-tuned")]
    assert network.loc["ACC", ["ci_low", "ci_high"]].tolist() == pytest.approx(proportion(61, 70)[1:])
    assert network.loc["PPV", ["ci_low", "ci_high"]].isna().all()


def test_predictive_values_stand_beside_ours_of_the_same_threshold(metrics):
    points = pd.DataFrame(
        [
            (model, "external", rule, metric, value, value - 0.1, value + 0.1)
            for model in ("network", "other")
            for rule, value in (("half", 0.7), ("youden", 0.6))
            for metric in ("SEN", "PPV", "NPV")
        ],
        columns=["model", "ensemble", "rule", "metric", "value", "ci_low", "ci_high"],
    )
    ours = metrics.assign(model="network", ensemble="external", threshold_rule="youden")
    joined = with_predictive_values(ours, points)
    assert list(joined["metric"]) == ["AUC", "F1", "PPV", "NPV"] and set(joined["model"]) == {"network"}
    published = published_metrics(OTHERS).query("metric == 'PPV'").head(1)
    row = published_and_ours(published.assign(model="network", ensemble="external"), joined).iloc[0]
    assert row[["ours", "ours_low", "ours_high"]].tolist() == pytest.approx([0.6, 0.5, 0.7])


def test_published_tests_stand_beside_ours_of_the_raw_probability(make_predictions):
    comparisons = compare_models(make_predictions())
    table = published_tests_and_ours(TESTS, comparisons)
    assert list(table.columns) == COLUMNS
    assert len(table) == 8 * 4
    by_key = table.set_index(["ensemble", "metric", "model"])
    raw = comparisons[comparisons["ranked"] == "probability"].set_index(["family", "test", "model_a", "model_b"])["p"]
    assert by_key.loc[("dsc", "Friedman p", "all"), "ours"] == raw["dsc", "friedman", "all", ""]
    ours = by_key.loc[("dsc", "Nemenyi p", "random, transfer"), "ours"]
    assert ours == raw["dsc", "nemenyi", "random", "transfer"]
    assert pd.isna(by_key.loc[("struct", "Friedman p", "all"), "ours"])
    assert by_key.loc[("struct", "Nemenyi p", "spottune, transfer"), "reason"] == "exactly 0.886 by the recovered ranks"
    assert (table.loc[table["ensemble"] == "best", "possible"] == "no").all()
    assert (table.loc[table["ensemble"] != "best", "possible"] == "yes").all()


def test_published_tests_have_none_of_ours_where_other_models_or_two_were_compared(make_predictions):
    for models in (
        ("spottune", "random"),
        ("spottune", "random", "transfer", "forest"),
        ("spottune", "random", "mine"),
    ):
        comparisons = compare_models(make_predictions(dict.fromkeys(models, 0.5)))
        table = published_tests_and_ours(TESTS, comparisons)
        assert len(table) == 8 * 4 and table["ours"].isna().all()
