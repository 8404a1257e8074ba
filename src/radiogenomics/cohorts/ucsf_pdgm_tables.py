"""The table of UCSF-PDGM, and what its exams are called there and in the names of files."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import index_by_identifier
from radiogenomics.oddities import notice

# Columns and values as four public programs and descriptions give them (version 5); the file itself was not at hand.
METADATA_TABLE = re.compile(r"UCSF-PDGM-metadata(?:_v(\d+))?\.csv", re.IGNORECASE)
METADATA_EXAMPLE = "UCSF-PDGM-metadata_v5.csv"
ID_COLUMN = "ID"
SEX_COLUMN, AGE_COLUMN = "Sex", "Age at MRI"
MGMT_COLUMN, IDH_COLUMN = "MGMT status", "IDH"
CASE_COLUMN = "BraTS21 ID"
SEGMENTATION_COHORT_COLUMN, MGMT_COHORT_COLUMN = "BraTS21 Segmentation Cohort", "BraTS21 MGMT Cohort"

PATIENT_PREFIX = "UCSF-PDGM-"
PATIENT_DIGITS = 4
EXAM_NAME = r"UCSF-PDGM-\d{3,4}(?:_FU\d{3}d)?"
EXAM_EXAMPLE = "UCSF-PDGM-004"
_PARTS = re.compile(r"UCSF-PDGM-(\d{3,4})(?:_FU(\d{3})d)?", re.IGNORECASE)

FORMER_NAMES = {
    "UCSF-PDGM-0138": "UCSF-PDGM-0429_FU003d",
    "UCSF-PDGM-0175": "UCSF-PDGM-0396_FU175d",
    "UCSF-PDGM-0181": "UCSF-PDGM-0409_FU001d",
    "UCSF-PDGM-0278": "UCSF-PDGM-0431_FU001d",
    "UCSF-PDGM-0289": "UCSF-PDGM-0391_FU016d",
    "UCSF-PDGM-0315": "UCSF-PDGM-0433_FU007d",
}
"""Patients of versions 1 and 2, and of BraTS 2021's mapping, who proved to be follow-up exams of others (version 3)."""


def exam_id(text: str) -> str | None:
    """Exam that a name means, with four digits: `UCSF-PDGM-0004`, or of a follow-up `UCSF-PDGM-0429_FU003d`.

    The table writes three digits, files four; a follow-up has the number of days since the first exam. Former names
    become those of version 3.

    Returns:
        The exam, or None where the text is none.
    """
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    patient = f"{PATIENT_PREFIX}{int(match[1]):0{PATIENT_DIGITS}d}"
    return f"{patient}_FU{match[2]}d" if match[2] else FORMER_NAMES.get(patient, patient)


def patient_of_exam(exam: str) -> str:
    """Patient of an exam: a follow-up's is that of the first exam."""
    return exam.partition("_")[0]


def find_metadata(index: dict[str, list[Path]]) -> Path | None:
    """The table among some files, None where there is none; of several versions the newest, which is noticed.

    Args:
        index: files by name (`archive_tree.index_files`).

    Raises:
        InputError: two files of its name differ.
    """
    versions = {name: int(match[1] or 1) for name in index if (match := METADATA_TABLE.fullmatch(name))}
    if not versions:
        return None
    newest, *older = sorted(versions, key=lambda name: (-versions[name], name))
    for name in older:
        notice(index[name][0], None, f"not read: {newest} is there too")
    return unique_file(index, newest)


def read_metadata(path: Path) -> pd.DataFrame:
    """What the table says of every exam, as text, by exam (`exam_id`).

    `MGMT status` is positive, negative, indeterminate or unknown, `IDH` is wildtype or names a mutation (`IDH1
    p.R132H`, `mutated (NOS)`), `1p/19q` is intact, co-deletion, relative co-deletion or unknown.

    Raises:
        InputError: it cannot be read, lacks a column, or has an exam twice (of whichever digits) or malformed.
    """
    table = read_clinical_table(path, [ID_COLUMN, SEX_COLUMN, AGE_COLUMN])
    return index_by_identifier(table, ID_COLUMN, exam_id, EXAM_EXAMPLE, path).rename_axis("scan_id")
