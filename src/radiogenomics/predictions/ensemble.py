"""Ensembles: plain means of probabilities (Schmitz 2024, section 2.4)."""

from collections.abc import Sequence

import pandas as pd

from radiogenomics.errors import InputError


def average(predictions: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Average the test patients' probabilities over the members of an ensemble.

    First the mean of each input's folds is taken, then that of all inputs with equal weight. It is over inputs, not
    over the means of modality groups: in DSC+DTI+Struct every one of the 11 modalities counts 1/11.
    Rows of the subset `validation` are no members: each belongs to one fold's network alone.

    Args:
        predictions: tables with columns input, fold, subset, patient_id and probability, one or more folds each.

    Returns:
        Columns patient_id and probability, one row per test patient, sorted by patient.

    Raises:
        InputError: a patient is missing in one fold of one input or is there twice, or a probability is empty.
    """
    rows = pd.concat(predictions, ignore_index=True)
    rows = rows[rows["subset"] == "test"]
    if rows.empty:
        raise InputError("ensemble: its members hold no predictions of test patients; run their predictions again")
    _refuse_first(rows[rows["probability"].isna()], "has no probability")
    _refuse_first(rows[rows.duplicated(["input", "fold", "patient_id"])], "is there twice")
    members = rows.pivot(index="patient_id", columns=["input", "fold"], values="probability")
    absent = members.isna().stack(["input", "fold"], future_stack=True)
    _refuse_first(absent[absent].index.to_frame(index=False), "is missing")
    inputs = members.T.groupby(level="input").mean().T
    return inputs.mean(axis="columns").rename("probability").reset_index()


def _refuse_first(rows: pd.DataFrame, what: str) -> None:
    if len(rows):
        row = rows.iloc[0]
        raise InputError(
            f"ensemble: patient {row['patient_id']} {what} in the predictions of {row['input']}, "
            f"fold {row['fold']}; predict the same patients, once, with every member"
        )
