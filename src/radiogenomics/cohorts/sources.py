"""The archives, and tables of one's own, that a cohort may come from, by the config's `source`."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest

SOURCES = (
    *("simulated", "simulated_tcga", "upenn_gbm", "upenn_gbm_dicom", "brats2021", "rsna_miccai", "egd", "tcga"),
    *("ucsf_pdgm", "own"),
)
TYPED_BY_ITS_USER = ("own",)
"""Sources whose table may come of a spreadsheet of the user's, where those of archives are as they were published."""


def reader_of(source: str, reading: Mapping[str, Any] | None = None) -> Callable[[Path, list[str]], pd.DataFrame]:
    """The function `read_scans(local_dir, modalities)` of an archive; all return the columns of `scan_table`.

    Simulated patients are read by the reader of the archive whose layout they have (`CohortSettings.archive`); by
    `simulated` alone, that of the default layout, UPENN-GBM's.

    Args:
        source: the archive.
        reading: how its files are read, in plain values, where the cohort says so (`CohortSettings.reading`).

    Raises:
        InputError: there is no such source.
    """
    # Imported where it is needed: a job loads what one archive's reader uses, not what all of them do.
    if source in ("simulated", "upenn_gbm"):
        from radiogenomics.cohorts.upenn_gbm import read_scans
    elif source == "upenn_gbm_dicom":
        from radiogenomics.cohorts.upenn_gbm_dicom import read_scans
    elif source == "brats2021":
        from radiogenomics.cohorts.brats2021 import read_scans
    elif source == "rsna_miccai":
        from radiogenomics.cohorts.rsna_miccai import read_scans
    elif source == "egd":
        from radiogenomics.cohorts.egd import read_scans
    elif source in ("tcga", "simulated_tcga"):
        from radiogenomics.cohorts.tcga import read_scans
    elif source == "ucsf_pdgm":
        from radiogenomics.cohorts.ucsf_pdgm import read_scans
    elif source == "own":
        from radiogenomics.cohorts.own_patients import read_scans as read_own

        read_scans = partial(read_own, reading=reading)
    else:
        raise InputError(f"source {source!r} is not known{nearest(source, SOURCES)}; use one of {', '.join(SOURCES)}")
    return read_scans


def files_elsewhere(source: str, folder: Path, reading: Mapping[str, Any] | None = None) -> list[str]:
    """Files that the tables of a folder of the user's name, and that lie somewhere else.

    Args:
        source: the archive whose layout the folder has.
        folder: that holds the tables.
        reading: as of `reader_of`.
    """
    if source != "own":
        return []
    from radiogenomics.cohorts.own_patients import files_elsewhere as elsewhere

    return elsewhere(folder, reading)
