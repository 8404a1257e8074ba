"""Which scans of a cohort are registered, and where what became of them lies."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.scan_table import SEGMENTATIONS
from radiogenomics.downloads.archives import Archive
from radiogenomics.files import read_table
from radiogenomics.images.masks import given
from radiogenomics.images.series_paths import folder_of_series, is_file_of_series

SCAN = "scan.csv"
"""What became of one scan, in its folder: scan_id, fault and `path_<name>` of what was written."""
QUALITY = "quality.csv"
PICTURE = "picture.png"
IMAGES = ".nii.gz"
TRANSFORMS = ".tfm"
SHOWN = 3
"""Patients with a picture on the page."""


def scans_to_register(scans: pd.DataFrame) -> pd.DataFrame:
    """Preoperative scans without a fault of which at least one file was found: scan_id, patient_id and their paths."""
    paths = [column for column in scans if column.startswith("path_")]
    sequences = [column for column in paths if column.removeprefix("path_") not in SEGMENTATIONS]
    usable = scans["baseline"] & (scans["fault"] == "") & scans[sequences].map(given).any(axis=1)
    return scans.loc[usable, ["scan_id", "patient_id", *paths]]


def files_of_scan(table: str | Path, scan_id: str) -> dict[str, str]:
    """Files of one scan of such a table, by sequence and segmentation; nothing for what was not found."""
    rows = read_table(table, ["scan_id"], dtype=str, keep_default_na=False)
    row = rows[rows["scan_id"] == scan_id].iloc[0]
    found = {column.removeprefix("path_"): row[column] for column in rows if column.startswith("path_")}
    return {name: path for name, path in found.items() if path}


def own_files_of_scan(archives: Iterable[Archive], table: str | Path, scan_id: str) -> list[str]:
    """Files of one scan that the user may change between two runs: all of them, or none where they were downloaded.

    Of a DICOM series it is the folder, whatever else lies in it.
    """
    is_users_own = any(archive.is_users_own for archive in archives)
    paths = map(Path, files_of_scan(table, scan_id).values()) if is_users_own else []
    return [str(folder_of_series(path) if is_file_of_series(path) else path) for path in paths]


def raw_scans(cohort: str) -> str:
    """The table of the scans of a cohort that are to be registered."""
    return f"results/registered/{cohort}/raw_scans.csv"


def scan_folder(cohort: str, scan_id: str) -> str:
    """Folder of what is made of one scan."""
    return f"results/registered/{cohort}/scans/{scan_id}"


def scan_folders(table: str | Path, cohort: str) -> list[str]:
    """The folders of all scans of a table of `scans_to_register`."""
    rows = read_table(table, ["scan_id"], dtype=str, keep_default_na=False)
    return [scan_folder(cohort, scan_id) for scan_id in rows["scan_id"]]


def gathered(folders: Iterable[str | Path], name: str) -> pd.DataFrame:
    """One kind of table (`SCAN` or `QUALITY`) of all scans."""
    tables = [read_table(Path(folder, name), ["scan_id"], dtype=str, keep_default_na=False) for folder in folders]
    return pd.concat(tables, ignore_index=True).fillna("") if tables else pd.DataFrame({"scan_id": [], "fault": []})


def with_registered(scans: pd.DataFrame, registered: pd.DataFrame) -> pd.DataFrame:
    """Scans with the paths of what was registered instead of those of the archive, and with the faults of registration.

    Args:
        scans: as the `read_scans` of an archive returns them.
        registered: the gathered tables `SCAN`.
    """
    table = scans.copy()
    of_scan = registered.set_index("scan_id")
    known = table["scan_id"].isin(of_scan.index)
    for column in [column for column in scans if column.startswith("path_")]:
        new = of_scan.get(column, pd.Series("", of_scan.index)).reindex(table["scan_id"]).fillna("").to_numpy()
        table[column] = table[column].where(~known, new)
    faults = of_scan["fault"].reindex(table["scan_id"]).fillna("").to_numpy()
    table["fault"] = table["fault"].where(table["fault"] != "", faults)
    return table


def least_sure(quality: pd.DataFrame, cohort: str) -> list[Path]:
    """Pictures of the scans whose sequences overlap least with what they were registered to, of which there is one.

    Args:
        quality: the gathered tables `QUALITY`.
        cohort: whose scans they are.
    """
    overlap = pd.to_numeric(quality["head_overlap"], errors="coerce").groupby(quality["scan_id"], sort=False).min()
    pictures = [Path(scan_folder(cohort, scan_id), PICTURE) for scan_id in overlap.sort_values().index]
    return [picture for picture in pictures if picture.is_file()][:SHOWN]
