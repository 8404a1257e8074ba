"""Outcomes of treatment of TCGA's glioma patients: of the first course (Liu 2018), and of GDC's treatments."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import index_by_identifier
from radiogenomics.cohorts.spreadsheets import read_spreadsheet
from radiogenomics.cohorts.tcga_tables import PATIENT, PATIENT_EXAMPLE
from radiogenomics.cohorts.treatments import COLUMNS, OUTCOME_COLUMN, first_outcomes

# Liu 2018, table S1: the Clinical Data Resource of the Pan-Cancer Atlas, 11,160 patients of 33 kinds of cancer.
CLINICAL_RESOURCE = "TCGA-CDR-SupplementalTableS1.xlsx"
PATIENT_COLUMN, CANCER_COLUMN = "bcr_patient_barcode", "type"
FIRST_COURSE = "treatment_outcome_first_course"
GLIOMAS = ("GBM", "LGG")

TREATMENTS = "gdc_treatments.csv"
"""What `downloads.gdc_cases.write_cases` writes."""
GDC_OUTCOME = f"{OUTCOME_COLUMN}_gdc"


def read_outcomes(index: dict[str, list[Path]]) -> pd.DataFrame:
    """Outcomes as text by patient, of those tables that are there.

    Columns: treatment_outcome_first_course, in the words of Liu 2018 (`Complete Remission/Response` …,
    `[Not Available]`); treatment_outcome_gdc, in GDC's (`treatments.first_outcomes` says which of several treatments
    counts). A patient who is not in a table is empty there.

    Args:
        index: files by name (`archive_tree.index_files`).

    Raises:
        InputError: a table cannot be read, lacks a column, or has a patient twice or malformed.
    """
    first_course, treatments = (unique_file(index, name) for name in (CLINICAL_RESOURCE, TREATMENTS))
    tables = []
    if first_course:
        table = read_spreadsheet(first_course, [PATIENT_COLUMN, CANCER_COLUMN, FIRST_COURSE])
        table = table[table[CANCER_COLUMN].isin(GLIOMAS)].reset_index(drop=True)
        table = index_by_identifier(table, PATIENT_COLUMN, _patient, PATIENT_EXAMPLE, first_course)
        tables.append(table[[FIRST_COURSE]])
    if treatments:
        outcomes = first_outcomes(read_clinical_table(treatments, COLUMNS))
        tables.append(outcomes[[OUTCOME_COLUMN]].rename(columns={OUTCOME_COLUMN: GDC_OUTCOME}))
    if not tables:
        return pd.DataFrame(index=pd.Index([], dtype=object))
    return pd.concat(tables, axis=1).fillna("").sort_index()


def _patient(text: str) -> str | None:
    return text if re.fullmatch(PATIENT, text) else None
