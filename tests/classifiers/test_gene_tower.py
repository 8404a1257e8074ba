"""The gene tower as a classifier: it learns, depends on its seed alone, and is fitted behind the scaling."""

import copy
import json

import numpy as np
import pandas as pd
import pytest

from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.classifiers.gene_tower import GeneTowerClassifier
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.expression.tower_settings import GeneTowerFitSettings

FAST = {"epochs": 6, "learning_rate": 3e-3}
FIT = GeneTowerFitSettings(reconstruction=FAST, classification=FAST)


@pytest.fixture(scope="module")
def patients():
    random = np.random.default_rng(0)
    labels = np.arange(120) % 2
    features = random.normal(size=(120, 40))
    features[:, :10] += 1.2 * labels[:, None]
    return features, labels


def test_it_learns_what_separates_the_classes(patients):
    features, labels = patients
    fitted = GeneTowerClassifier(FIT, 1).fit(features[:80], labels[:80])
    probabilities = fitted.predict_proba(features[80:])
    assert probabilities.shape == (40, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    scores = pd.Series(probabilities[:, 1])
    assert roc_area(pd.Series(labels[80:]), scores).auc > 0.8
    np.testing.assert_array_equal(fitted.predict(features[80:]), probabilities[:, 1] > 0.5)


def test_the_seed_decides_all_that_is_random(patients):
    features, labels = patients
    first, again, other = (
        GeneTowerClassifier(FIT, seed).fit(features[:60], labels[:60]).predict_proba(features[60:])
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_was_fitted_survives_as_arrays_and_plain_values(patients):
    features, labels = patients
    fitted = GeneTowerClassifier(FIT, 1).fit(features[:60], labels[:60])
    state = fitted.__getstate__()
    assert all(isinstance(array, np.ndarray) for array in state.pop("weights").values())
    assert json.loads(json.dumps(state)) == state
    np.testing.assert_array_equal(copy.deepcopy(fitted).predict_proba(features), fitted.predict_proba(features))
    assert not hasattr(copy.deepcopy(GeneTowerClassifier(FIT, 1)), "tower_")


def test_its_steps_are_recorded_for_the_gates(patients):
    features, labels = patients
    ids = [f"P{number:03d}" for number in range(60)]
    table = pd.DataFrame(features[:60], pd.Index(ids, name="patient_id"), [f"g{n}" for n in range(40)])
    splits = pd.DataFrame(
        {"patient_id": ids, "subset": ["train"] * 40 + ["test"] * 20, "fold": [*([0, 0, 1, 1] * 10)] + [None] * 20}
    )
    settings = ClassifierSettings(title="Tower", classifier="gene_tower", most_variable=20, tower=FIT)
    fitted = []
    predict_folds(table, pd.Series(labels[:60], ids), splits, settings, 1, False, fitted)
    assert {(step.step, step.fold) for step in fitted} == {
        (step, fold) for step in ("impute", "vary", "filter", "scale", "classify") for fold in (0, 1)
    }
    assert all(len(step.patients) == 20 for step in fitted)
