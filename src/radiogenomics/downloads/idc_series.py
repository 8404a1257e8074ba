"""DICOM series of UPENN-GBM in the Imaging Data Commons (IDC), as its index lists them.

The index is the Python package `idc-index-data`: its version is that of IDC's data release, and no network is needed to
read it. It knows the number of files and bytes of each series exactly, but no checksums.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from radiogenomics.downloads.s5cmd import INSTALL
from radiogenomics.errors import InputError

CONTRASTS = {
    "DSC": "perf",
    "DTI": "dti|diff|mddw",
    "FLAIR": "flair|tirm",
    "T2": "t2",
    "T1": "t1|3d gad|ax ti ",
}
"""Contrast by what is in the series description; the first that fits counts. `T1` is before or after contrast agent:
many descriptions do not tell."""
CONTRAST_OF_MODALITY = dict(
    **{"T1": "T1", "T1GD": "T1", "T2": "T2", "FLAIR": "FLAIR"},
    **dict.fromkeys(["DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR"], "DTI"),
    **dict.fromkeys(["DSC_ap-rCBV", "DSC_PH", "DSC_PSR"], "DSC"),
)
QUERY = """
    SELECT PatientID AS patient_id, StudyInstanceUID AS study, SeriesInstanceUID AS series,
           coalesce(SeriesDescription, '') AS description, instanceCount AS files,
           CAST(round(series_size_MB * 1000000) AS BIGINT) AS size, series_aws_url AS source,
           license_short_name AS licence
    FROM read_parquet($index)
    WHERE collection_id = $collection AND Modality = 'MR' AND analysis_result_id IS NULL
    ORDER BY patient_id, study, series
"""


@dataclass(frozen=True)
class Extent:
    """How much a selection of series is; `size` in bytes, `release` the version of the index."""

    patients: int
    series: int
    files: int
    size: int
    release: str


def index_file() -> Path:
    """The index of the package `idc-index-data`.

    Raises:
        InputError: it, or duckdb to read it with, is not installed.
    """
    try:
        import duckdb  # noqa: F401
        import idc_index_data
    except ImportError as error:
        raise InputError(
            f"the Python package {error.name}, which lists the DICOM series of the Imaging Data Commons, is missing; "
            f"in the workflow's folder run {INSTALL}"
        ) from None
    return Path(idc_index_data.IDC_INDEX_PARQUET_FILEPATH)


def list_series(collection: str, provides: Iterable[str]) -> pd.DataFrame:
    """MR series of a collection as its archive gave them, one per row.

    Columns: patient_id, study, series (their DICOM UIDs), description, contrast (a key of `CONTRASTS`, or empty where
    the description does not tell), files, size (bytes), source (address in the bucket), licence.

    Args:
        collection: IDC's name of it, `upenn_gbm`.
        provides: modalities that are wanted; without any, all series. A series whose contrast cannot be told is always
            in the list, and so are for `T1` those after contrast agent, and the other way round.

    Raises:
        InputError: a package is missing, or the index has no MR series of the collection.
    """
    index = index_file()
    import duckdb

    series = duckdb.execute(QUERY, {"index": str(index), "collection": collection}).df()
    if series.empty:
        raise InputError(f"{index.name}: no MR series of collection {collection!r}; correct the part's location")
    series["contrast"] = series["description"].map(contrast_of)
    wanted = {CONTRAST_OF_MODALITY[name] for name in provides if name in CONTRAST_OF_MODALITY}
    if wanted:
        series = series[series["contrast"].isin(wanted | {""})]
    return series.reset_index(drop=True)


def contrast_of(description: str) -> str:
    """Contrast that a series description tells, or nothing."""
    fits = (name for name, pattern in CONTRASTS.items() if re.search(pattern, description, re.IGNORECASE))
    return next(fits, "")


def extent(series: pd.DataFrame) -> Extent:
    """How much the series of a list are, for the plan of a download."""
    import idc_index_data

    return Extent(
        patients=series["patient_id"].nunique(),
        series=len(series),
        files=int(series["files"].sum()),
        size=int(series["size"].sum()),
        release=idc_index_data.__version__,
    )
