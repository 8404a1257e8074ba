"""Classifiers of tables of features, written in a format without pickle and read with a list of trusted types."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import skops.io
from sklearn.pipeline import Pipeline

from radiogenomics.bundles.alike_patients import alike_patients
from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import describe_training, distance_percentile
from radiogenomics.bundles.form import Files, Form, Written
from radiogenomics.bundles.layout import CLASSIFIER, model_file
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.probability import Probability
from radiogenomics.bundles.ranges import compare_ranges, describe_ranges
from radiogenomics.bundles.result import Result
from radiogenomics.bundles.scans import Noticed
from radiogenomics.checking.patients import Patient
from radiogenomics.classifiers.fit import fit_folds
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.features.cells import numeric_cells
from radiogenomics.features.inputs import input_features
from radiogenomics.files import atomic_path, nearest, read_table
from radiogenomics.images.labels import LabelConvention

TRUSTED = (
    "numpy.dtype",
    "radiogenomics.classifiers.gene_tower.GeneTowerClassifier",
    "radiogenomics.classifiers.most_variable.MostVariable",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.feature_selection._univariate_selection.f_classif",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.model_selection._split.StratifiedKFold",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.tree._tree.Tree",
)
"""Types, besides those that skops trusts itself, of which `classifiers.pipeline` builds; nothing else is loaded.

The gene tower is written as arrays and plain values (`classifiers.gene_tower`)."""
ALL_FEATURES = "features"
"""What is compared with the training patients: all features of an input together."""
TOLERANCE = 1e-6
"""Largest difference between a probability of the study and that of the classifier that is written."""
MOST_NAMED = 4


class FeatureForm(Form):
    """Numbers of a table, one row per patient."""

    needs_scans = False
    result: ClassVar[Result] = Probability()

    def write(self, files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> Written:
        """Fit the classifiers of all folds again, compare them with the study's predictions, and write them.

        Files are tables, labels, splits and predictions. Fits keep no classifier; the same seed gives the same one.

        Raises:
            InputError: also where a classifier predicts otherwise than the study did.
        """
        (name,) = description["inputs"]
        tables = dict(zip(description["tables"], map(read_table, files["tables"]), strict=True))
        features = input_features(tables, description["features"], description["modalities"])
        labels = read_table(*files["labels"]).set_index("patient_id")["label"]
        splits = read_table(*files["splits"])
        patients = splits[splits["group"] == description["group"]]
        settings = ClassifierSettings(**description["model"], title=description["model_title"])
        predictions = read_table(*files["predictions"])
        test = predictions[predictions["subset"] == "test"]
        for fold, _, classifier in fit_folds(features, labels, patients, settings, description["seed"]):
            _refuse_other_predictions(classifier, features, test[test["fold"] == fold], *files["predictions"])
            with atomic_path(folder / model_file(name, fold, CLASSIFIER)) as temporary:
                skops.io.dump(classifier, temporary, compression=zipfile.ZIP_DEFLATED)
        training = features.loc[patients.loc[patients["subset"] == "train", "patient_id"]].to_numpy(float)
        inputs = {name: {**description["inputs"][name], "channels": list(features)}}
        described = {**describe_training(training), **describe_ranges(training)}
        return Written({"inputs": inputs}, list(features), {ALL_FEATURES: described})

    def predict(
        self, bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None
    ) -> Outcome:
        """Predict one patient from the cells of a row; what is empty is filled by the classifier's own medians."""
        (name,) = bundle.inputs
        features = _numbers(patient, bundle.channels)
        rows = [
            {
                "input": name,
                "fold": fold,
                "patient_id": patient.identifier,
                "probability": float(_read_classifier(bundle, name, fold).predict_proba(features)[0, 1]),
                "n_draws": 1,
                "sd_draws": 0.0,
            }
            for fold in range(bundle.folds)
        ]
        values = features.to_numpy(float)[0]
        training = bundle.training[ALL_FEATURES]
        percentile = distance_percentile(values, training)[1]
        missing = [feature for feature, value in zip(features, values, strict=True) if np.isnan(value)]
        suspicions = compare_ranges(values, list(features), training)
        return Outcome(pd.DataFrame(rows), {ALL_FEATURES: percentile}, missing, suspicions=suspicions)

    def suspicions(self, bundle: Bundle, patients: Sequence[Patient]) -> dict[str, list[Noticed]]:
        """Patients who have the features of another."""
        return alike_patients(patients, bundle.channels)

    def sequences(self, bundle: Bundle) -> list[str]:
        """None: features are numbers of a table."""
        return []

    def asked_of(self, description: Mapping[str, Any]) -> str:
        """How many features, and where their names stand."""
        (each,) = description["inputs"].values()
        return (
            f"A table with a column patient_id and {len(each['channels'])} columns of features, computed as those of "
            "the training patients were. Their names are in `configs/ensemble.json`, `channels`."
        )

    def example(self, description: Mapping[str, Any]) -> str:
        """Options of `radiogenomics predict`: one table of features."""
        return "--patients features.csv"

    def data_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """A row of numbers."""
        (each,) = description["inputs"].values()
        return {
            "features": {
                "type": "tabular",
                "num_channels": len(each["channels"]),
                "dtype": "float64",
                "channel_def": {str(number): name for number, name in enumerate(each["channels"])},
            }
        }


def _refuse_other_predictions(classifier: Pipeline, features: pd.DataFrame, test: pd.DataFrame, path: str) -> None:
    """Refuse to export another classifier than the one whose performance is reported."""
    if test.empty:
        raise InputError(
            f"{path}: a fold predicts no test patient, so that its classifier cannot be compared; delete it"
        )
    found = classifier.predict_proba(features.loc[test["patient_id"]])[:, 1]
    difference = float(np.abs(found - test["probability"].to_numpy()).max())
    # A probability that is missing is another one, too.
    if not difference <= TOLERANCE:
        raise InputError(
            f"{path}: the classifier fitted again differs from it by up to {difference:.2g}; run the workflow again "
            "with the versions that are installed now"
        )


def _numbers(patient: Patient, names: list[str]) -> pd.DataFrame:
    """The model's features of a patient, one row."""
    if not patient.cells:
        raise InputError(
            f"patient {patient.identifier}: the model reads {len(names)} features and no scans; give their table by "
            "`--patients features.csv`, with a column patient_id"
        )
    absent = [name for name in names if name not in patient.cells]
    if absent:
        more = f" and {len(absent) - MOST_NAMED} more" if len(absent) > MOST_NAMED else ""
        raise InputError(
            f"patient {patient.identifier}: the table has no column {', '.join(absent[:MOST_NAMED])}{more}"
            f"{nearest(absent[0], patient.cells)}; the model was trained on {len(names)} features: add them"
        )
    texts = pd.DataFrame([[patient.cells[name] for name in names]], index=[patient.identifier], columns=names)
    numbers = numeric_cells(texts, "table of features")
    if numbers.isna().all(axis=None):
        raise InputError(f"patient {patient.identifier}: no feature has a value; fill in the row, or remove it")
    return numbers


def _read_classifier(bundle: Bundle, name: str, fold: int) -> Pipeline:
    path = bundle.folder / model_file(name, fold, CLASSIFIER)
    try:
        return skops.io.load(path, trusted=list(TRUSTED))
    except (
        skops.io.exceptions.UntrustedTypesFoundException,
        TypeError,
        ValueError,
        KeyError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path}: no classifier of this project ({reason}); export the model again") from None
