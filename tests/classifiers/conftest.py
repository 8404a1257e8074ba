import numpy as np
import pandas as pd
import pytest

from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.splits.folds import validation_folds
from radiogenomics.splits.settings import SplitSettings


@pytest.fixture(scope="session")
def settings():
    """Function that gives the settings of a small classifier."""

    def small(classifier: str, **keys) -> ClassifierSettings:
        return ClassifierSettings(title=classifier, classifier=classifier, **{"trees": 50, "leaf_patients": 3, **keys})

    return small


@pytest.fixture
def patients():
    """Features of 60 patients, of which `signal` tells the label apart, and the label itself."""
    random = np.random.default_rng(0)
    ids = pd.Index([f"P{number:02}" for number in range(60)], name="patient_id")
    labels = pd.Series(np.arange(60) % 2, ids, name="label")
    features = pd.DataFrame(random.normal(size=(60, 6)), ids, columns=[*"abcde", "signal"])
    features["signal"] += 3 * labels
    return features, labels


@pytest.fixture
def split(patients):
    """Rows of splits.csv: the first 40 patients train in 4 folds, 15 are tested, 5 are not used."""
    _, labels = patients
    folds = validation_folds(labels[:40], SplitSettings(folds=4), "all")
    subset = ["train"] * 40 + ["test"] * 15 + ["unused"] * 5
    return pd.DataFrame({"patient_id": labels.index, "subset": subset, "fold": folds.reindex(labels.index).to_numpy()})
