import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.ensemble import RandomForestClassifier

from radiogenomics.classifiers.pipeline import build_classifier
from radiogenomics.classifiers.settings import ClassifierSettings

KINDS = ["forest", "elastic_net", "gradient_boosting", "svm", "nearest_neighbours", "majority"]


def test_the_published_forest():
    forest = build_classifier(ClassifierSettings(title="Forest", classifier="forest"), 6, 1)["classify"]
    assert isinstance(forest, RandomForestClassifier)
    assert (forest.n_estimators, forest.max_depth, forest.min_samples_leaf) == (10_000, 5, 10)


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_each_classifier_finds_the_feature_that_tells(kind, patients, settings):
    features, labels = patients
    classifier = build_classifier(settings(kind), 6, 1).fit(features[:40], labels[:40])
    assert classifier.score(features[40:], labels[40:]) >= 0.85


def test_a_ridge_converges_on_features_that_tell_nothing():
    """A sex equally frequent in both classes has coefficient 0, which saga circles for thousands of steps."""
    settings = ClassifierSettings(title="Ridge", classifier="elastic_net", l1_ratio=0)
    sex = pd.DataFrame({"sex": np.repeat([0.0, 1.0], 30)})
    ridge = build_classifier(settings, 1, 1).fit(sex, np.tile([0, 1], 30))["classify"]
    assert ridge.n_iter_.max() < 10
    assert abs(ridge.coef_).max() < 1e-9


def test_the_majority_baseline_gives_everybody_the_share_of_positives(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("majority"), 6, 1).fit(features[:31], labels[:31])
    assert set(classifier.predict_proba(features)[:, 1]) == {15 / 31}


@pytest.mark.parametrize("kind", KINDS)
def test_missing_constant_and_empty_features_are_no_obstacle(kind, patients, settings):
    features, labels = patients
    features = features.assign(constant=1.0, empty=np.nan)
    features.iloc[::3, 0] = np.nan
    probabilities = build_classifier(settings(kind, select=2), 8, 1).fit(features, labels).predict_proba(features)
    assert np.isfinite(probabilities).all()


def test_selection_keeps_the_features_that_the_f_test_prefers(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("elastic_net", select=1), 6, 1).fit(features, labels)
    assert features.columns[classifier["select"].get_support()].tolist() == ["signal"]
    assert "select" not in build_classifier(settings("elastic_net", select=6), 6, 1).named_steps


@given(others=arrays(float, (5, 3), elements=st.floats(-1e6, 1e6)))
def test_what_is_fitted_does_not_know_other_patients(others, settings):
    """Nothing of a held-out patient, not even a median, may reach the classifier."""
    random = np.random.default_rng(1)
    training = pd.DataFrame(random.normal(size=(20, 3)), columns=list("abc"))
    training.iloc[0, 0] = np.nan
    labels = np.arange(20) % 2
    alone = build_classifier(settings("elastic_net", select=2), 3, 0).fit(training, labels)
    before = alone.predict_proba(training)
    alone.predict_proba(pd.DataFrame(others, columns=list("abc")))
    np.testing.assert_array_equal(alone.predict_proba(training), before)
    assert alone["impute"].statistics_ == pytest.approx(training.median().to_numpy())


def test_the_same_seed_gives_the_same_forest(patients, settings):
    features, labels = patients
    first, again, other = (
        build_classifier(settings("forest"), 6, seed).fit(features, labels).predict_proba(features)
        for seed in (2**62 + 1, 2**62 + 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_components_are_those_of_the_training_patients(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("svm", pca=0.6), 6, 1).fit(features[:40], labels[:40])
    scaled = (features[:40] - features[:40].mean()) / features[:40].std(ddof=0)
    shares = np.sort(np.linalg.eigvalsh(np.cov(scaled.T)))[::-1] / np.trace(np.cov(scaled.T))
    needed = int(np.argmax(np.cumsum(shares) >= 0.6)) + 1
    assert classifier["reduce"].n_components_ == needed
    assert classifier["reduce"].explained_variance_ratio_ == pytest.approx(shares[:needed])
    assert list(classifier.named_steps) == ["impute", "vary", "scale", "reduce", "classify"]


def test_the_machine_s_probabilities_rise_with_its_distances(patients, settings):
    features, labels = patients
    classifier = build_classifier(settings("svm", kernel="linear"), 6, 1).fit(features, labels)
    (calibrated,) = classifier["classify"].calibrated_classifiers_
    distances = calibrated.estimator.decision_function(classifier[:-1].transform(features))
    order = np.argsort(distances)
    assert (np.diff(classifier.predict_proba(features)[order, 1]) >= 0).all()
