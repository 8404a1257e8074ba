import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from radiogenomics.classifiers.fit import cross_validate, predict_folds
from radiogenomics.errors import InputError
from radiogenomics.splits.settings import CrossValidationSettings


def test_predictions_have_the_columns_of_the_contract(patients, split, settings):
    features, labels = patients
    predictions, importance = predict_folds(features, labels, split, settings("forest"), 1)
    assert list(predictions) == ["fold", "subset", "patient_id", "probability", "n_draws", "sd_draws"]
    assert predictions.groupby("subset")["patient_id"].agg(["size", "nunique"]).to_dict("index") == {
        "test": {"size": 60, "nunique": 15},
        "validation": {"size": 40, "nunique": 40},
    }
    assert list(importance) == ["family", "n_features", "importance", "sd", "n_patients", "fold"]
    best = importance.groupby("family")["importance"].mean().idxmax()
    assert best == "signal"


def test_labels_of_test_patients_are_not_needed(patients, split, settings):
    features, labels = patients
    known, _ = predict_folds(features, labels, split, settings("elastic_net"), 1)
    blind, _ = predict_folds(features, labels[:40], split, settings("elastic_net"), 1)
    pd.testing.assert_frame_equal(known, blind)


def test_a_held_out_patient_reaches_nothing_that_is_fitted(patients, split, settings):
    """Neither medians, variances nor the choice of features: one held-out patient gets absurd features and a label."""
    features, labels = patients
    features.iloc[::5, 0] = np.nan
    chosen = split["patient_id"][split["fold"] == 2].iloc[0]
    tested = split["patient_id"][split["subset"] == "test"].iloc[0]
    absurd, turned = features.copy(), labels.copy()
    absurd.loc[[chosen, tested]] *= 1e6
    turned[chosen] = 1 - turned[chosen]
    before, after = (
        predict_folds(table, known, split, settings("elastic_net", select=3), 1)[0].set_index(["fold", "patient_id"])
        for table, known in ((features, labels), (absurd, turned))
    )
    others = ~before.index.isin([chosen, tested], level="patient_id")
    of_fold = before.index.get_level_values("fold") == 2
    np.testing.assert_array_equal(*(table["probability"][others & of_fold] for table in (before, after)))
    assert (before["probability"][others & ~of_fold] != after["probability"][others & ~of_fold]).any()


def test_cross_validation_fits_nothing_to_whom_it_holds_out(patients, settings):
    features, labels = patients
    folds = CrossValidationSettings(folds=4, repeats=1)
    before = cross_validate(features, labels, settings("elastic_net", select=3), folds, 1)
    chosen = before["patient_id"][before["fold"] == 1].iloc[0]
    absurd = features.copy()
    absurd.loc[chosen] *= 1e6
    after = cross_validate(absurd, labels, settings("elastic_net", select=3), folds, 1)
    same = (before["fold"] == 1) & (before["patient_id"] != chosen)
    np.testing.assert_array_equal(before["probability"][same], after["probability"][same])
    assert (before["probability"][~same] != after["probability"][~same]).any()


def test_importance_is_measured_on_patients_that_were_not_fitted(split, settings):
    """A deep forest knows its own training patients by heart; on others, noise matters to nothing."""
    random = np.random.default_rng(0)
    ids = split["patient_id"]
    noise = pd.DataFrame(random.normal(size=(len(ids), 4)), ids, columns=list("abcd"))
    labels = pd.Series(random.permutation(len(ids)) % 2, ids)
    deep = settings("forest", tree_depth=30, leaf_patients=1)
    _, importance = predict_folds(noise, labels, split, deep, 1)
    assert abs(importance["importance"].mean()) < 0.1


def test_every_patient_is_held_out_once_in_every_repeat(patients, settings):
    features, labels = patients
    folds = CrossValidationSettings(folds=4, repeats=2)
    predictions = cross_validate(features, labels, settings("elastic_net"), folds, 1)
    assert (predictions.groupby(["repeat", "patient_id"]).size() == 1).all()
    assert predictions.groupby(["repeat", "fold"]).size().to_dict() == {(r, f): 15 for r in (0, 1) for f in range(4)}
    dealt = predictions.pivot(index="patient_id", columns="repeat", values="fold")
    assert (dealt[0] != dealt[1]).any()
    first = predictions[predictions["repeat"] == 0].set_index("patient_id")
    assert roc_auc_score(labels[first.index], first["probability"]) > 0.85


def test_cross_validation_does_not_depend_on_the_order_of_the_patients(patients, settings):
    features, labels = patients
    order = np.random.default_rng(3).permutation(len(labels))
    folds = CrossValidationSettings(folds=3, repeats=1)
    one = cross_validate(features, labels, settings("forest"), folds, 1)
    other = cross_validate(features.iloc[order], labels.iloc[order], settings("forest"), folds, 1)
    pd.testing.assert_frame_equal(one, other)


