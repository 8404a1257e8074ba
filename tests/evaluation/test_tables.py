import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.ensembles import measure
from radiogenomics.evaluation.metrics import METRICS
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.tables import metrics_note, metrics_table

THRESHOLDS = pd.DataFrame(
    [("spottune", "dsc", "youden", 0.4321), ("spottune", "dti", "youden", 0.5)],
    columns=["model", "ensemble", "rule", "threshold"],
)


@pytest.fixture
def published(schmitz) -> pd.DataFrame:
    return published_metrics(schmitz)


@pytest.fixture
def metrics(make_predictions, published) -> pd.DataFrame:
    return measure(make_predictions(), seed=42, published=published, draws=200)


def test_one_row_per_ensemble_with_the_published_value_beside_ours(metrics, titles):
    table = metrics_table(metrics, "spottune", titles)
    assert list(table["Ensemble"]) == ["DSC", "DTI"]
    assert list(table.columns[1:3]) == ["AUC (95 % CI)", "AUC published"]
    assert list(table["AUC published"]) == ["0.6124", "0.6654"]
    ours = metrics.query("model == 'spottune' and ensemble == 'dsc' and metric == 'AUC'").iloc[0]
    assert table.loc[0, "AUC (95 % CI)"] == f"{ours.value:.3f} ({ours.ci_low:.2f}–{ours.ci_high:.2f})"


def test_without_published_values_there_are_no_columns_for_them(metrics, published):
    unpublished = metrics.assign(published=np.nan)
    assert not [name for name in metrics_table(unpublished, "random") if "published" in name]
    assert "Published" not in metrics_note(unpublished, published)


def test_all_models_in_one_table(metrics):
    table = metrics_table(metrics, titles={"random": "Random initialisation"})
    assert list(table["Model"].unique()) == ["spottune", "Random initialisation", "transfer"]
    assert len(table) == 6


def test_metric_that_was_not_computed_is_a_dash(metrics):
    table = metrics_table(metrics.query("not (metric == 'SPE' and ensemble == 'dti')"), "transfer")
    assert table["SPE (95 % CI)"].iloc[1] == "–"


def test_unknown_model_is_refused(metrics):
    with pytest.raises(InputError, match="no rows of model 'forest'; known are spottune, random, transfer"):
        metrics_table(metrics, "forest")


def test_note_gives_patients_methods_and_the_arithmetic_check(metrics, published):
    note = metrics_note(metrics[metrics["model"] == "spottune"], published)
    assert "n = 57 test patients (24 positive)" in note
    assert (
        "AUC: DeLong, logit scale; AP: bootstrap, logit scale; SEN, SPE, ACC: Wilson; F1: bootstrap; Brier: bootstrap, "
        in note
    )
    assert "SEN, SPE, ACC and F1: positive above 0.5. Bootstrap: 200 draws of patients within each class; " in note
    assert (
        "Published (real patients): Schmitz 2024, Table 2. 6 of the 6 published figures that can be checked are" in note
    )


def test_note_counts_the_trainings_whose_last_epoch_was_taken(metrics):
    selections = [{"rule": "criterion"}, {"rule": "last_epoch"}, {"rule": "last_epoch"}]
    expected = (
        "2 of 3 trainings had no epoch with sensitivity and specificity of at least 0.5 on validation; "
        "their last epoch was taken."
    )
    assert expected in metrics_note(metrics, selections=iter(selections))
    assert "trainings" not in metrics_note(metrics)


def test_the_four_published_metrics_come_first_and_only_they_have_published_values(metrics):
    columns = list(metrics_table(metrics, "spottune"))
    order = ["AUC", "SEN", "SPE", "AP", "ACC", "F1", "Brier"]
    assert set(order) == set(METRICS)
    assert [name.removesuffix(" (95 % CI)") for name in columns if "CI" in name] == order
    assert [name for name in columns if "published" in name] == [f"{name} published" for name in order[:4]]
    assert "Threshold" not in columns


def test_published_values_have_the_digits_they_were_printed_with(metrics):
    assert list(metrics_table(metrics, "spottune")["SEN published"]) == ["0.5000", "0.7500"]
    rounded = metrics.assign(published=metrics["published"].round(3))
    assert list(metrics_table(rounded, "spottune")["AUC published"]) == ["0.612", "0.665"]


def test_a_chosen_threshold_stands_in_the_table_and_the_note_says_on_whom_it_was_chosen(make_predictions):
    metrics = measure(make_predictions(), seed=42, thresholds=THRESHOLDS, rule="youden", draws=200)
    table = metrics_table(metrics)
    assert list(table.columns).index("Threshold") == list(table.columns).index("SEN (95 % CI)") - 1
    assert list(table["Threshold"]) == ["0.4321", "0.500", *["0.500"] * 4]
    note = metrics_note(metrics)
    assert "above the threshold of the highest Youden index on the validation patients" in note
    assert "Models without validation patients, or that predict the same for all of them: 0.5." in note


def test_ties_are_stated_only_where_there_are_some(metrics, make_predictions):
    assert "Equal probabilities" not in metrics_note(metrics)
    tied = make_predictions({"a": 1.0, "b": 1.0}, ("dsc",))
    tied.loc[tied["model"] == "a", "probability"] = 0.4
    tied["probability"] = tied["probability"].round(2)
    measured = measure(tied, seed=1, draws=200)
    note = metrics_note(measured)
    assert "they occur in 2 of 2 rows. In one row all patients have the same probability" in note
    assert metrics_table(measured)["AUC (95 % CI)"].iloc[0] == "0.500"


def test_bootstrap_intervals_of_few_patients_carry_a_warning(metrics, make_predictions):
    assert "too narrow" not in metrics_note(metrics)
    few = make_predictions({"a": 1.0}, ("dsc",)).groupby("label").tail(9)
    assert "With so few patients in a class (9) bootstrap intervals are too narrow." in metrics_note(
        measure(few, seed=1, draws=200), []
    )
    without = metrics.assign(n_positive=5, method="Wilson")
    assert "too narrow" not in metrics_note(without)


def test_b22_one_class_gives_a_table_of_what_exists(make_predictions):
    predictions = make_predictions({"a": 1.0}, ("dsc",))
    metrics = measure(predictions[predictions["label"] == 1], seed=1, draws=200)
    table = metrics_table(metrics)
    assert table.loc[0, ["AUC (95 % CI)", "AP (95 % CI)", "SPE (95 % CI)", "F1 (95 % CI)"]].tolist() == ["–"] * 4
    assert "–" in table.loc[0, "SEN (95 % CI)"] and len(table.loc[0, "SEN (95 % CI)"]) > 1
    assert "AUC, AP, SPE, F1: not defined (one class)" in metrics_note(metrics)


def test_the_note_names_the_sources_of_what_is_shown_and_says_why_other_tables_are_not(make_predictions):
    published = published_metrics(["radiomics_mgmt"])
    metrics = measure(make_predictions({"forest": 0.2}, ("li2018",)), seed=1, published=published, draws=200)
    note = metrics_note(metrics, published, ["Another table is of IDH."], folds=True)
    assert "Published (real patients): Schmitz 2024, section 3: a forest of six pyradiomics features" in note
    assert "3 of the 3 published figures that can be checked are arithmetically possible" in note
    assert note.endswith(" Another table is of IDH.")
    assert "means over the folds' classifiers" in note and "folds" not in metrics_note(metrics, published)
    without = measure(make_predictions({"forest": 0.2}, ("li2018",)), seed=1, draws=200)
    assert "Published" not in metrics_note(without, published)
