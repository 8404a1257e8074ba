"""The archives, and tables of one's own, that a cohort may come from, by the config's `source`."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest

SOURCES = ("simulated", "simulated_tcga", "upenn_gbm", "brats2021", "rsna_miccai", "egd", "tcga", "own")


def reader_of(source: str) -> Callable[[Path, list[str]], pd.DataFrame]:
    """The function `read_scans(local_dir, modalities)` of an archive; all return the columns of `scan_table`.

    Simulated patients are read by the reader of the archive whose layout they have (`CohortSettings.archive`); by
    `simulated` alone, that of the default layout, UPENN-GBM's.

    Raises:
        InputError: there is no such source.
    """
    # Imported where it is needed: a job loads what one archive's reader uses, not what all of them do.
    if source in ("simulated", "upenn_gbm"):
        from radiogenomics.cohorts.upenn_gbm import read_scans
    elif source == "brats2021":
        from radiogenomics.cohorts.brats2021 import read_scans
    elif source == "rsna_miccai":
        from radiogenomics.cohorts.rsna_miccai import read_scans
    elif source == "egd":
        from radiogenomics.cohorts.egd import read_scans
    elif source in ("tcga", "simulated_tcga"):
        from radiogenomics.cohorts.tcga import read_scans
    elif source == "own":
        from radiogenomics.cohorts.own_patients import read_scans
    else:
        raise InputError(f"source {source!r} is not known{nearest(source, SOURCES)}; use one of {', '.join(SOURCES)}")
    return read_scans
