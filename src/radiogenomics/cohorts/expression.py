"""Expression as one more thing that a patient of a cohort may have, besides the modalities of the images."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.identifiers import nearly_fitting
from radiogenomics.modalities import EXPRESSION
from radiogenomics.oddities import notice


def mark_expressed(scans: pd.DataFrame, expressed: Iterable[str]) -> pd.DataFrame:
    """Scans with `has_expression`, true for the baseline scan of each patient with expression.

    A patient without a scan needs a row, as `tcga.read_scans` gives one to everybody who is in a clinical table.

    Args:
        scans: one row per scan, as `read_scans` of an archive returns them.
        expressed: ids of the patients with expression.
    """
    return scans.assign(**{f"has_{EXPRESSION}": scans["patient_id"].isin(set(expressed)) & scans["baseline"]})


def patients_of_matrices(paths: Sequence[str | Path], known: Iterable[str]) -> set[str]:
    """Patients whose primary tumour is in all of some matrices of expression.

    Args:
        paths: tables, as `expression.matrix.read_matrix` reads them.
        known: ids of the patients of the cohort.

    Raises:
        InputError: a table is missing or not readable, or holds nobody of the cohort.
    """
    # Imported here: most studies read no expression.
    from radiogenomics.expression.matrix import read_matrix
    from radiogenomics.expression.patients import match_patients

    known = list(known)
    expressed = [set(read_matrix(path, known).values.index) for path in paths]
    for path, patients in zip(paths, expressed, strict=True):
        match_patients(patients, known, str(path))
        _notice_ids_that_nearly_fit(path, patients, known)
    return set.intersection(*expressed)


def _notice_ids_that_nearly_fit(path: str | Path, expressed: set[str], known: Sequence[str]) -> None:
    """Notice patients whose id is in a table in another form alone, who would count as without expression."""
    missing = [patient for patient in known if patient not in expressed]
    for patient, other in nearly_fitting(missing, sorted(expressed.difference(known))).items():
        notice(path, patient, f"no expression, but the table has {other!r}; write the ids alike")
