"""UPENN-GBM's DICOM release (10.7937/TCIA.709X-DN49, version 2), from IDC or from TCIA: structural scans with skull.

The series were not at hand. The rules by which they are told were made and are tested on the descriptions, dates and
series numbers of all 3,680 series in the index of the Imaging Data Commons (idc-index-data 25.0.5).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts import upenn_gbm
from radiogenomics.cohorts.dicom_series import MAGNETIC_RESONANCE, is_date, read_series_table
from radiogenomics.cohorts.scan_table import SEGMENTATIONS, refuse_unknown_modalities
from radiogenomics.cohorts.series_descriptions import listed
from radiogenomics.cohorts.upenn_gbm_sequences import BY_ORDER, sequences_of
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import notice

LONGEST_EXAMINATION = timedelta(days=7)
"""Longest pause within an examination: two patients were called back after one and two days; the first follow-up scan
comes after 31 days."""
SINCE_BASELINE = "Time_since_baseline_preop"
"""Column of the clinical table: days from the preoperative scan to a follow-up scan."""


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per scan of the archive's tables, with the folders of its DICOM series in `path_<modality>`.

    The columns are those of `upenn_gbm.read_scans`. Headers tell patient, date and sequence, so that folders may have
    any names (IDC's series UUIDs, TCIA's patient, study and series). The first examination of a patient is the scan
    `_11`, a later one `_21`. Which descriptions were taken for a sequence is noticed, and so is what a scan lacks; one
    with none of the modalities has a `fault` that names its descriptions. There are no segmentations: those of the
    archive lie in the space of its NIfTI files. Where the folder holds the tables alone, what they promise counts.

    Args:
        local_dir: folder that holds the tables and the series, at any depth.
        modalities: some of T1, T1GD, T2 and FLAIR.

    Raises:
        InputError: a modality is not known, or the tables are refused by `upenn_gbm.read_scans`.
    """
    refuse_unknown_modalities(modalities, STRUCTURAL, "UPENN-GBM's DICOM release")
    scans = upenn_gbm.read_scans(local_dir, modalities)
    # NIfTI files may lie in the same folder; they are another source's.
    scans = scans.assign(**{f"has_{name}": False for name in SEGMENTATIONS})
    scans = scans.assign(**{f"path_{name}": "" for name in (*modalities, *SEGMENTATIONS)})
    series = read_series_table(local_dir) if modalities else pd.DataFrame()
    if series.empty:
        return scans
    series = series[series["modality"].isin(MAGNETIC_RESONANCE)]
    found, faults = _found(scans, series, modalities)
    for name in modalities:
        scans[f"path_{name}"] = [str(found[scan_id].get(name, "")) for scan_id in scans["scan_id"]]
        scans[f"has_{name}"] = scans[f"path_{name}"] != ""
    return scans.assign(fault=[faults.get(scan_id, "") for scan_id in scans["scan_id"]])


def _found(
    scans: pd.DataFrame, series: pd.DataFrame, modalities: list[str]
) -> tuple[dict[str, dict[str, Path]], dict[str, str]]:
    """Folder of each scan by modality, and faults of scans that have series but none of a modality."""
    found: dict[str, dict[str, Path]] = {scan_id: {} for scan_id in scans["scan_id"]}
    faults, taken = {}, {name: [] for name in modalities}
    for patient, rows in series[series["patient_id"].isin(scans["patient_id"])].groupby("patient_id"):
        own = scans[scans["patient_id"] == patient].set_index("scan_id")
        for scan_id, examination in scans_of_examinations(own, rows).items():
            sequences, by_order = sequences_of(examination)
            chosen = {name: sequences[name] for name in modalities if name in sequences}
            found[scan_id] = {name: row.folder for name, row in chosen.items()}
            for name, row in chosen.items():
                taken[name].append(row.description)
            descriptions = f"the series {listed(examination['description'])}"
            if not chosen:
                faults[scan_id] = f"none of {', '.join(modalities)} is among {descriptions}"
            elif missing := [name for name in modalities if name not in chosen]:
                notice("", patient, f"{scan_id}: {', '.join(missing)} cannot be told among {descriptions}")
            if by_order and {"T1", "T1GD"} & set(modalities):
                notice("", patient, BY_ORDER)
    for name, descriptions in taken.items():
        notice("", None, f"taken for {name}: the series {listed(descriptions)}")
    return found, faults


def scans_of_examinations(scans: pd.DataFrame, series: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Series of each scan of a patient: the preoperative scan is the first examination, follow-up scans are later ones.

    Args:
        scans: rows of the patient by scan_id, with `baseline`.
        series: of the patient, as of `read_series_table`; those without a date are left out, which is noticed.
    """
    patient = scans["patient_id"].iloc[0]
    dated = series["study_date"].map(is_date)
    for row in series[~dated].itertuples():
        notice(row.folder, patient, f"the series {row.description!r} has no StudyDate and is not used")
    examinations = _examinations(series[dated])
    baselines, later = list(scans.index[scans["baseline"]]), sorted(scans.index[~scans["baseline"]])
    of_scan: dict[str, pd.DataFrame] = dict(zip(baselines, examinations, strict=False))
    rest = examinations[len(baselines) :]
    of_scan |= dict(zip(later, rest[len(rest) - len(later) :] if len(rest) > len(later) else rest, strict=False))
    if len(examinations) != len(scans):
        days = ", ".join(rows["study_date"].min() for rows in examinations)
        notice("", patient, f"examinations of {days}, where the table has the scans {', '.join(scans.index)}")
    _check_intervals(scans, of_scan)
    return of_scan


def _examinations(series: pd.DataFrame) -> list[pd.DataFrame]:
    """Series by examination, the first one first."""
    days = pd.to_datetime(series["study_date"], format="%Y%m%d", errors="coerce")
    order = days.sort_values(kind="stable")
    number = (order.diff() > LONGEST_EXAMINATION).cumsum()
    return [rows for _, rows in series.groupby(number.reindex(series.index))]


def _check_intervals(scans: pd.DataFrame, of_scan: Mapping[str, pd.DataFrame]) -> None:
    """Notice a follow-up scan whose dates are not as many days after the first one as the clinical table says."""
    first = [_day(of_scan[scan]) for scan in scans.index[scans["baseline"]] if scan in of_scan]
    for scan_id in scans.index[~scans["baseline"]]:
        told = str(scans.get(SINCE_BASELINE, pd.Series("", scans.index))[scan_id])
        if first and scan_id in of_scan and told.isdigit():
            days = (_day(of_scan[scan_id]) - first[0]).days
            if days != int(told):
                said = f"{scan_id} is {days} days after the first examination by its DICOM, {told} by the table"
                notice("", scans["patient_id"].iloc[0], said)


def _day(series: pd.DataFrame) -> date:
    return date.fromisoformat(series["study_date"].min())
