"""The UPENN-GBM archive (10.7937/TCIA.709X-DN49, version 2): its tables and where its images lie."""

import logging
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.errors import InputError
from radiogenomics.files import nearest

logger = logging.getLogger(__name__)

CLINICAL_TABLE = "UPENN-GBM_clinical_info_v2.1.csv"
AVAILABILITY_TABLE = "UPENN-GBM_data_availability.csv"

SCAN_ID = r"^(?P<patient_id>(?P<site>[A-Za-z][A-Za-z-]*)-\d{5})_\d{2}$"
SCAN_ID_EXAMPLE = "UPENN-GBM-00001_11"
BASELINE_SUFFIX = "_11"
OLDEST_AGE = 120

# Columns of the availability table by what the `has_` columns are called.
IMAGING_COLUMNS = {
    **dict.fromkeys(["T1", "T1GD", "T2", "FLAIR"], "Structural imaging"),
    **dict.fromkeys(["DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR"], "DTI imaging"),
    **dict.fromkeys(["DSC_ap-rCBV", "DSC_PH", "DSC_PSR"], "DSC imaging"),
}
SEGMENTATION_COLUMNS = {
    "automatic": "Automatic Tumor Segmentation",
    "corrected": "Corrected Tumor Segmentation",
}
SEGMENTATION_SUFFIXES = {"automatic": "automated_approx_segm", "corrected": "segm"}
AVAILABLE = {"available": True, "not available": False}


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per scan of a copy of the archive.

    Columns: patient_id, scan_id, baseline (whether it is the preoperative scan), fault (always empty: the archive calls
    no scan faulty), site (the collection that the id names), the clinical columns under the archive's own names, age
    (years), sex (`M`, `F`), `has_<modality>`, has_automatic and has_corrected (what the availability table promises),
    `path_<modality>`, path_automatic and path_corrected (what lies in `local_dir`; empty where nothing does). The two
    tables alone suffice: an image that is not there matters only to who opens it. An age or sex that cannot be read is
    missing, and a warning names the scan.

    Args:
        local_dir: folder that holds the tables and images, at any depth.
        modalities: modalities of interest, by the archive's file suffix (`T1GD`, `DSC_ap-rCBV` …).

    Raises:
        InputError: a table is missing, not readable or lacks a column; an id is malformed, there twice, or only in one
            of the tables; an availability is neither `available` nor `not available`; two files of one name differ.
    """
    _refuse_unknown_modalities(modalities)
    index = index_files(local_dir)
    columns = {modality: IMAGING_COLUMNS[modality] for modality in modalities} | SEGMENTATION_COLUMNS
    clinical = _read_by_scan(_table_path(index, local_dir, CLINICAL_TABLE), ["Gender", "Age_at_scan_years"])
    availability = _read_by_scan(_table_path(index, local_dir, AVAILABILITY_TABLE), sorted(set(columns.values())))
    _refuse_differing_scans(clinical.index, availability.index)
    scans = clinical.index.to_series().str.extract(SCAN_ID)
    scans.insert(1, "scan_id", clinical.index)
    scans = scans.assign(baseline=clinical.index.str.endswith(BASELINE_SUFFIX), fault="")
    scans = scans.join(clinical)
    scans["age"] = _ages(clinical["Age_at_scan_years"])
    scans["sex"] = _sexes(clinical["Gender"])
    for name, column in columns.items():
        scans[f"has_{name}"] = _availability(availability[column])
    for name, suffix in ({modality: modality for modality in modalities} | SEGMENTATION_SUFFIXES).items():
        files = [unique_file(index, f"{scan_id}_{suffix}.nii.gz") for scan_id in scans["scan_id"]]
        scans[f"path_{name}"] = ["" if file is None else str(file) for file in files]
    return scans.reset_index(drop=True)


def _refuse_unknown_modalities(modalities: list[str]) -> None:
    for modality in modalities:
        if modality not in IMAGING_COLUMNS:
            raise InputError(
                f"modality {modality!r} is not in UPENN-GBM{nearest(modality, IMAGING_COLUMNS)}; "
                f"use some of {', '.join(IMAGING_COLUMNS)}"
            )


def _table_path(index: dict[str, list[Path]], local_dir: Path, name: str) -> Path:
    path = unique_file(index, name)
    if path is None:
        raise InputError(
            f"{local_dir}: no {name!r} in it or below{nearest(name, index)}; "
            "download it from the collection's page, or correct `local_dir` of the cohort"
        )
    return path


def _read_by_scan(path: Path, columns: list[str]) -> pd.DataFrame:
    """Table indexed by its `ID` column, whose values are checked."""
    table = read_clinical_table(path, ["ID", *columns])
    for row, scan_id in table["ID"][~table["ID"].str.match(SCAN_ID)].items():
        raise InputError(
            f"{path}: patient row {row + 1} has ID {scan_id!r}, not one like {SCAN_ID_EXAMPLE}; "
            "export the table again with the ID column as text"
        )
    for scan_id in table["ID"][table["ID"].duplicated()]:
        raise InputError(f"{path}: scan {scan_id} is there twice; remove the wrong row")
    return table.set_index("ID")


def _refuse_differing_scans(clinical: pd.Index, availability: pd.Index) -> None:
    for scan_id in clinical.symmetric_difference(availability):
        present, absent = (CLINICAL_TABLE, AVAILABILITY_TABLE)[:: 1 if scan_id in clinical else -1]
        raise InputError(
            f"{absent}: scan {scan_id} of {present} is missing; take both tables from the same version of the archive"
        )


def _ages(texts: pd.Series) -> pd.Series:
    ages = pd.to_numeric(texts, errors="coerce").astype(float)
    ages = ages.where(ages.between(0, OLDEST_AGE))
    _report_missing(texts[ages.isna()], f"a number of years from 0 to {OLDEST_AGE}", "age")
    return ages


def _sexes(texts: pd.Series) -> pd.Series:
    sexes = texts.where(texts.isin(["M", "F"]), np.nan)
    _report_missing(texts[sexes.isna()], "M or F", "sex")
    return sexes


def _report_missing(unreadable: pd.Series, expected: str, name: str) -> None:
    if len(unreadable):
        values = ", ".join(f"{scan_id} {text!r}" for scan_id, text in unreadable.items())
        logger.warning(
            "%s: %s of %d scan(s) is not %s, the scans are kept with %s missing: %s",
            *(CLINICAL_TABLE, unreadable.name, len(unreadable), expected, name, values),
        )


def _availability(texts: pd.Series) -> pd.Series:
    for scan_id, text in texts[~texts.isin(list(AVAILABLE))].items():
        raise InputError(
            f"{AVAILABILITY_TABLE}: {texts.name!r} of scan {scan_id} is {text!r}; "
            f"write {' or '.join(map(repr, AVAILABLE))}"
        )
    return texts.map(AVAILABLE).astype(bool)
