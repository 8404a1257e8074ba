"""Preoperative scans of TCGA-GBM and TCGA-LGG (10.7937/K9/TCIA.2017.KLXWJJ1Q and .GJQ7R0EF) as NIfTI."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.archive_tree import files_by_identifier, index_files, unique_file
from radiogenomics.cohorts.expression import EXPRESSION, mark_expressed
from radiogenomics.cohorts.patient_data import ages_in_years, report_unlabelled, sexes
from radiogenomics.cohorts.scan_table import refuse_unknown_modalities, scan_table
from radiogenomics.cohorts.tcga_outcomes import read_outcomes
from radiogenomics.cohorts.tcga_tables import AGE_COLUMN, PATIENT, SEX_COLUMN, SUBTYPE_TABLE, read_patient_tables
from radiogenomics.files import read_table

SUFFIXES = {"T1": "t1", "T1GD": "t1Gd", "T2": "t2", "FLAIR": "flair"}
SEGMENTATION_SUFFIXES = {"automatic": "GlistrBoost", "corrected": "GlistrBoost_ManuallyCorrected"}
SCAN_ID = rf"{PATIENT}_\d{{4}}\.\d{{2}}\.\d{{2}}"
LABEL_CONVENTION = "brats"
SITE_LENGTH = len("TCGA-02")


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per scan of a copy of the archive, with the columns of `scan_table`.

    A scan is a patient and a date (`TCGA-02-0006_1996.08.23`); the first of a patient's scans is the baseline. Patients
    of the table of included patients without a scan have a row whose scan_id is their name. The site is the hospital
    that sent the tissue (`TCGA-02`). Columns of labels: IDH_mutated, 1p19q_codeleted and Grade (-1 not known), or
    IDH.status, X1p.19q.codeletion, MGMT.promoter.status and the others of Ceccarelli 2016, whose Grade is called
    Grade_ceccarelli; and the outcomes of treatment where a table of them is there (`tcga_outcomes`). Age and sex are
    Ceccarelli's.

    With the modality `expression`, patients of any of the tables without a scan have a row, and those whose primary
    tumour is in the list of expression files (`gdc_files.csv`) have it.

    Args:
        local_dir: folder that holds the images and at least one of the two tables (`tcga_tables`), at any depth.
        modalities: some of T1, T1GD, T2, FLAIR and expression.

    Raises:
        InputError: a modality is not known, no table is there, a table cannot be read, or two files of one name differ.
    """
    refuse_unknown_modalities(modalities, [*SUFFIXES, EXPRESSION], "TCGA's preoperative scans")
    index = index_files(local_dir)
    labels, subtypes = read_patient_tables(index, local_dir)
    clinical = pd.concat([labels, subtypes, read_outcomes(index)], axis=1).rename_axis("patient_id")
    suffixes = {modality: SUFFIXES[modality] for modality in modalities if modality != EXPRESSION}
    suffixes |= SEGMENTATION_SUFFIXES
    files = {name: files_by_identifier(index, rf"({SCAN_ID})_{suffix}\.nii\.gz") for name, suffix in suffixes.items()}
    listed = clinical.index if EXPRESSION in modalities else labels.index
    scans = _scans(set().union(*files.values()), set(listed))
    report_unlabelled(scans["patient_id"], clinical.index, "the tables of TCGA's patients")
    known = subtypes[subtypes.index.isin(scans["patient_id"])]
    if not known.empty:
        scans["age"] = scans["patient_id"].map(ages_in_years(known[AGE_COLUMN], SUBTYPE_TABLE))
        scans["sex"] = scans["patient_id"].map(sexes(known[SEX_COLUMN], SUBTYPE_TABLE))
    table = scan_table(scans, clinical, files, {}, LABEL_CONVENTION)
    return mark_expressed(table, _expressed(index)) if EXPRESSION in modalities else table


def _expressed(index: dict[str, list[Path]]) -> set[str]:
    """Patients whose primary tumour is in the list of expression files; none where there is no list."""
    # Imported here: most studies read no expression, and their jobs need not load what downloads it.
    from radiogenomics.downloads.gdc import COLUMNS, FILE_TABLE
    from radiogenomics.expression.samples import choose_samples

    path = unique_file(index, FILE_TABLE)
    if path is None:
        return set()
    files = read_table(path, COLUMNS, dtype=str, keep_default_na=False).set_index("file_id")
    samples = choose_samples(files["sample_id"], str(path))
    return set(samples["patient_id"][samples["used"]])


def _scans(found: set[str], listed: set[str]) -> pd.DataFrame:
    """Rows for `scan_table`: the scans found, and the listed patients without any."""
    with_scan = {scan_id.split("_")[0] for scan_id in found}
    scans = pd.DataFrame(index=pd.Index(sorted(found | (listed - with_scan)), name="scan_id", dtype=object))
    scans["patient_id"] = scans.index.str.split("_").str[0]
    # Dates such as 1996.08.23 sort as text.
    scans["baseline"] = ~scans["patient_id"].duplicated()
    return scans.assign(fault="", site=scans.index.str[:SITE_LENGTH], age=np.nan, sex=np.nan)
