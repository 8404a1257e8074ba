"""The radiomic features that UPENN-GBM comes with, computed by CaPTk (Bakas 2022, Scientific Data 9:453).

One table per segmentation, modality and region: `Radiomic_Features_CaPTk_automaticsegm_T1GD_ED.csv` holds a column
`SubjectID` (the scan) and 144 columns such as `T1GD_ED_GLCM_Bins-16_Radius-1_Contrast`. A scan without a region has no
row in the region's tables. Regions: ED oedema, ET enhancing tumour, NC necrotic core.
"""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, unique_file
from radiogenomics.errors import InputError
from radiogenomics.features.cells import numeric_cells
from radiogenomics.features.tables import EXCLUSION_COLUMNS
from radiogenomics.files import nearest, open_input, parse_table

ARCHIVE = "radiomic_features_CaPTk.zip"
REGIONS = ("ED", "ET", "NC")
SEGMENTATIONS = {"automatic": "automaticsegm", "corrected": "segm"}
SCAN_COLUMN = "SubjectID"
NO_ROW = "no row in CaPTk's table: the region is absent or too small"

Reader = Callable[[str], pd.DataFrame]


def read_captk(local_dir: Path, modalities: list[str], segmentation: str) -> tuple[pd.DataFrame, list[Path]]:
    """All CaPTk features of some modalities, one row per scan.

    The tables are found by name at any depth: inside the zip as it is shipped, or unpacked. Infinite values become
    missing.

    Args:
        local_dir: folder of the archive's files.
        modalities: modalities whose tables are read.
        segmentation: `automatic` or `corrected`, the segmentation whose regions are described.

    Returns:
        Scans × features, by scan id, missing where a scan has no such region; and the files they were read from.

    Raises:
        InputError: the zip or a table is missing or damaged, lacks its column of scans, holds text among its numbers,
            or has a scan twice.
    """
    if segmentation not in SEGMENTATIONS:
        raise InputError(
            f"CaPTk's features describe the regions of a segmentation; set `mask` of the study to one of "
            f"{', '.join(SEGMENTATIONS)} instead of {segmentation!r}"
        )
    names = [
        f"Radiomic_Features_CaPTk_{SEGMENTATIONS[segmentation]}_{modality}_{region}.csv"
        for modality in modalities
        for region in REGIONS
    ]
    read, sources = _reader(local_dir, names)
    return pd.concat([read(name) for name in names], axis="columns").sort_index(), sources


def _reader(local_dir: Path, names: list[str]) -> tuple[Reader, list[Path]]:
    """Function that reads a table by name, unpacked where it lies so, else from the zip; and the files read."""
    index = index_files(local_dir)
    if names[0] in index:
        return lambda name: _read_file(local_dir, index, name), [index[name][0] for name in names if name in index]
    path = unique_file(index, ARCHIVE)
    if path is None:
        raise InputError(
            f"{local_dir}: no {ARCHIVE!r} in it or below{nearest(ARCHIVE, index)}; download it from the collection's "
            "page, or correct `local_dir` of the cohort"
        )
    return lambda name: _read_member(path, name), [path]


def _read_file(local_dir: Path, index: dict[str, list[Path]], name: str) -> pd.DataFrame:
    path = unique_file(index, name)
    if path is None:
        raise InputError(f"{local_dir}: no {name!r} in it or below; unpack {ARCHIVE} again")
    with open_input(path, "rb") as file:
        return _parse(file.read(), str(path))


def _read_member(path: Path, name: str) -> pd.DataFrame:
    try:
        with open_input(path, "rb") as file, zipfile.ZipFile(file) as archive:
            member = next((member for member in archive.namelist() if Path(member).name == name), None)
            if member is None:
                raise InputError(f"{path}: no {name!r} in it; download the file again")
            return _parse(archive.read(member), f"{path}: {name}")
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise InputError(f"{path}: damaged ({error}); download the file again") from None


def _parse(content: bytes, where: str) -> pd.DataFrame:
    options = {"dtype": str, "keep_default_na": False, "encoding": "utf-8-sig"}
    table = parse_table(io.BytesIO(content), where, "download the file again", **options)
    if SCAN_COLUMN not in table:
        raise InputError(f"{where}: column {SCAN_COLUMN!r} is missing{nearest(SCAN_COLUMN, table)}; download it again")
    for scan_id in table[SCAN_COLUMN][table[SCAN_COLUMN].duplicated()]:
        raise InputError(f"{where}: scan {scan_id} is there twice; remove the wrong row")
    return numeric_cells(table.set_index(SCAN_COLUMN), where)


def absent_regions(features: pd.DataFrame, cohort: pd.DataFrame, modalities: list[str]) -> pd.DataFrame:
    """Regions without features in scans that have the modality: patient_id, modality, region, reason.

    Args:
        features: patients × features, by patient_id.
        cohort: rows of cohort.csv.
        modalities: modalities whose tables were read.
    """
    included = cohort[cohort["included"].astype(bool)].set_index("patient_id")
    rows = []
    for modality in modalities:
        imaged = features.loc[sorted(included.index[included[f"has_{modality}"].astype(bool)])]
        for region in REGIONS:
            columns = [name for name in features if name.startswith(f"{modality}_{region}_")]
            absent = imaged.index[imaged[columns].isna().all(axis="columns")]
            rows += [(patient_id, modality, region, NO_ROW) for patient_id in absent]
    return pd.DataFrame(rows, columns=EXCLUSION_COLUMNS)


def region_volumes(features: pd.DataFrame, modality: str) -> pd.DataFrame:
    """Volumes in mm³ of oedema, enhancing tumour and necrotic core: 0 where a segmented scan has no such region."""
    names = {"ED": "volume_edema", "ET": "volume_enhancing", "NC": "volume_necrotic"}
    volumes = pd.DataFrame(
        {names[region]: features[f"{modality}_{region}_Volumetric_Volume"] for region in REGIONS}, features.index
    )
    return volumes.dropna(how="all").fillna(0.0).reindex(volumes.index)
