"""Two published tables of TCGA's glioma patients: labels of those who were imaged, and molecular subtypes."""

import logging
import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import index_by_identifier
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

# van der Voort 2023, supplement: 627 patients of seven collections; -1 is not known.
LABEL_TABLE = "included_patient_labels.csv"
LABEL_PATIENT_COLUMN, COLLECTION_COLUMN = "Patient", "Data Collection"
COLLECTIONS = ("TCGA-GBM", "TCGA-LGG")

# Ceccarelli 2016, table S1, as TCGAbiolinks gives it; an empty cell is not known.
SUBTYPE_TABLE = "ceccarelli2016_lgg_gbm_subtype_from_TCGAbiolinks.csv"
SUBTYPE_PATIENT_COLUMN = "patient"
AGE_COLUMN, SEX_COLUMN = "Age..years.at.diagnosis.", "Gender"
# Both tables have a column Grade.
RENAMED = {"Grade": "Grade_ceccarelli"}

# One patient has a letter more than the others, TCGA-EZ-7265A.
PATIENT = r"TCGA-\w{2}-\w{4}[A-Z]?"
PATIENT_EXAMPLE = "TCGA-02-0006"

# Columns that say the same in the two tables, and the second's words for what the first says.
SAME_MEANING = {
    ("IDH_mutated", "IDH.status"): {"WT": "0", "Mutant": "1"},
    ("1p19q_codeleted", "X1p.19q.codeletion"): {"non-codel": "0", "codel": "1"},
    ("Grade", "Grade_ceccarelli"): {"G2": "2", "G3": "3", "G4": "4"},
}
NOT_KNOWN = ("-1", "")


def read_patient_tables(index: dict[str, list[Path]], local_dir: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables of labels and of subtypes, each as text by patient; one that is not there is empty.

    Where both know something of a patient and differ, a warning names the patients; none is preferred.

    Args:
        index: files by name (`archive_tree.index_files`).
        local_dir: their folder, for error messages.

    Raises:
        InputError: neither is there, or one cannot be read, lacks a column, or has a patient twice or malformed.
    """
    paths = [unique_file(index, name) for name in (LABEL_TABLE, SUBTYPE_TABLE)]
    if not any(paths):
        raise InputError(
            f"{local_dir}: neither {LABEL_TABLE!r} nor {SUBTYPE_TABLE!r} in it or below; put one of them there, or "
            "correct `local_dir` of the cohort"
        )
    labels, subtypes = (pd.DataFrame(index=pd.Index([], dtype=object)) for _ in paths)
    if paths[0]:
        labels = _read_labels(paths[0])
    if paths[1]:
        subtypes = _read_subtypes(paths[1])
    if all(paths):
        _report_disagreements(labels, subtypes)
    return labels, subtypes


def _read_labels(path: Path) -> pd.DataFrame:
    table = read_clinical_table(path, [COLLECTION_COLUMN, LABEL_PATIENT_COLUMN, *(first for first, _ in SAME_MEANING)])
    table = table[table[COLLECTION_COLUMN].isin(COLLECTIONS)]
    return index_by_identifier(table, LABEL_PATIENT_COLUMN, _patient, PATIENT_EXAMPLE, path)


def _read_subtypes(path: Path) -> pd.DataFrame:
    columns = [SUBTYPE_PATIENT_COLUMN, AGE_COLUMN, SEX_COLUMN, "Grade", "IDH.status", "X1p.19q.codeletion"]
    table = read_clinical_table(path, columns).rename(columns=RENAMED)
    return index_by_identifier(table, SUBTYPE_PATIENT_COLUMN, _patient, PATIENT_EXAMPLE, path)


def _patient(text: str) -> str | None:
    return text if re.fullmatch(PATIENT, text) else None


def _report_disagreements(labels: pd.DataFrame, subtypes: pd.DataFrame) -> None:
    both = labels.index.intersection(subtypes.index)
    for (first, second), words in SAME_MEANING.items():
        ours, theirs = labels.loc[both, first], subtypes.loc[both, second].replace(words)
        known = ~ours.isin(NOT_KNOWN) & ~theirs.isin(NOT_KNOWN)
        differing = both[known & (ours != theirs)]
        if len(differing):
            logger.warning(
                "%s of %s and %s of %s disagree on %d patient(s): %s",
                *(first, LABEL_TABLE, second, SUBTYPE_TABLE, len(differing), ", ".join(differing)),
            )
