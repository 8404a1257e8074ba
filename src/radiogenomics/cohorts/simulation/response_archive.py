"""A simulated cohort of response to therapy on disk, in the layouts of TCGA's preoperative scans and of GDC's files."""

import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.approximation import approximate_segmentation
from radiogenomics.cohorts.simulation.archive import GROUND_TRUTH
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.cohorts.simulation.response_roster import (
    EXPRESSION,
    LATENT,
    SimulatedResponder,
    enrol_responders,
    latent_table,
    subtype_table,
    treatment_table,
)
from radiogenomics.cohorts.simulation.template import healthy_template
from radiogenomics.cohorts.simulation.truth import ground_truth
from radiogenomics.cohorts.tcga import SUFFIXES
from radiogenomics.downloads.gdc import FILE_TABLE
from radiogenomics.downloads.gdc_cases import ALIQUOT_TABLE, TREATMENT_TABLE
from radiogenomics.errors import InputError
from radiogenomics.expression.barcodes import PRIMARY
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.expression.simulated_files import (
    ANNOTATION,
    SUFFIX,
    aliquot_of,
    file_id,
    file_row,
    write_annotation,
    write_star_counts,
)
from radiogenomics.expression.simulation import GeneModel, draw_counts, gene_model
from radiogenomics.files import write_table
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.seeds import derive_seed

IMAGE_FOLDER = "Pre-operative_TCGA_LGG_NIfTI_and_Segmentations"
DATE = "1996.08.23"
WITHOUT_CORRECTED = 20
"""Every so many patients, the corrected segmentation is missing, as of 5 of the 102 in the archive."""
WITH_FURTHER_SAMPLE = 10
"""Every so many patients with expression have a recurrent tumour, and as many a second aliquot of the first."""


def simulate_response_archive(folder: Path, settings: TowerSimulationSettings, seed: int, workers: int = 1) -> None:
    """Write a simulated cohort: scans, expression, annotation, clinical tables, ground truth and latent values.

    `cohorts.tcga.read_scans` and `expression.gdc_folder.read_gdc_folder` read it as they read the archives.
    `ground_truth.csv` has the ideal observer's area of the images, of expression, and of both.

    Args:
        folder: where the cohort goes; what an earlier simulation left there is replaced.
        settings: the cohort.
        seed: seed of the cohort.
        workers: processes that write scans.

    Raises:
        InputError: `folder` holds an archive that is not simulated.
    """
    folder = Path(folder)
    _clear(folder)
    groups = {"images": list(STRUCTURAL), "genes": [EXPRESSION], "both": LATENT}
    write_table(ground_truth(settings.effect, settings.correlation, LATENT, groups), folder / GROUND_TRUTH)
    patients = enrol_responders(settings, seed)
    write_table(latent_table(patients), folder / "latent_contrasts.csv")
    write_table(treatment_table(patients, seed), folder / TREATMENT_TABLE)
    name, table = subtype_table(patients, seed)
    write_table(table, folder / name)
    _write_expression(patients, folder, settings, seed)
    imaged = [patient for patient in patients if patient.has_mri]
    write = partial(_write_scan, folder / IMAGE_FOLDER, settings, seed)
    healthy_template(settings.spacing)  # before forking, so that the workers share it
    if workers == 1:
        for number, patient in enumerate(imaged):
            write(patient, number)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        list(pool.map(write, imaged, range(len(imaged))))


def _clear(folder: Path) -> None:
    """Remove an earlier simulation, which `ground_truth.csv` gives away."""
    if not (folder / GROUND_TRUTH).is_file() and ((folder / IMAGE_FOLDER).exists() or (folder / FILE_TABLE).exists()):
        raise InputError(f"{folder}: holds an archive that is not simulated; simulate into another folder")
    if (folder / FILE_TABLE).is_file():
        for name in pd.read_csv(folder / FILE_TABLE, dtype=str)["file_id"]:
            shutil.rmtree(folder / name, ignore_errors=True)
    shutil.rmtree(folder / IMAGE_FOLDER, ignore_errors=True)


def _write_expression(
    patients: list[SimulatedResponder], folder: Path, settings: TowerSimulationSettings, seed: int
) -> None:
    model = gene_model(settings, seed)
    write_annotation(model, folder / ANNOTATION)
    rows, aliquots = [], []
    for number, patient in enumerate(patient for patient in patients if patient.has_expression):
        for aliquot in _aliquots(patient, number):
            rows.append(file_row(_write_sample(patient, aliquot, model, folder, settings, seed), aliquot))
            aliquots.append(aliquot)
    files = pd.DataFrame(rows).sort_values(["sample_id", "file_id"])
    write_table(files, folder / FILE_TABLE)
    known = pd.DataFrame({"file_id": [row["file_id"] for row in rows], "aliquot_id": aliquots})
    write_table(known.sort_values("file_id"), folder / ALIQUOT_TABLE)


def _aliquots(patient: SimulatedResponder, number: int) -> list[str]:
    """Aliquots of a patient; the one that is to be used comes first."""
    aliquots = [aliquot_of(patient.patient_id, PRIMARY, patient.plate)]
    if number % WITH_FURTHER_SAMPLE == 0:
        aliquots.append(aliquot_of(patient.patient_id, "02", patient.plate))
    if number % WITH_FURTHER_SAMPLE == 1:
        aliquots.append(aliquot_of(patient.patient_id, PRIMARY, patient.plate, portion=0))
    return aliquots


def _write_sample(
    patient: SimulatedResponder,
    aliquot: str,
    model: GeneModel,
    folder: Path,
    settings: TowerSimulationSettings,
    seed: int,
) -> Path:
    activity = patient.latent[EXPRESSION]
    counts = draw_counts(settings, model, seed, aliquot, activity, patient.idh_mutant, patient.plate)
    identifier = file_id(seed, aliquot)
    path = folder / identifier / f"{identifier}{SUFFIX}"
    write_star_counts(counts, model, path)
    return path


def _write_scan(
    root: Path, settings: TowerSimulationSettings, seed: int, patient: SimulatedResponder, number: int
) -> None:
    """Write one patient's scans and segmentations."""
    of_images = SimulationSettings(modalities=list(STRUCTURAL), effect={}, spacing=settings.spacing)
    latent = {modality: patient.latent[modality] for modality in STRUCTURAL}
    scan = simulate_patient(of_images, seed, patient.patient_id, latent)
    affine = Grid(settings.spacing).affine
    stem = f"{patient.patient_id}_{DATE}"
    home = root / patient.patient_id
    for modality, image in scan.images.items():
        write_nifti(image, affine, home / f"{stem}_{SUFFIXES[modality]}.nii.gz")
    rng = np.random.default_rng(derive_seed(seed, patient.patient_id, "automatic segmentation"))
    automatic = approximate_segmentation(scan.segmentation, scan.brain, scan.spacing, rng)
    write_nifti(automatic, affine, home / f"{stem}_GlistrBoost.nii.gz")
    if number % WITHOUT_CORRECTED:
        write_nifti(scan.segmentation, affine, home / f"{stem}_GlistrBoost_ManuallyCorrected.nii.gz")
