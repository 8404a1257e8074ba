"""The simulated archive on disk: who is in it, what was planted, and the files of its layout."""

import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.further_labels import further_label
from radiogenomics.cohorts.simulation.latent import draw_latent, shift
from radiogenomics.cohorts.simulation.layouts.layout import modalities_of_scan
from radiogenomics.cohorts.simulation.layouts.registry import layout_of
from radiogenomics.cohorts.simulation.patient import SimulatedPatient, simulate_patient
from radiogenomics.cohorts.simulation.roster import Scan, enrol
from radiogenomics.cohorts.simulation.template import healthy_template
from radiogenomics.cohorts.simulation.truth import ground_truth
from radiogenomics.errors import InputError
from radiogenomics.files import write_table

GROUND_TRUTH = "ground_truth.csv"


def simulate_archive(folder: Path, settings: SimulationSettings, seed: int, workers: int = 1) -> None:
    """Write a simulated cohort: images, the archive's tables, `ground_truth.csv` and `latent_contrasts.csv`.

    Every file depends on the seed and its own patient alone, not on the number of patients or workers. A worker holds
    one patient in memory (about 0.8 GB at 1 mm with eleven modalities, 10 MB at 4 mm).

    Args:
        folder: where the cohort goes; what an earlier simulation left there is replaced.
        settings: the cohort.
        seed: seed of the cohort.
        workers: processes.

    Raises:
        InputError: `folder` holds an archive that is not simulated, or a worker was killed.
    """
    folder, layout = Path(folder), layout_of(settings.layout)
    seed = layout.seed(seed)
    _clear(folder, layout.folder)
    write_table(ground_truth(settings.effect, settings.correlation, settings.modalities), folder / GROUND_TRUTH)
    scans = enrol(settings, seed, layout.patient_id)
    write_table(_latent_table(scans, settings, seed), folder / "latent_contrasts.csv")
    layout.write_tables(folder, scans, settings, seed)
    _write_scans(partial(_write_scan, folder / layout.folder, settings, seed), scans, settings, workers)


def _clear(folder: Path, archive: str) -> None:
    """Remove an earlier simulation, which `ground_truth.csv` gives away."""
    if (folder / archive).exists():
        if not (folder / GROUND_TRUTH).is_file():
            raise InputError(f"{folder}: holds an archive that is not simulated; simulate into another folder")
        shutil.rmtree(folder / archive)


def _latent(scan: Scan, settings: SimulationSettings, seed: int) -> dict[str, float]:
    modalities = modalities_of_scan(scan, settings)
    latent = draw_latent(seed, scan.patient_id, scan.label, settings.effect, settings.correlation, modalities)
    for name, further in settings.further_labels.items():
        positive = further_label(seed, scan.patient_id, name, further).label
        latent = {modality: value + shift(positive, further.effect, modality) for modality, value in latent.items()}
    return latent


def _latent_table(scans: list[Scan], settings: SimulationSettings, seed: int) -> pd.DataFrame:
    """Latent contrasts that were imaged at the baselines of patients with a label, one per row."""
    rows = [
        (scan.patient_id, modality, contrast)
        for scan in scans
        # The tables may tell another label of patients whose first one they do not.
        if scan.is_baseline and (scan.is_labelled or settings.further_labels)
        for modality, contrast in _latent(scan, settings, seed).items()
    ]
    return pd.DataFrame(rows, columns=["patient_id", "modality", "contrast"])


def _write_scans(write: partial, scans: list[Scan], settings: SimulationSettings, workers: int) -> None:
    if workers == 1:
        for scan in scans:
            write(scan)
        return
    healthy_template(settings.spacing)  # before forking, so that the workers share it
    fork = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(workers, mp_context=fork) as pool:
            list(pool.map(write, scans))
    except BrokenProcessPool:
        raise InputError(
            f"simulation: a worker was killed, probably for want of memory; lower the number of threads ({workers})"
        ) from None


def _write_scan(folder: Path, settings: SimulationSettings, seed: int, scan: Scan) -> None:
    layout_of(settings.layout).write_scan(folder, scan, partial(_simulate, scan, settings, seed), settings, seed)


def _simulate(
    scan: Scan, settings: SimulationSettings, seed: int, modalities: list[str], name: str
) -> SimulatedPatient:
    return simulate_patient(
        settings,
        seed,
        scan.patient_id,
        _latent(scan, settings, seed),
        modalities=modalities,
        necrosis=scan.has_necrosis,
        enhancement=scan.has_enhancement,
        scanner=scan.scanner,
        scan=name,
    )
