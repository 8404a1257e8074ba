"""A classifier is written without pickle, and read with nothing but the types that it consists of."""

import zipfile

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.features import FeatureForm
from radiogenomics.checking.patients import Patient
from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError

STAGE = {"epochs": 2, "learning_rate": 1e-2}
KINDS = {
    "forest": {"trees": 20, "leaf_patients": 2, "most_variable": 5, "select": 4, "pca": 0.9},
    "elastic_net": {"select": 4},
    "gradient_boosting": {"boosting_rounds": 10, "leaf_patients": 2},
    "svm": {},
    "nearest_neighbours": {},
    "majority": {},
    "gene_tower": {"tower": {"reconstruction": STAGE, "classification": STAGE, "bottleneck": 3}},
}
NAMES = [f"feature_{number}" for number in range(6)]


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(1)
    ids = [f"P{number:02}" for number in range(40)]
    features = pd.DataFrame(random.normal(size=(40, 6)), index=pd.Index(ids, name="patient_id"), columns=NAMES)
    features.iloc[3, 2] = np.nan
    labels = pd.Series((features["feature_0"] + random.normal(size=40) > 0).astype(int), name="label")
    splits = pd.DataFrame({"patient_id": ids, "group": "g", "subset": "train", "fold": [n % 2 for n in range(40)]})
    splits.loc[30:, ["subset", "fold"]] = "test", np.nan
    return features, labels, splits


@pytest.fixture
def written(data, tmp_path):
    """Function that fits a kind of classifier, writes it, and returns the study's predictions and the bundle."""

    def write(kind, changed=0.0, folds=(0, 1)):
        features, labels, splits = data
        section = {"classifier": kind, **KINDS[kind]}
        settings = ClassifierSettings(**section, title="C")
        predictions, _ = predict_folds(features, labels, splits[splits.group == "g"], settings, 5, importance=False)
        predictions["probability"] += changed
        predictions = predictions[predictions["fold"].isin(folds)]
        for name, table in (("features", features.reset_index()), ("splits", splits), ("predictions", predictions)):
            table.to_csv(tmp_path / f"{name}.csv", index=False)
        labels.reset_index().to_csv(tmp_path / "labels.csv", index=False)
        files = {name: [tmp_path / f"{name}.csv"] for name in ("labels", "splits", "predictions")}
        files["tables"] = [tmp_path / "features.csv"]
        description = {
            **{"inputs": {"mine": {"share": 1.0}}, "tables": ["mine"], "features": None, "modalities": ["T1"]},
            **{"group": "g", "model": section, "model_title": "C", "seed": 5, "folds": 2},
        }
        found = FeatureForm().write(files, description, 1, tmp_path / "model")
        bundle = Bundle(tmp_path / "model", {**description, **found.description}, [], dict(found.training))
        return predictions[predictions["subset"] == "test"], bundle

    return write


def ask(bundle, cells):
    return FeatureForm().predict(bundle, Patient("P30", {}, cells), compute_on("cpu"), None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_classifier_predicts_as_in_the_study(kind, written, data):
    predictions, bundle = written(kind)
    cells = {name: repr(value) for name, value in data[0].loc["P30"].items()}
    outcome = ask(bundle, {**cells, "patient_id": "P30", "notes": "text"})
    expected = predictions[predictions["patient_id"] == "P30"].set_index("fold")["probability"]
    found = outcome.predictions.set_index("fold")["probability"]
    assert np.abs(found - expected).max() < 1e-9 and len(found) == 2 and not outcome.missing


def test_a_value_far_outside_of_what_the_training_patients_had_is_told(written, data):
    _, bundle = written("elastic_net")
    cells = {name: repr(value) for name, value in data[0].loc["P30"].items()}
    assert not ask(bundle, cells).suspicions
    (found,) = ask(bundle, {**cells, "feature_4": "-70.5"}).suspicions
    assert found["severity"] == "suspicion" and "as feature_4, which is -70.5 here and from -" in found["what"]


def test_an_empty_cell_is_filled_and_said_and_an_absent_column_is_refused(written, data):
    _, bundle = written("elastic_net")
    cells = {name: repr(value) for name, value in data[0].loc["P30"].items()}
    assert ask(bundle, {**cells, "feature_1": ""}).missing == ["feature_1"]
    with pytest.raises(InputError, match=r"patient P30: the table has no column feature_1 \(nearest: 'featur_1'\)"):
        ask(bundle, {"featur_1": cells.pop("feature_1"), **cells})
    with pytest.raises(InputError, match="no feature has a value"):
        ask(bundle, dict.fromkeys(NAMES, ""))
    with pytest.raises(InputError, match=r"the model reads \d+ features and no scans; .* `--patients features\.csv`"):
        ask(bundle, {})


def test_a_classifier_that_predicts_otherwise_than_the_study_is_not_written(written):
    with pytest.raises(
        InputError, match=r"predictions\.csv: the classifier fitted again differs from it by up to 0\.01"
    ):
        written("elastic_net", changed=0.01)


def test_a_classifier_that_cannot_be_compared_with_the_study_is_not_written(written):
    with pytest.raises(InputError, match="the classifier fitted again differs from it by up to nan"):
        written("elastic_net", changed=np.nan)
    with pytest.raises(InputError, match=r"predictions\.csv: a fold predicts no test patient"):
        written("elastic_net", folds=[0])


def test_a_file_that_is_no_archive_is_not_read(written):
    _, bundle = written("majority")
    (path, *_) = sorted((bundle.folder / "models").iterdir())
    path.write_bytes(b"no archive")
    with pytest.raises(InputError, match="no classifier of this project"):
        ask(bundle, dict.fromkeys(NAMES, "1"))


def test_other_types_than_those_of_classifiers_are_not_read(written):
    _, bundle = written("majority")
    (path, *_) = sorted((bundle.folder / "models").iterdir())
    skops.io.dump(Pipeline([("run", FunctionTransformer(np.save))]), path, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(InputError, match="no classifier of this project"):
        ask(bundle, dict.fromkeys(NAMES, "1"))