def test_cross_validation_of_noise_is_at_chance(patients, settings):
    """The guard against a leak: selection over all patients would find `good` features among many useless ones."""
    _, labels = patients
    noise = pd.DataFrame(np.random.default_rng(7).normal(size=(60, 2000)), labels.index)
    predictions = cross_validate(
        noise, labels, settings("elastic_net", select=20), CrossValidationSettings(folds=5, repeats=3), 1
    )
    areas = [
        roc_auc_score(labels[rows["patient_id"]], rows["probability"]) for _, rows in predictions.groupby("repeat")
    ]
    assert 0.3 < np.mean(areas) < 0.7


def test_forests_of_cross_validation_have_their_own_number_of_trees(patients, settings):
    features, labels = patients
    folds = CrossValidationSettings(folds=2, repeats=1)
    few = settings("forest", trees=1000, cross_validation_trees=1)
    probabilities = cross_validate(features, labels, few, folds, 1)["probability"]
    assert probabilities.nunique() < 20  # one tree has few leaves


def test_more_folds_than_patients_of_a_class_are_refused(patients, settings):
    features, labels = patients
    rare = labels.where(labels.index < "P08", 0)
    with pytest.raises(InputError, match="a class has 4 patient"):
        cross_validate(features, rare, settings("forest"), CrossValidationSettings(folds=5), 1)


def test_every_step_records_the_patients_that_its_fit_was_given(patients, split, settings):
    features, labels = patients
    fitted = []
    predictions, _ = predict_folds(features, labels, split, settings("forest", select=3), 1, False, fitted)
    silent, _ = predict_folds(features, labels, split, settings("forest", select=3), 1, False)
    pd.testing.assert_frame_equal(predictions, silent)
    assert [step.step for step in fitted if step.fold == 0] == ["impute", "vary", "scale", "select", "classify"]
    training = split[split["subset"] == "train"]
    for step in fitted:
        assert step.patients == tuple(training["patient_id"][training["fold"] != step.fold])
    assert len(fitted) == 4 * 5


def test_the_record_is_of_what_was_fitted_and_not_of_what_the_split_says(patients, split, settings, monkeypatch):
    """A defect that gives a fit all patients is in its record."""
    features, labels = patients
    monkeypatch.setattr(pd.Series, "__invert__", lambda series: series | True)
    fitted = []
    predict_folds(features, labels, split, settings("majority"), 1, False, fitted)
    assert {len(step.patients) for step in fitted} == {40}


def test_importance_that_is_not_wanted_has_no_rows(patients, split, settings):
    features, labels = patients
    wanted, importance = predict_folds(features, labels, split, settings("forest"), 1)
    unwanted, none = predict_folds(features, labels, split, settings("forest"), 1, importance=False)
    pd.testing.assert_frame_equal(wanted, unwanted)
    assert list(none) == list(importance) and none.empty


def test_features_that_do_not_vary_are_refused_but_tell_the_majority(patients, split, settings):
    features, labels = patients
    constant = pd.DataFrame({"age": 50.0, "sex_male": np.nan}, features.index)
    with pytest.raises(InputError, match=r"none of the 2 \(age, sex_male …\) varies among 30 training patients"):
        predict_folds(constant, labels, split, settings("forest"), 1)
    with pytest.raises(InputError, match="none of the 2"):
        cross_validate(constant, labels, settings("elastic_net"), CrossValidationSettings(folds=3), 1)
    predictions, _ = predict_folds(constant, labels, split, settings("majority"), 1)
    assert predictions["probability"].between(0.4, 0.6).all()


def test_few_patients_name_the_model_and_the_mend(patients, split, settings):
    features, labels = patients
    with pytest.raises(InputError, match="nearest_neighbours: 30 training patients, but `neighbours` is 31; lower it"):
        predict_folds(features, labels, split, settings("nearest_neighbours", neighbours=31), 1)
    few = (labels.groupby(split.set_index("patient_id")["fold"]).cumcount() == 0).astype(int)
    few[split["patient_id"][split["subset"] != "train"]] = 0
    few.iloc[2:] = 0
    with pytest.raises(
        InputError, match=r"svm: a class has \d training patient\(s\); a support vector machine needs 3"
    ):
        predict_folds(features, few, split, settings("svm"), 1)


def test_components_leave_a_record_of_whom_they_saw(patients, split, settings):
    features, labels = patients
    fitted = []
    predict_folds(features, labels, split, settings("svm", pca=0.9), 1, importance=False, fitted=fitted)
    of_fold = [record for record in fitted if record.step == "reduce" and record.fold == 0]
    assert len(of_fold) == 1 and len(of_fold[0].patients) == 30
