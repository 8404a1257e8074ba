"""Axial slices of full-size scans, from files to the array that networks read, on one core.

    OMP_NUM_THREADS=1 python benchmarks/slices.py

Simulated patients in the layouts of BraTS 2021 (NIfTI) and of RSNA-MICCAI (DICOM series), read by the archives' own
readers; all slices of a scan are rescaled and resized to the 300×300 pixels of Spoorthy 2023.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from measured import Row, show, timed

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.slices import write_slices

MODALITY = "FLAIR"
PATIENTS = 10
SETTINGS = SliceSettings(share=1.0)
ARCHIVES = {"brats2021": ("NIfTI", ">= 200"), "rsna_miccai": ("DICOM", ">= 60")}


def extract(archive: str, folder: Path) -> tuple[float, int]:
    """Seconds of the extraction, and how many slices there were."""
    settings = SimulationSettings(
        layout=archive, patients=PATIENTS, unlabelled=0, follow_ups=0, spacing=1.0, modalities=[MODALITY], effect={}
    )
    simulate_archive(folder, settings, seed=1)
    scans = reader_of(archive)(folder, [MODALITY])
    files = (folder / "slices.npy", folder / "slices.csv", folder / "exclusions.csv")
    seconds, _ = timed(lambda: write_slices(scans, MODALITY, SETTINGS, *files), 2)
    return seconds, len(np.load(files[0], mmap_mode="r"))


def rows() -> Iterator[Row]:
    """Slices per second from either kind of files."""
    for archive, (kind, target) in ARCHIVES.items():
        with tempfile.TemporaryDirectory() as folder:
            seconds, count = extract(archive, Path(folder))
        what = f"slices per second from {kind}, one core ({count} slices of {PATIENTS} scans)"
        yield Row("slices", what, seconds, float("nan"), count / seconds, target)


if __name__ == "__main__":
    show(rows())
