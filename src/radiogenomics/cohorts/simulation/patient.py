"""One simulated patient, in memory."""

from dataclasses import dataclass

import numpy as np

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.anatomy import warp
from radiogenomics.cohorts.simulation.contrasts import CONTRASTS
from radiogenomics.cohorts.simulation.latent import draw_latent
from radiogenomics.cohorts.simulation.rendering import render
from radiogenomics.cohorts.simulation.scanner import acquire
from radiogenomics.cohorts.simulation.template import Anatomy, healthy_template
from radiogenomics.cohorts.simulation.tumour import grow_tumour, plan_tumour
from radiogenomics.seeds import derive_seed

_PUSH_PER_RADIUS = 0.25


@dataclass(frozen=True)
class SimulatedPatient:
    """Images and segmentation of a simulated scan, all arrays (z, y, x) on the atlas's field of view."""

    patient_id: str
    images: dict[str, np.ndarray]
    """float32 by modality, in the modality's unit, 0 outside the brain."""
    segmentation: np.ndarray
    """uint8: 0 elsewhere, 1 necrotic core, 2 oedema, 4 enhancing rim; the true one."""
    spacing: float
    """Voxel edge in mm."""
    brain: np.ndarray
    """Mask of the brain, true where the images are above 0."""


def simulate_patient(
    settings: SimulationSettings,
    seed: int,
    patient_id: str,
    latent: dict[str, float] | None = None,
    *,
    modalities: list[str] | None = None,
    necrosis: bool = True,
    enhancement: bool = True,
    scanner: int | None = None,
    scan: str = "11",
) -> SimulatedPatient:
    """Simulate one scan; the same arguments give the same voxels, whoever else is simulated.

    Args:
        settings: the cohort's settings; `patients` and the shares are not used.
        seed: seed of the cohort.
        patient_id: for example `UPENN-GBM-00001`; decides on the anatomy.
        latent: latent contrast by modality; None draws them as of a patient between the classes.
        modalities: images to make; None makes all of the settings.
        necrosis: whether the tumour has label 1.
        enhancement: whether the tumour has label 4; without it, the whole core is label 1.
        scanner: number of the scanner; None draws one of `settings.scanners`.
        scan: number of the patient's scan; decides on the tumour and the noise.
    """
    modalities = settings.modalities if modalities is None else modalities
    if latent is None:
        latent = draw_latent(seed, patient_id, None, {}, settings.correlation, modalities)
    if scanner is None:
        scanner = int(_generator(seed, patient_id, "scanner").integers(settings.scanners))
    anatomy, labels = _anatomy_with_tumour(settings, seed, patient_id, scan, necrosis, enhancement)
    scanner_seed = derive_seed(seed, "scanner", scanner)
    images = {}
    for modality in modalities:
        rng = _generator(seed, patient_id, scan, modality)
        contrast = CONTRASTS[modality]
        contrast_of_core = latent[modality] + settings.mean_contrast.get(modality, 0.0)
        image = render(anatomy, labels, contrast, contrast_of_core, rng)
        image = acquire(image, anatomy, modality, contrast, settings.noise, scanner_seed, rng)
        images[modality] = _on_whole_grid(image, anatomy)
    segmentation, brain = _on_whole_grid(labels, anatomy), _on_whole_grid(anatomy.brain, anatomy)
    return SimulatedPatient(patient_id, images, segmentation, settings.spacing, brain)


def _anatomy_with_tumour(
    settings: SimulationSettings, seed: int, patient_id: str, scan: str, necrosis: bool, enhancement: bool
) -> tuple[Anatomy, np.ndarray]:
    template = healthy_template(settings.spacing)
    rng = _generator(seed, patient_id, scan, "tumour")
    plan = plan_tumour(template, rng, necrosis, enhancement, settings.tumour_volume_sd)
    radius = 1.3 * plan.radius
    form = _generator(seed, patient_id, "anatomy")
    anatomy = warp(template, form, plan.centre, radius, _PUSH_PER_RADIUS * radius)
    return anatomy, grow_tumour(anatomy, rng, plan)


def _on_whole_grid(array: np.ndarray, anatomy: Anatomy) -> np.ndarray:
    whole = np.zeros(anatomy.grid.shape, array.dtype)
    whole[anatomy.box] = array
    return whole


def _generator(seed: int, *names: object) -> np.random.Generator:
    return np.random.default_rng(derive_seed(seed, *names))
