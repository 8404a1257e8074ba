import numpy as np
import pandas as pd
import pytest
from sklearn.inspection import permutation_importance as scikit_learns

from radiogenomics.classifiers import importance
from radiogenomics.classifiers.importance import REPEATS, families, permutation_importance
from radiogenomics.classifiers.pipeline import build_classifier


def test_few_features_are_shuffled_one_by_one():
    assert families(["age", "T1_ED_GLCM_Energy"]) == {"age": ["age"], "T1_ED_GLCM_Energy": ["T1_ED_GLCM_Energy"]}


def test_many_features_are_shuffled_by_modality_region_and_class():
    many = [f"DSC_ap-rCBV_NC_GLCM_{number}" for number in range(60)] + ["T1_core_glcm_Contrast", "age"]
    found = families(many)
    assert {name: len(members) for name, members in found.items()} == {
        "DSC_ap-rCBV_NC_GLCM": 60,
        "T1_core_glcm": 1,
        "age": 1,
    }


def test_the_telling_feature_is_the_most_important(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("forest"), 6, 1).fit(features[:40], labels[:40])
    table = permutation_importance(classifier, features[40:], labels[40:], 5).set_index("family")
    assert table["importance"].idxmax() == "signal" and table.loc["signal", "importance"] > 0.2
    assert table.drop("signal")["importance"].abs().max() < 0.1


def test_it_agrees_with_scikit_learn(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("elastic_net"), 6, 1).fit(features[:30], labels[:30])
    ours = np.mean(
        [permutation_importance(classifier, features[30:], labels[30:], seed)["importance"] for seed in range(20)],
        axis=0,
    )
    theirs = scikit_learns(
        classifier, features[30:], labels[30:], scoring="roc_auc", n_repeats=20 * REPEATS, random_state=0
    )
    assert ours == pytest.approx(theirs.importances_mean, abs=0.02)


def test_the_features_given_stay_as_they_are(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("elastic_net"), 6, 1).fit(features, labels)
    before = features.copy()
    permutation_importance(classifier, features, labels, 1)
    pd.testing.assert_frame_equal(features, before)


def test_batches_do_not_change_the_result(patients, settings, monkeypatch):
    features, labels = patients
    classifier = build_classifier(settings("forest"), 6, 1).fit(features, labels)
    at_once = permutation_importance(classifier, features, labels, 1)
    monkeypatch.setattr(importance, "CELLS_AT_ONCE", 7 * features.size)
    pd.testing.assert_frame_equal(permutation_importance(classifier, features, labels, 1), at_once)
