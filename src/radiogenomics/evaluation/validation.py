"""Probabilities of the validation patients, each predicted by models that were not fitted to that patient."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError


def validation_probabilities(
    predictions: pd.DataFrame, labels: pd.DataFrame, ensembles: Mapping[str, list[str]]
) -> pd.DataFrame:
    """Probabilities of every model's ensembles for the patients who validate in every input of the ensemble.

    Each patient validates in one fold of each input; the mean over the inputs is the ensemble's probability. On test
    patients the mean over folds is taken first, so a threshold that is chosen here fits them only approximately.

    Args:
        predictions: model, input, fold, subset, patient_id, probability of one or more models.
        labels: patient_id and label of the training patients, and of nobody else.
        ensembles: inputs that each ensemble averages, by the ensemble's name.

    Returns:
        model, ensemble, patient_id, probability, label. A model that was not given all inputs of an ensemble, or has
        no validation predictions of them, has no rows.

    Raises:
        InputError: a validation patient is there twice, has no probability, or is no training patient.
    """
    rows = predictions[predictions["subset"] == "validation"]
    for row in rows[rows["probability"].isna()].itertuples():
        raise InputError(f"predictions of {row.model} from {row.input}: no probability of {row.patient_id}")
    for row in rows[rows.duplicated(["model", "input", "patient_id"])].itertuples():
        raise InputError(
            f"predictions of {row.model} from {row.input}: {row.patient_id} validates in two folds; predict again"
        )
    for row in rows[~rows["patient_id"].isin(labels["patient_id"])].itertuples():
        raise InputError(
            f"predictions of {row.model} from {row.input}: {row.patient_id} validates but is no training patient of "
            "labels/train.csv; a threshold must not be chosen on anyone else"
        )
    parts = []
    for model, of_model in rows.groupby("model", sort=False):
        by_input = of_model.pivot(index="patient_id", columns="input", values="probability")
        for name, inputs in ensembles.items():
            if set(inputs) <= set(by_input.columns):
                mean = by_input[inputs].dropna().mean(axis="columns").rename("probability").reset_index()
                parts.append(mean.assign(model=model, ensemble=name))
    if not parts:
        return pd.DataFrame(columns=["model", "ensemble", "patient_id", "probability", "label"])
    table = pd.concat(parts, ignore_index=True).merge(labels, on="patient_id", validate="many_to_one")
    return table[["model", "ensemble", "patient_id", "probability", "label"]]


def constant_ensembles(predictions: pd.DataFrame, ensembles: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Model and ensemble of those whose networks or classifiers each give all validation patients one probability.

    Such probabilities differ from fold to fold, with the share of positives among the training patients, and tell no
    patient of a fold from another: a threshold between them would divide folds.

    Args:
        predictions: as for `validation_probabilities`.
        ensembles: inputs that each ensemble averages, by the ensemble's name.
    """
    rows = predictions[predictions["subset"] == "validation"]
    differing = rows.groupby(["model", "input", "fold"], sort=False)["probability"].nunique()
    constant = (differing <= 1).groupby(["model", "input"], sort=False).all()
    return [
        (model, name)
        for model, of_model in constant.groupby("model", sort=False)
        for name, inputs in ensembles.items()
        if all(of_model.get((model, item), False) for item in inputs)
    ]
