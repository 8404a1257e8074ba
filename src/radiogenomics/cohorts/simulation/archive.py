"""The simulated archive on disk, laid out as UPENN-GBM with the oddities of the original."""

import gzip
import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import nibabel as nib
import numpy as np
import pandas as pd

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.acquisition import acquisition_table
from radiogenomics.cohorts.simulation.approximation import approximate_segmentation
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.latent import draw_latent
from radiogenomics.cohorts.simulation.patient import SimulatedPatient, simulate_patient
from radiogenomics.cohorts.simulation.roster import Scan, enrol
from radiogenomics.cohorts.simulation.tables import availability_table, clinical_table
from radiogenomics.cohorts.simulation.template import healthy_template
from radiogenomics.cohorts.simulation.truth import ground_truth
from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, write_table
from radiogenomics.seeds import derive_seed

ARCHIVE = "UPENN-GBM"
GROUND_TRUTH = "ground_truth.csv"
_IMAGE_FOLDERS = {"DTI": "images_DTI/images_DTI", "DSC": "images_DSC"}


def simulate_archive(folder: Path, settings: SimulationSettings, seed: int, workers: int = 1) -> None:
    """Write a simulated cohort: images, the archive's three tables, `ground_truth.csv` and `latent_contrasts.csv`.

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
    folder = Path(folder)
    _clear(folder)
    write_table(ground_truth(settings.effect, settings.correlation, settings.modalities), folder / GROUND_TRUTH)
    scans = enrol(settings, seed)
    write_table(_latent_table(scans, settings, seed), folder / "latent_contrasts.csv")
    clinical = clinical_table(scans, seed)
    write_table(clinical, folder / "UPENN-GBM_clinical_info_v2.1.csv")
    availability = availability_table(scans, clinical, settings.modalities)
    write_table(availability, folder / "UPENN-GBM_data_availability.csv")
    write_table(acquisition_table(scans), folder / "UPENN-GBM_acquisition.csv")
    _write_scans(partial(_write_scan, folder / ARCHIVE / "NIfTI-files", settings, seed), scans, settings, workers)


def _clear(folder: Path) -> None:
    """Remove an earlier simulation, which `ground_truth.csv` gives away."""
    if (folder / ARCHIVE).exists():
        if not (folder / GROUND_TRUTH).is_file():
            raise InputError(f"{folder}: holds an archive that is not simulated; simulate into another folder")
        shutil.rmtree(folder / ARCHIVE)


def _latent(scan: Scan, settings: SimulationSettings, seed: int) -> dict[str, float]:
    modalities = [modality for modality in settings.modalities if scan.has(modality)]
    return draw_latent(seed, scan.patient_id, scan.label, settings.effect, settings.correlation, modalities)


def _latent_table(scans: list[Scan], settings: SimulationSettings, seed: int) -> pd.DataFrame:
    """Latent contrasts that were imaged at the labelled baselines, one per row."""
    rows = [
        (scan.patient_id, modality, contrast)
        for scan in scans
        if scan.is_baseline and scan.is_labelled
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


def _write_scan(root: Path, settings: SimulationSettings, seed: int, scan: Scan) -> None:
    """Write one scan's images, and the segmentations a baseline has."""
    patient = _simulate(scan, settings, seed, list(_latent(scan, settings, seed)), scan.scan)
    affine = Grid(settings.spacing).affine
    for modality, image in patient.images.items():
        write_nifti(image, affine, _image_folder(root, scan, modality) / f"{scan.scan_id}_{modality}.nii.gz")
    if scan.has_superseded:
        structural = [modality for modality in patient.images if modality[:3] not in _IMAGE_FOLDERS]
        for modality, image in _simulate(scan, settings, seed, structural, "old").images.items():
            path = _image_folder(root, scan, modality) / "old" / f"{scan.scan_id}_{modality}.nii.gz"
            write_nifti(image, affine, path)
    if scan.is_baseline:
        automatic = _automatic_segmentation(patient, scan, seed)
        write_nifti(automatic, affine, root / "automated_segm" / f"{scan.scan_id}_automated_approx_segm.nii.gz")
    if scan.has_corrected:
        write_nifti(patient.segmentation, affine, root / "images_segm" / f"{scan.scan_id}_segm.nii.gz")


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


def _automatic_segmentation(patient: SimulatedPatient, scan: Scan, seed: int) -> np.ndarray:
    rng = np.random.default_rng(derive_seed(seed, scan.scan_id, "automatic segmentation"))
    return approximate_segmentation(patient.segmentation, patient.brain, patient.spacing, rng)


def _image_folder(root: Path, scan: Scan, modality: str) -> Path:
    return root / _IMAGE_FOLDERS.get(modality[:3], "images_structural") / scan.scan_id


def write_nifti(array: np.ndarray, affine: np.ndarray, path: Path) -> None:
    """Write an array (z, y, x) as compressed NIfTI whose bytes depend on nothing but the arguments.

    Args:
        array: voxels; their type becomes the file's.
        affine: (4, 4) from voxel x, y, z to right-anterior-superior mm.
        path: ends in `.nii.gz`.
    """
    image = nib.Nifti1Image(array.transpose(2, 1, 0), affine)
    image.header.set_xyzt_units("mm")
    image.set_qform(affine, code="aligned")
    image.set_sform(affine, code="aligned")
    with atomic_path(path) as temporary:
        temporary.write_bytes(gzip.compress(image.to_bytes(), compresslevel=1, mtime=0))
