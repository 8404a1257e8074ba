import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from radiogenomics.errors import InputError
from radiogenomics.evaluation.area_table import area_note, area_table
from radiogenomics.evaluation.area_tests import area_tests, cross_validation_tests, with_holm
from radiogenomics.evaluation.delong import paired_test
from radiogenomics.evaluation.nadeau_bengio import corrected_test
from radiogenomics.files import read_table
from radiogenomics.report.table_files import write_table_files


def scores_of(predictions, model, ensemble):
    rows = predictions[(predictions["model"] == model) & (predictions["ensemble"] == ensemble)]
    return rows["probability"].to_numpy()


def test_every_pair_within_every_ensemble(make_predictions, labels):
    predictions = make_predictions()
    tests = area_tests(predictions)
    pairs = [("spottune", "random"), ("spottune", "transfer"), ("random", "transfer")]
    assert list(zip(tests["model_a"], tests["model_b"], strict=True)) == pairs * 2
    assert list(tests["ensemble_a"]) == list(tests["ensemble_b"]) == ["dsc"] * 3 + ["dti"] * 3
    row = tests.iloc[4]
    expected = paired_test(labels, scores_of(predictions, "spottune", "dti"), scores_of(predictions, "transfer", "dti"))
    assert row[["difference", "ci_low", "ci_high", "statistic", "p"]].tolist() == pytest.approx(expected[:5])
    assert row["auc_a"] - row["auc_b"] == pytest.approx(row["difference"])
    assert (row["n"], row["n_positive"], row["method"]) == (57, 24, "DeLong")


def test_p_values_are_adjusted_as_statsmodels_does_over_the_whole_study(make_predictions):
    tests = area_tests(make_predictions({"spottune": 2.0, "random": 0.5, "transfer": 0.1}))
    assert tests["p_adjusted"].to_numpy() == pytest.approx(multipletests(tests["p"], method="holm")[1])
    assert (tests["p_adjusted"] >= tests["p"]).all()


def test_an_external_model_is_compared_with_every_ensemble_of_the_others(make_predictions):
    own = make_predictions({"spottune": 1.0, "random": 0.5})
    external = make_predictions({"published": 0.8}, ("external",), seed=5)
    tests = area_tests(pd.concat([own, external]), external=["published"])
    assert len(tests) == 2 + 4
    assert (tests[["model_a", "model_b"]] == "published").any(axis=1).sum() == 4
    assert len(area_tests(pd.concat([own, external]))) == 2


def test_only_patients_whom_both_predict_are_compared(make_predictions):
    predictions = make_predictions({"spottune": 1.0, "random": 0.5}, ("dsc",))
    fewer = predictions.drop(predictions.index[(predictions["model"] == "random")][:5])
    assert area_tests(fewer)[["n", "n_positive"]].to_numpy().tolist() == [[52, 19]]
    apart = predictions.assign(patient_id=predictions["model"] + predictions["patient_id"])
    with pytest.raises(InputError, match="spottune and random have no test patient in common"):
        area_tests(apart)


def test_order_of_the_patients_does_not_matter(make_predictions):
    predictions = make_predictions({"spottune": 1.0, "random": 0.5}, ("dsc",))
    shuffled = pd.concat([predictions[:57].sample(frac=1, random_state=1), predictions[57:]])
    pd.testing.assert_frame_equal(area_tests(shuffled), area_tests(predictions))


def test_b22_common_patients_of_one_class_have_no_test(make_predictions):
    predictions = make_predictions({"spottune": 1.0, "random": 0.5}, ("dsc",))
    row = area_tests(predictions[predictions["label"] == 1]).iloc[0]
    assert row["method"] == "not defined (one class)" and row["n"] == 24
    assert row[["auc_a", "p", "p_adjusted"]].isna().all()


def test_equal_predictions_do_not_differ(make_predictions):
    predictions = make_predictions({"spottune": 1.0}, ("dsc",))
    row = area_tests(pd.concat([predictions, predictions.assign(model="copy")])).iloc[0]
    assert (row["difference"], row["p"], row["method"]) == (0, 1, "Zou–Donner")
    assert row["ci_low"] < 0 < row["ci_high"]


def test_adjustment_leaves_out_what_was_not_tested():
    tests = with_holm(pd.DataFrame({"p": [0.01, np.nan, 0.03]}))
    assert tests["p_adjusted"].tolist() == pytest.approx([0.02, np.nan, 0.03], nan_ok=True)
    assert with_holm(pd.DataFrame({"p": [np.nan]}))["p_adjusted"].isna().all()


@pytest.fixture
def cross_validated():
    random = np.random.default_rng(0)
    rows = [
        {"model": model, "input": "struct", "repeat": repeat, "fold": fold, "patient_id": f"P{patient}"}
        for model in ("forest", "net")
        for repeat in range(3)
        for fold in range(5)
        for patient in range(fold * 8, fold * 8 + 8)
    ]
    return pd.DataFrame(rows).assign(probability=random.random(len(rows)))


