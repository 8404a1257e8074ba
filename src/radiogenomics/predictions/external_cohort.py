"""Patients of another cohort must have been seen by no fit."""

from collections.abc import Iterable

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.leakage.records import FittedStep


def refuse_seen(predictions: pd.DataFrame, steps: Iterable[FittedStep], cohort: str) -> None:
    """Refuse an external test on patients that anything was fitted to or chosen on.

    Args:
        predictions: patient_id of everybody who is predicted.
        steps: records of all fits of the study.
        cohort: name of the other cohort, for messages.

    Raises:
        InputError: a patient has the name of one that a fit saw.
    """
    predicted = set(predictions["patient_id"].astype(str))
    for step in steps:
        for patient in sorted(predicted & {*step.patients, *step.chosen_on}):
            raise InputError(
                f"cohort {cohort}: patient {patient} was seen by {step}; name the patient in `exclude_patients` of the "
                "cohort, or put the crosswalk of the collections into its folder"
            )
