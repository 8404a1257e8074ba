import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.evaluation.comparison_tables import comparison_note, comparison_table
from radiogenomics.evaluation.comparisons import BEST, COLUMNS, RANKED, compare_models, holm, names_of_tests
from radiogenomics.evaluation.critical_difference import critical_difference_figure
from radiogenomics.evaluation.friedman import friedman_nemenyi
from radiogenomics.evaluation.published import published_comparisons
from radiogenomics.evaluation.published_and_ours import published_tests_and_ours
from radiogenomics.evaluation.wilcoxon import signed_ranks


def test_every_common_ensemble_and_the_best_are_compared_under_both_rankings(make_predictions):
    table = compare_models(make_predictions())
    assert list(table.columns) == list(COLUMNS)
    assert set(table["family"]) == {"dsc", "dti", BEST}
    assert len(table) == 3 * len(RANKED) * (1 + 3)
    assert (table["blocks"] == 57).all()


def test_true_class_ranking_sees_the_better_and_raw_ranking_the_higher_model(make_predictions):
    predictions = make_predictions({"spottune": 4.0, "random": 0.0, "transfer": 0.0}, ("dsc",))
    higher = predictions["model"] == "random"
    predictions.loc[higher, "probability"] = 0.5 + predictions.loc[higher, "probability"] / 2
    pairs = compare_models(predictions, ["dsc"]).query("test == 'nemenyi' and model_b == 'random'").set_index("ranked")
    better, raw = pairs.loc["true_class_probability"], pairs.loc["probability"]
    assert better["mean_rank_a"] < better["mean_rank_b"]
    assert better["p"] < 0.05
    assert raw["mean_rank_b"] < raw["mean_rank_a"]


def test_ranks_are_those_of_the_test_itself(make_predictions):
    predictions = make_predictions(ensembles=("dsc",))
    wide = predictions.pivot(index="patient_id", columns="model", values="probability")
    wide = wide[["spottune", "random", "transfer"]]
    expected = friedman_nemenyi(wide)
    rows = compare_models(predictions, ["dsc"]).query("ranked == 'probability'").set_index("test")
    assert rows.loc["friedman", "p"] == pytest.approx(expected.p)
    assert rows.loc["nemenyi", "p"].to_numpy() == pytest.approx(expected.pairs["p"].to_numpy())


def test_tiny_probabilities_are_not_rounded_to_ties(make_predictions):
    predictions = make_predictions(ensembles=("dsc",)).sort_values(["patient_id", "model"])
    predictions["probability"] = np.tile([1e-20, 2e-20, 3e-20], 57)
    rows = compare_models(predictions, ["dsc"]).query("test == 'nemenyi' and ranked == 'true_class_probability'")
    untied = {1 + 0 * 24, *(24 * r + 33 * (4 - r) for r in (1, 2, 3))}
    assert set(np.round(57 * rows[["mean_rank_a", "mean_rank_b"]].to_numpy().ravel()).astype(int)) <= untied


def test_best_family_takes_each_models_ensemble_of_highest_auc(make_predictions):
    predictions = make_predictions()
    perfect = (predictions["model"] == "random") & (predictions["ensemble"] == "dti")
    predictions.loc[perfect, "probability"] = predictions.loc[perfect, "label"] * 0.8 + 0.1
    pairs = compare_models(predictions).query("family == 'best' and test == 'nemenyi'")
    chosen = dict(zip(pairs["model_b"], pairs["ensemble_b"], strict=True))
    assert chosen["random"] == "dti"


def test_ensemble_of_one_model_alone_is_no_family(make_predictions):
    predictions = make_predictions()
    extra = predictions.query("model == 'spottune' and ensemble == 'dsc'").assign(ensemble="dsc_channels")
    predictions = pd.concat([predictions, extra], ignore_index=True)
    assert set(compare_models(predictions)["family"]) == {"dsc", "dti", BEST}
    with pytest.raises(InputError, match="'dsc_channels' is not an ensemble of every model"):
        compare_models(predictions, ["dsc_channels"])


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_lowers_p_and_keeps_their_order(p):
    raw = pd.Series(p)
    adjusted = holm(raw)
    assert (adjusted >= raw - 1e-12).all()
    assert (adjusted <= 1).all()
    assert (adjusted[raw.sort_values(kind="stable").index].diff().dropna() >= -1e-12).all()


def test_holm_is_over_the_families_of_one_test_and_ranking(make_predictions):
    table = compare_models(make_predictions())
    friedman = table.query("test == 'friedman' and ranked == 'probability'")
    assert friedman["p_adjusted"].min() == pytest.approx(min(1, 3 * friedman["p"].min()))
    nemenyi = table.query("test == 'nemenyi' and ranked == 'probability'")
    assert nemenyi["p_adjusted"].min() == pytest.approx(min(1, 9 * nemenyi["p"].min()))