LABELS = pd.DataFrame({"patient_id": [f"P{number}" for number in range(40)], "label": [0, 1] * 20})


def test_folds_are_compared_by_the_corrected_test(cross_validated):
    from sklearn.metrics import roc_auc_score

    row = cross_validation_tests(cross_validated, LABELS).iloc[0]
    merged = cross_validated.merge(LABELS)
    areas = {
        key: roc_auc_score(fold["label"], fold["probability"])
        for key, fold in merged.groupby(["model", "repeat", "fold"])
    }
    differences = [areas["forest", r, f] - areas["net", r, f] for r in range(3) for f in range(5)]
    expected = corrected_test(differences, 1 / 5)
    found = row[["difference", "ci_low", "ci_high", "statistic", "p"]].astype(float).tolist()
    assert found == pytest.approx(expected[:5])
    assert (row["test"], row["n"], row["n_positive"]) == ("Nadeau–Bengio", 40, 20)


def test_models_with_other_folds_are_not_compared(cross_validated):
    other = cross_validated[(cross_validated["model"] == "forest") | (cross_validated["repeat"] < 2)]
    with pytest.raises(InputError, match="forest and net have other folds of struct"):
        cross_validation_tests(other, LABELS)


def test_models_with_other_patients_in_the_same_folds_are_not_compared(cross_validated):
    swapped = cross_validated.copy()
    swapped.loc[swapped["model"] == "net", "fold"] = 4 - swapped.loc[swapped["model"] == "net", "fold"]
    with pytest.raises(InputError, match="forest and net have other folds of struct"):
        cross_validation_tests(swapped, LABELS)


def test_a_difference_over_few_folds_lies_within_what_is_possible(cross_validated):
    few = cross_validated[(cross_validated["repeat"] == 0) & (cross_validated["fold"] < 2)]
    right = few["patient_id"].str.removeprefix("P").astype(int) % 2
    better = (few["model"] == "forest") & (few["fold"] == 0)
    equal = few["patient_id"].str.removeprefix("P").astype(int) // 2 % 2 / 10  # an AUC of 0.5 in every fold
    row = cross_validation_tests(few.assign(probability=np.where(better, right, equal)), LABELS).iloc[0]
    assert (row["difference"], row["ci_low"], row["ci_high"]) == (0.25, -1, 1)


def test_table_and_note(make_predictions, cross_validated):
    tests = pd.concat([area_tests(make_predictions()), cross_validation_tests(cross_validated, LABELS)])
    table = area_table(tests, {"net": "Elastic net", "dsc": "DSC"})
    assert list(table["Models compared"])[-1] == "forest, Elastic net"
    assert table["Difference (95 % CI)"].str.contains(" to ").all()
    assert list(table["Ensemble"])[:2] == ["DSC", "DSC"]
    note = area_note(tests, simulated=True)
    assert "on the simulated test patients" in note and "simulated" not in area_note(tests, simulated=False)
    assert "paired: 6 tests; Nadeau–Bengio: 1 tests" in note and "cross-validation" in note
    assert "cross-validation" not in area_note(tests[tests["test"] == "paired"], simulated=False)
    assert "with fewer than 10 of them in a class" in note


def test_one_model_alone_has_an_empty_table_that_can_be_read_again(make_predictions, tmp_path):
    tests = area_tests(make_predictions({"spottune": 1.0}))
    assert tests.empty and "p_adjusted" in tests
    files = (tmp_path / "tests.csv", tmp_path / "tests.html")
    write_table_files(area_table(tests), "Tests", area_note(tests, False), False, *files)
    assert "Difference (95 % CI)" in read_table(files[0])
    assert "nothing to compare" in files[1].read_text()


def test_constant_predictions_are_no_contender(make_predictions, cross_validated):
    """A test against them is one against chance, and would enlarge the family of every other."""
    predictions = make_predictions({"spottune": 1.0, "random": 0.5, "majority": 0.0}, ("dsc",))
    predictions.loc[predictions["model"] == "majority", "probability"] = 0.4
    tests = area_tests(predictions)
    assert tests[["model_a", "model_b"]].to_numpy().tolist() == [["spottune", "random"]]
    assert tests["p_adjusted"].tolist() == tests["p"].tolist()
    majority = cross_validated[cross_validated["model"] == "net"].assign(model="majority")
    majority["probability"] = 0.4 + 0.01 * majority["fold"]
    folds = cross_validation_tests(pd.concat([cross_validated, majority]), LABELS)
    assert folds[["model_a", "model_b"]].to_numpy().tolist() == [["forest", "net"]]


def test_a_test_is_named_after_the_method_beside_it(make_predictions):
    few = make_predictions({"spottune": 1.0, "random": 0.5}, ("dsc",)).groupby(["model", "label"]).tail(8)
    row = area_table(area_tests(few)).iloc[0]
    assert (row["Test"], row["Method"]) == ("paired", "Zou–Donner")
