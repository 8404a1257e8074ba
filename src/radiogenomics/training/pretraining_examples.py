"""Images and segmentations of separate simulated patients, from which the backbones learn what tumours look like."""

from collections.abc import Sequence

import numpy as np

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.approximation import approximate_segmentation
from radiogenomics.cohorts.simulation.patient import SimulatedPatient, simulate_patient
from radiogenomics.images.crop import CropWindow, published_window
from radiogenomics.images.preprocess import downscaled, padded, preprocess
from radiogenomics.images.settings import ImageSettings
from radiogenomics.seeds import derive_seed
from radiogenomics.training.segmentation import CLASSES

EXAMPLES_PER_PATIENT = 2
"""Modalities shown of each patient, drawn at random; where there is one modality, it is shown twice."""


def pretraining_examples(
    simulation: SimulationSettings,
    image_settings: ImageSettings,
    modalities: Sequence[str],
    seed: int,
    window: CropWindow | None = None,
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Simulate patients who belong to no study and preprocess them exactly as the study's images are.

    Args:
        simulation: `pretraining_patients` is their number; nothing is written to disk.
        image_settings: mask, down-scaling and shape.
        modalities: modalities to choose from, two at random per patient.
        seed: seed of the patients and of the choice.
        window: the study's crop; None takes the published one.

    Returns:
        Images, float32 (n, 1, z, y, x) in [0, 1], labels, uint8 (n, z, y, x) with values 0, 1, 2 and 4, and the
        patient of each; patient by patient, `EXAMPLES_PER_PATIENT` each.
    """
    images, labels, patients = [], [], []
    cohort_seed = derive_seed(seed, "pretraining")
    for number in range(simulation.pretraining_patients):
        name = f"PRETRAINING-{number:05d}"
        generator = np.random.default_rng(derive_seed(cohort_seed, name, "modality"))
        fewer = len(modalities) < EXAMPLES_PER_PATIENT
        chosen = [str(modality) for modality in generator.choice(modalities, EXAMPLES_PER_PATIENT, replace=fewer)]
        patient = simulate_patient(simulation, cohort_seed, name, modalities=chosen)
        box = window or published_window([patient.spacing] * 3, patient.segmentation.shape)
        mask = _mask(patient, image_settings, derive_seed(cohort_seed, name, "automatic segmentation"))
        for modality in chosen:
            scan = preprocess(patient.images[modality], mask, box, image_settings.downscale, image_settings.shape)
            images.append(scan[None])
            labels.append(reduced_labels(patient.segmentation, box, image_settings))
            patients.append(name)
    return np.stack(images), np.stack(labels), patients


def _mask(patient: SimulatedPatient, settings: ImageSettings, seed: int) -> np.ndarray | None:
    """Segmentation that the patient's images are masked with: the automatic one has errors along its borders."""
    if settings.mask == "none":
        return None
    if settings.mask == "corrected":
        return patient.segmentation
    rng = np.random.default_rng(seed)
    return approximate_segmentation(patient.segmentation, patient.brain, patient.spacing, rng)


def reduced_labels(segmentation: np.ndarray, window: CropWindow, settings: ImageSettings) -> np.ndarray:
    """Crop, down-scale and pad a segmentation (z, y, x) as `preprocess` does with a scan.

    A reduced voxel gets the label that most of its volume has; of equals the first, background before tumour.
    """
    cropped = segmentation[window.slices]
    shares = [downscaled((cropped == label).astype(np.float32), settings.downscale) for label in CLASSES]
    labels = np.array(list(CLASSES), dtype=np.uint8)[np.argmax(shares, axis=0)]
    return padded(labels, settings.shape)