def test_patient_missing_in_one_model_is_named(make_predictions):
    predictions = make_predictions(ensembles=("dsc",)).drop(index=60)
    with pytest.raises(InputError, match="patient UPENN-GBM-00003 has no prediction of random"):
        compare_models(predictions)


def test_b15_patient_twice_is_named(make_predictions):
    predictions = make_predictions(ensembles=("dsc",))
    with pytest.raises(InputError, match="patient UPENN-GBM-00003 occurs twice"):
        compare_models(pd.concat([predictions, predictions.iloc[[3]]]), ["dsc"])


def test_patient_with_two_labels_is_named(make_predictions):
    predictions = make_predictions(ensembles=("dsc",))
    predictions.loc[3, "label"] = 0
    with pytest.raises(InputError, match="patient UPENN-GBM-00003 has no label, or two"):
        compare_models(predictions, ["dsc"])


def test_b22_patients_of_one_class_have_no_best_ensemble_and_no_true_class_ranking(make_predictions):
    predictions = make_predictions()
    positive = predictions[predictions["label"] == 1]
    table = compare_models(positive)
    assert set(table["family"]) == {"dsc", "dti"} and set(table["ranked"]) == {"probability"}
    assert (table["blocks"] == 24).all() and table["p"].between(0, 1).all()
    with pytest.raises(InputError, match="'best' is not an ensemble"):
        compare_models(positive, [BEST])
    note = comparison_note(table)
    assert "The patients are of one class" in note and "Best overall" not in note
    assert len(comparison_table(table)) == 2 * 3
    assert len(critical_difference_figure(table, {}, "Ranks", False).axes) == 1
    assert published_tests_and_ours(published_comparisons(["schmitz2024_table5"]), table)["ours"].notna().any()


def test_of_two_models_wilcoxons_test_takes_the_place_of_both(make_predictions):
    predictions = make_predictions({"spottune": 3.0, "random": 0.0})
    table = compare_models(predictions)
    assert list(table.columns) == list(COLUMNS)
    assert set(table["test"]) == {"wilcoxon"} and len(table) == 3 * len(RANKED)
    assert (table[["model_a", "model_b"]] == ["spottune", "random"]).all(axis=None) and (table["blocks"] == 57).all()
    assert table["ensemble_a"].tolist()[:4] == table["ensemble_b"].tolist()[:4] == ["dsc", "dsc", "dti", "dti"]
    wide = predictions.query("ensemble == 'dsc'").pivot(index="patient_id", columns="model", values="probability")
    wide = wide[["spottune", "random"]].to_numpy()
    label = predictions.query("ensemble == 'dsc' and model == 'random'")["label"].to_numpy()[:, None]
    rows = table.query("family == 'dsc'").set_index("ranked")
    columns = ["statistic", "p", "mean_rank_a", "mean_rank_b"]
    assert rows.loc["probability", columns].tolist() == pytest.approx(signed_ranks(wide))
    of_true_class = signed_ranks(np.where(label == 1, wide, 1 - wide))
    assert rows.loc["true_class_probability", columns].tolist() == pytest.approx(of_true_class)
    assert rows.loc["true_class_probability", "p"] < 0.01 < rows.loc["probability", "p"]
    for _, group in table.groupby("ranked"):
        assert group["p_adjusted"].to_numpy() == pytest.approx(holm(group["p"]).to_numpy())
    assert names_of_tests(table) == "Wilcoxon signed-rank tests"


@pytest.mark.parametrize("count", [3, 4, 6])
def test_any_number_of_models_is_compared(make_predictions, count):
    table = compare_models(make_predictions({f"model{k}": float(k) for k in range(count)}))
    assert table["test"].value_counts().to_dict() == {"nemenyi": 6 * count * (count - 1) / 2, "friedman": 6}
    assert names_of_tests(table) == "Friedman and Nemenyi tests"
    assert len(comparison_table(table)) == 6 * count * (count - 1) / 2


def test_one_model_alone_is_refused(make_predictions):
    with pytest.raises(InputError, match="predictions of one model alone"):
        compare_models(make_predictions({"spottune": 1.0}))


def test_two_models_that_predict_the_same_do_not_differ(make_predictions):
    predictions = make_predictions({"a": 1.0, "b": 1.0}, ("dsc",))
    half = predictions["model"] == "a"
    predictions.loc[~half, "probability"] = predictions.loc[half, "probability"].to_numpy()
    table = compare_models(predictions)
    assert (table["p"] == 1).all() and (table[["mean_rank_a", "mean_rank_b"]] == 1.5).all(axis=None)
