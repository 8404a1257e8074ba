"""Published tables that say which patients of two collections are the same person."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import unique_file
from radiogenomics.cohorts.brats2021_tables import (
    CASE_EXAMPLE,
    COLLECTION_COLUMN,
    FOLLOW_UPS,
    MAPPING_TABLE,
    TCIA_COLUMN,
    case_id,
    read_mapping,
)
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.ucsf_pdgm_tables import (
    CASE_COLUMN,
    exam_id,
    find_metadata,
    patient_of_exam,
    read_metadata,
)
from radiogenomics.errors import InputError

RADIOLOGY_MAPPING = "radiology_mapping.csv"
HISTOLOGY_COLUMN, RADIOLOGY_COLUMN = "PatientID", "RadiologyID"
WITHOUT_RADIOLOGY = "N/A"

COLUMNS = ["patient_id_a", "patient_id_b", "crosswalk"]

UPENN_SCAN = re.compile(r"(UPENN-GBM-\d{5})_\d{2}")
NOT_AT_TCIA = ("", "new-not-previously-in-TCIA")
# UCSF-PDGM's patients stand there as bare numbers; on TCIA they are called UCSF-PDGM-0057.
COLLECTION_DIGITS = 4
NOT_IN_BRATS = ("", "unknown")


def read_crosswalks(index: dict[str, list[Path]]) -> pd.DataFrame:
    """All crosswalks among some files.

    Args:
        index: files by name (`archive_tree.index_files`).

    Returns:
        Pairs of identifiers of one person: patient_id_a, patient_id_b, crosswalk (the file's name). None where there is
        no crosswalk.

    Raises:
        InputError: a table cannot be read, lacks a column, or has a case twice or malformed.
    """
    paths = {
        brats2021_to_tcia: unique_file(index, MAPPING_TABLE),
        histology_to_upenn_gbm: unique_file(index, RADIOLOGY_MAPPING),
        ucsf_pdgm_to_brats2021: find_metadata(index),
    }
    tables = [read(path) for read, path in paths.items() if path]
    return pd.concat([pd.DataFrame(columns=COLUMNS, dtype=object), *tables], ignore_index=True)


def brats2021_to_tcia(path: Path) -> pd.DataFrame:
    """Cases of BraTS 2021 and the patients of TCIA's collections they are (`BraTS2021_MappingToTCIA.xlsx`).

    Cases that TCIA did not have before are nobody else's, as far as the table knows. A follow-up case is the patient
    whose scan it is.
    """
    mapping = read_mapping(path)
    mapping = mapping[~mapping[TCIA_COLUMN].isin(NOT_AT_TCIA)]
    patients = map(_tcia_patient, mapping[TCIA_COLUMN], mapping[COLLECTION_COLUMN])
    cases = [FOLLOW_UPS.get(case, case) for case in mapping.index]
    return _pairs(cases, list(patients), path)


def histology_to_upenn_gbm(path: Path) -> pd.DataFrame:
    """Patients of the Children's Brain Tumor Network's histology and of UPENN-GBM's scans (`radiology_mapping.csv`)."""
    mapping = read_clinical_table(path, [HISTOLOGY_COLUMN, RADIOLOGY_COLUMN])
    mapping = mapping[~mapping[RADIOLOGY_COLUMN].isin(["", WITHOUT_RADIOLOGY])]
    return _pairs(mapping[HISTOLOGY_COLUMN], mapping[RADIOLOGY_COLUMN], path)


def ucsf_pdgm_to_brats2021(path: Path) -> pd.DataFrame:
    """Cases of BraTS 2021 and the patients of UCSF-PDGM they are (`UCSF-PDGM-metadata_v5.csv`, column `BraTS21 ID`).

    Follow-ups, on both sides, are the patient whose scans they are. The first version lacks the column: no pairs.
    """
    exams = read_metadata(path)
    texts = exams.get(CASE_COLUMN, pd.Series(dtype=object))
    texts = texts[~texts.isin(NOT_IN_BRATS)]
    cases = texts.map(case_id)
    for exam in texts.index[cases.isna()]:
        raise InputError(
            f"{path}: exam {exam} has {CASE_COLUMN} {texts[exam]!r}, not one like {CASE_EXAMPLE}; export the table "
            f"again with the column {CASE_COLUMN} as text"
        )
    return _pairs([FOLLOW_UPS.get(case, case) for case in cases], [patient_of_exam(exam) for exam in cases.index], path)


def _tcia_patient(text: str, collection: str) -> str:
    """Patient of a cell: UPENN-GBM's scan becomes its patient, a bare number gets the name of its collection.

    Exams of UCSF-PDGM stand there under the names that they had before some proved to be follow-ups.
    """
    if scan := UPENN_SCAN.fullmatch(text):
        return scan[1]
    name = f"{collection}-{text.zfill(COLLECTION_DIGITS)}" if text.isdigit() else text
    exam = exam_id(name)
    return name if exam is None else patient_of_exam(exam)


def _pairs(first: list[str] | pd.Series, second: list[str] | pd.Series, path: Path) -> pd.DataFrame:
    pairs = pd.DataFrame(dict(zip(COLUMNS, (list(first), list(second), path.name), strict=True)), dtype=object)
    return pairs.drop_duplicates(ignore_index=True)
