"""Which patients of a cohort have expression."""

from collections.abc import Iterable

import pandas as pd

from radiogenomics.errors import InputError


def match_patients(expressed: Iterable[str], cohort: Iterable[str], where: str) -> pd.DataFrame:
    """Say of every patient whether the cohort and the expression have the patient.

    Args:
        expressed: ids of the patients with expression.
        cohort: ids of the patients of the cohort.
        where: file or folder of the expression, for the message.

    Returns:
        One row per patient, by id: patient_id, in_cohort, has_expression, reason (empty where both are true).

    Raises:
        InputError: no patient is in both.
    """
    expressed, cohort = set(map(str, expressed)), set(map(str, cohort))
    if not expressed & cohort:
        raise InputError(
            f"{where}: none of its {len(expressed)} patients ({_some(expressed)}) is among the {len(cohort)} of the "
            f"cohort ({_some(cohort)}); check that the ids are written alike"
        )
    rows = [
        (patient_id, patient_id in cohort, patient_id in expressed, _reason(patient_id, expressed, cohort))
        for patient_id in sorted(expressed | cohort)
    ]
    return pd.DataFrame(rows, columns=["patient_id", "in_cohort", "has_expression", "reason"])


def _reason(patient_id: str, expressed: set[str], cohort: set[str]) -> str:
    if patient_id not in expressed:
        return "no expression"
    return "" if patient_id in cohort else "not in the cohort"


def _some(ids: set[str]) -> str:
    return ", ".join(sorted(ids)[:2]) + (" …" if len(ids) > 2 else "")
