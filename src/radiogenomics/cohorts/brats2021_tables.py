"""Tables of BraTS 2021 and of the RSNA-MICCAI competition, which number their cases alike."""

import logging
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import index_by_identifier, whole_number
from radiogenomics.cohorts.spreadsheets import read_spreadsheet
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

# The table's columns as public programs that read it name them; the file itself was not at hand.
MAPPING_TABLE = "BraTS2021_MappingToTCIA.xlsx"
CASE_COLUMN = "BraTS2021 ID"
COLLECTION_COLUMN = "Data Collection (as on TCIA+additional)"
SITE_COLUMN = "Site ID"
TCIA_COLUMN = "PatientID on TCIA Radiology Portal"
TASK_1_COLUMN = "Segmentation (Task 1) Cohort"
TASK_2_COLUMN = "MGMT (Task 2) Cohort"
MGMT_COLUMN = "MGMT value"

COMPETITION_TABLE = "train_labels.csv"
COMPETITION_CASE_COLUMN = "BraTS21ID"
COMPETITION_MGMT_COLUMN = "MGMT_value"

CASE_PREFIX = "BraTS2021_"
CASE_DIGITS = 5
CASE_EXAMPLE = "BraTS2021_00000"

# Two cases are follow-up scans, three and seven days later, of patients who are other cases: UCSF-PDGM renamed its
# patients 138 and 315 to UCSF-PDGM-0429_FU003d and UCSF-PDGM-0433_FU007d (UCSF-PDGM-metadata_v5.csv, columns `ID` and
# `BraTS21 ID`; read from two public descriptions of that table). `BraTS2021_MappingToTCIA.xlsx` still has the old ids.
FOLLOW_UPS = {"BraTS2021_00557": "BraTS2021_00639", "BraTS2021_00758": "BraTS2021_00626"}


def case_id(text: str) -> str | None:
    """Case such as `BraTS2021_00169` that a cell means: with its name, or as a bare number (`00169`, `169`).

    Returns:
        The case, or None where the text is none or digits may have been lost.
    """
    number = text.removeprefix(CASE_PREFIX)
    if number != text and len(number) != CASE_DIGITS:
        return None
    value = whole_number(number)
    return None if value is None or value >= 10**CASE_DIGITS else f"{CASE_PREFIX}{value:0{CASE_DIGITS}d}"


def read_case_tables(index: dict[str, list[Path]], local_dir: Path) -> pd.DataFrame:
    """What the two tables say of each case, as text; of a case that one of them lacks, its cells are empty.

    Args:
        index: files by name (`archive_tree.index_files`).
        local_dir: their folder, for error messages.

    Returns:
        Rows by scan_id (`BraTS2021_00000`) with the columns of the tables that are there: of the mapping to TCIA the
        `MGMT value` (1 methylated, 0 not) of training and validation cases, of the competition the `MGMT_value` of
        training cases. Where they disagree, a warning names the cases; none is preferred.

    Raises:
        InputError: neither table is there, or one cannot be read, lacks a column, or has a case twice or malformed.
    """
    tables = []
    if mapping := unique_file(index, MAPPING_TABLE):
        tables.append(read_mapping(mapping))
    if competition := unique_file(index, COMPETITION_TABLE):
        labels = read_clinical_table(competition, [COMPETITION_CASE_COLUMN, COMPETITION_MGMT_COLUMN])
        tables.append(index_by_identifier(labels, COMPETITION_CASE_COLUMN, case_id, CASE_EXAMPLE, competition))
    if not tables:
        raise InputError(
            f"{local_dir}: neither {MAPPING_TABLE!r} nor {COMPETITION_TABLE!r} in it or below; download one of them, "
            "or correct `local_dir` of the cohort"
        )
    cases = pd.concat(tables, axis=1).fillna("").rename_axis("scan_id")
    if len(tables) == 2:
        _report_disagreement(cases)
    return cases


def read_mapping(path: Path) -> pd.DataFrame:
    """The mapping of cases to TCIA's patients, by case.

    Raises:
        InputError: it cannot be read, lacks a column, or has a case twice or malformed.
    """
    columns = [CASE_COLUMN, COLLECTION_COLUMN, SITE_COLUMN, TCIA_COLUMN, TASK_1_COLUMN, TASK_2_COLUMN, MGMT_COLUMN]
    return index_by_identifier(read_spreadsheet(path, columns), CASE_COLUMN, case_id, CASE_EXAMPLE, path)


def describe_cases(cases: pd.DataFrame, found: set[str]) -> pd.DataFrame:
    """Rows for `scan_table`: all cases of the tables and those found; neither archive knows ages and sexes."""
    scans = pd.DataFrame(index=pd.Index(sorted(set(cases.index) | found), name="scan_id"))
    scans["patient_id"] = [FOLLOW_UPS.get(case, case) for case in scans.index]
    scans["baseline"] = ~scans.index.isin(list(FOLLOW_UPS))
    sites = cases.get(SITE_COLUMN, pd.Series(dtype=object)).reindex(scans.index).fillna("")
    return scans.assign(fault="", site=("site " + sites).where(sites != "", ""), age=float("nan"), sex=float("nan"))


def _report_disagreement(cases: pd.DataFrame) -> None:
    both = cases[(cases[MGMT_COLUMN] != "") & (cases[COMPETITION_MGMT_COLUMN] != "")]
    differing = both.index[both[MGMT_COLUMN] != both[COMPETITION_MGMT_COLUMN]]
    if len(differing):
        logger.warning(
            "%s and %s disagree on the MGMT status of %d case(s): %s",
            *(MAPPING_TABLE, COMPETITION_TABLE, len(differing), ", ".join(differing)),
        )
