"""Slices of simulated patients who belong to no study and carry no effect, chosen and scaled as a study's own."""

import numpy as np

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.images.slice_choice import central, middle
from radiogenomics.images.slice_pixels import fitted, scaled
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.seeds import derive_seed


def null_slices(
    simulation: SimulationSettings, settings: SliceSettings, modality: str, patients: int, seed: int
) -> tuple[np.ndarray, list[str]]:
    """Slices of one sequence, several of each patient.

    Args:
        simulation: anatomy and scanners; nothing is written to disk.
        settings: which slices (the middle ones, or as many central ones as there are of another choice), shape and fit.
        modality: the sequence.
        patients: how many.
        seed: of the patients.

    Returns:
        Slices, float32 (n, y, x) in [0, 1], and the patient of each.
    """
    images, owners = [], []
    cohort_seed = derive_seed(seed, "null slices")
    for number in range(patients):
        name = f"NULL-{number:05d}"
        patient = simulate_patient(simulation, cohort_seed, name, modalities=[modality])
        scan, spacing = patient.images[modality], (patient.spacing,) * 2
        many = settings.choice == "middle"
        chosen = middle(len(scan), settings.share) if many else central(len(scan), settings.count)
        pictures = scaled(scan[chosen.start : chosen.stop].astype(np.float32))
        images += [fitted(picture, spacing, settings.shape, settings.fit) for picture in pictures]
        owners += [name] * len(pictures)
    return np.stack(images), owners
