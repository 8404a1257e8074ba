import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.metrics import evaluate
from radiogenomics.evaluation.published import published_value
from radiogenomics.evaluation.tables import comparison_note, comparison_table, metrics_note, metrics_table, p_text
from radiogenomics.files import read_table, write_table


@pytest.fixture
def metrics(make_predictions) -> pd.DataFrame:
    parts = []
    for (model, ensemble), group in make_predictions().groupby(["model", "ensemble"], sort=False):
        table = evaluate(group["label"], group["probability"]).assign(model=model, ensemble=ensemble)
        parts.append(table.assign(published=[published_value(model, ensemble, metric) for metric in table["metric"]]))
    return pd.concat(parts, ignore_index=True)


def test_one_row_per_ensemble_with_the_published_value_beside_ours(metrics):
    table = metrics_table(metrics, "spottune")
    assert list(table["Ensemble"]) == ["DSC", "DTI"]
    assert list(table.columns[1:3]) == ["AUC (95 % CI)", "AUC published"]
    assert list(table["AUC published"]) == ["0.6124", "0.6654"]
    ours = metrics.query("model == 'spottune' and ensemble == 'dsc' and metric == 'AUC'").iloc[0]
    assert table.loc[0, "AUC (95 % CI)"] == f"{ours.value:.4f} ({ours.ci_low:.2f}–{ours.ci_high:.2f})"


def test_without_published_values_there_are_no_columns_for_them(metrics):
    for table in (metrics.assign(published=np.nan), metrics.drop(columns="published")):
        assert not [name for name in metrics_table(table, "random") if "published" in name]
        assert "Published" not in metrics_note(table, [])


def test_all_models_in_one_table(metrics):
    table = metrics_table(metrics, titles={"random": "Random initialisation"})
    assert list(table["Model"].unique()) == ["SpotTune", "Random initialisation", "Transfer"]
    assert len(table) == 6


def test_metric_that_was_not_computed_is_a_dash(metrics):
    table = metrics_table(metrics.query("not (metric == 'SPE' and ensemble == 'dti')"), "transfer")
    assert table["SPE (95 % CI)"].iloc[1] == "–"


def test_unknown_model_is_refused(metrics):
    with pytest.raises(InputError, match="no rows of model 'forest'; known are spottune, random, transfer"):
        metrics_table(metrics, "forest")


def test_note_gives_patients_methods_and_the_arithmetic_check(metrics):
    note = metrics_note(metrics[metrics["model"] == "spottune"], [])
    assert "n = 57 test patients (24 positive)" in note
    assert "AUC: DeLong; AP: bootstrap; SEN: Wilson; SPE: Wilson" in note
    assert "6 of the 6 published" in note


def test_note_counts_the_trainings_whose_last_epoch_was_taken(metrics):
    selections = [{"rule": "criterion"}, {"rule": "last_epoch"}, {"rule": "last_epoch"}]
    expected = (
        "2 of 3 trainings had no epoch with sensitivity and specificity of at least 0.5 on validation; "
        "their last epoch was taken."
    )
    assert expected in metrics_note(metrics, iter(selections))


def test_comparison_table_shows_both_rankings(make_predictions):
    comparisons = compare_models(make_predictions())
    table = comparison_table(comparisons)
    assert list(table["Ensemble"]) == ["DSC"] * 6 + ["DTI"] * 6 + ["Best overall"] * 6
    assert list(table["Ranked probability"]) == (["true class"] * 3 + ["raw"] * 3) * 3
    for ranked, title in (("true_class_probability", "true class"), ("probability", "raw")):
        shown, expected = table[table["Ranked probability"] == title], comparisons[comparisons["ranked"] == ranked]
        assert list(shown["Nemenyi p"]) == [p_text(p) for p in expected.loc[expected["test"] == "nemenyi", "p"]]
        assert list(shown["Friedman p"][::3]) == [p_text(p) for p in expected.loc[expected["test"] == "friedman", "p"]]


def test_published_p_values_stand_beside_the_ranking_they_possibly_come_from(make_predictions):
    both = comparison_table(compare_models(make_predictions()))
    columns = ["Friedman p published", "Published possible", "Nemenyi p published"]
    assert (both.loc[both["Ranked probability"] == "true class", columns] == "–").all(axis=None)
    table = both[both["Ranked probability"] == "raw"].reset_index()
    assert list(table["Models compared"][:3]) == ["SpotTune, Random", "SpotTune, Transfer", "Random, Transfer"]
    assert list(table["Nemenyi p published"][:3]) == ["0.177", "0.900", "0.147"]
    assert list(table["Friedman p published"][[0, 3, 6]]) == ["0.108", "0.128", "0.0636"]
    assert list(table["Published possible"][[0, 3, 6]]) == ["yes", "yes", "no"]


def test_comparison_table_without_published_values(make_predictions):
    table = comparison_table(compare_models(make_predictions(), ["dsc"]), published=False)
    assert len(table) == 6
    assert not [name for name in table if "ublished" in name]


def test_table_is_the_same_from_the_file(make_predictions, tmp_path):
    comparisons = compare_models(make_predictions())
    write_table(comparisons, tmp_path / "comparisons.csv")
    pd.testing.assert_frame_equal(
        comparison_table(read_table(tmp_path / "comparisons.csv")), comparison_table(comparisons)
    )


def test_comparison_note_says_what_was_ranked(make_predictions):
    note = comparison_note(compare_models(make_predictions(), ["dsc"]))
    assert "true class" in note
    assert "higher, not better" in note
    assert "What the paper ranked is not said" in note
    assert "n = 57" in note


@pytest.mark.parametrize(
    ("p", "text"), [(0.00606, "0.00606"), (0.9, "0.900"), (1.0, "1.00"), (3e-7, "< 0.0001"), (None, "–"), (np.nan, "–")]
)
def test_p_values_have_three_digits(p, text):
    assert p_text(p) == text
