"""Models of several studies on the test patients that all of them predict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.area_tests import area_tests
from radiogenomics.evaluation.compared import Compared
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.ensembles import ensemble_probabilities

FEWEST = 5
"""Patients of either class that studies must have in common to be compared."""
JOINT = "common test patients"
"""Stands for the ensemble where models of different studies are tested against each other."""


@dataclass(frozen=True)
class SharedPatients:
    """Studies of one label whose test patients are, in part, the same.

    Attributes:
        studies: in the order in which they were given.
        probabilities: study, model (`study: model`), patient_id, probability, label; of the common patients.
    """

    studies: Sequence[Compared]
    probabilities: pd.DataFrame

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the models, and of the studies, by the names in the tables."""
        models = {key_of(each, name): title for each in self.studies for name, title in each.models.items()}
        return {**models, **{each.study: each.title for each in self.studies}}

    def areas(self) -> pd.DataFrame:
        """study, model, value (AUC), ci_low, ci_high, method, n, n_positive; a row per model."""
        rows = []
        for (study, model), own in self.probabilities.groupby(["study", "model"], sort=False):
            area = roc_area(own["label"], own["probability"], model)
            interval = {"ci_low": area.ci_low, "ci_high": area.ci_high, "method": area.method}
            size = {"n": len(own), "n_positive": int(own["label"].sum())}
            rows.append({"study": study, "model": model, "value": area.auc, **interval, **size})
        return pd.DataFrame(rows)

    def tests(self) -> pd.DataFrame:
        """Paired tests between every two models, adjusted after Holm over all of them; columns of `area_tests`."""
        return area_tests(self.probabilities.assign(ensemble=JOINT))


def key_of(study: Compared, model: str) -> str:
    """Name of a model among those of several studies."""
    return f"{study.study}: {model}"


def shared_patients(studies: Sequence[Compared], predictions: Mapping[str, pd.DataFrame]) -> list[SharedPatients]:
    """Groups of studies that share a label and test patients; a study that shares none is a group by itself.

    A study joins the first group with which it has at least five patients of either class in common. Where models of
    one study predict different patients, those that all of them predict count. Simulated patients of one name with
    different labels are of different simulations, and are not the same.

    Args:
        studies: at least one.
        predictions: rows of predictions.csv of each study, by its name.

    Raises:
        InputError: a real patient has different labels in two studies of one label.
    """
    groups: list[SharedPatients] = []
    for study in studies:
        own = SharedPatients([study], _common(_probabilities(study, predictions[study.study])))
        for number, group in enumerate(groups):
            if (joined := _joined(group, own)) is not None:
                groups[number] = joined
                break
        else:
            groups.append(own)
    return groups


def _probabilities(study: Compared, predictions: pd.DataFrame) -> pd.DataFrame:
    rows = predictions[predictions["model"].isin(list(study.models))]
    rows = rows.assign(patient_id=rows["patient_id"].astype(str))
    tested = rows[rows["subset"] == "test"]
    labels = tested[["patient_id", "label"]].drop_duplicates()
    tables = []
    for model, inputs in study.inputs.items():
        own = rows[rows["model"] == model].drop(columns="label")
        found = ensemble_probabilities(own, labels, {model: list(inputs)})
        tables.append(found.assign(study=study.study, model=key_of(study, model)))
    return pd.concat(tables, ignore_index=True)[["study", "model", "patient_id", "probability", "label"]]


def _common(probabilities: pd.DataFrame) -> pd.DataFrame:
    """Rows of the patients that every model predicts."""
    counts = probabilities.groupby("patient_id")["model"].nunique()
    everywhere = counts.index[counts == probabilities["model"].nunique()]
    return probabilities[probabilities["patient_id"].isin(everywhere)].reset_index(drop=True)


def _joined(group: SharedPatients, own: SharedPatients) -> SharedPatients | None:
    first, study = group.studies[0], own.studies[0]
    if (first.label, first.simulated) != (study.label, study.simulated):
        return None
    both = pd.concat([group.probabilities, own.probabilities], ignore_index=True)
    common = _common(both)
    labels = common.drop_duplicates(["patient_id", "label"])
    for patient in labels["patient_id"][labels["patient_id"].duplicated()]:
        if first.simulated:
            # Other simulations call other patients by the same names.
            return None
        raise InputError(
            f"{study.predictions}: patient {patient} has another {study.label} than in {first.predictions}; correct "
            "the label of one of the studies, or give it another title"
        )
    if labels["label"].value_counts().reindex([0, 1], fill_value=0).min() < FEWEST:
        return None
    return replace(group, studies=[*group.studies, study], probabilities=common)
