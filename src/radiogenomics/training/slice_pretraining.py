"""Pre-training of encoders on slices of separate simulated patients: is there tumour in this slice?"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch.utils.data import Dataset

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.images.slice_pixels import fitted, scaled
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.networks.encoder import EncoderClassifier
from radiogenomics.seeds import derive_seed
from radiogenomics.training.loop import train
from radiogenomics.training.settings import PretrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

COLOURS = 3
"""Channels of the photographs of published checkpoints: a slice is shown in all of them, as grey."""
SLICES_PER_SCAN = 4
"""Slices of each sequence of a patient, half of them with tumour."""
VALIDATION_SHARE = 0.2


class LabelledSlices(Dataset):
    """Slices, as grey pictures, and whether there is tumour in each.

    Attributes:
        patient_ids: a name of each slice's own: every slice is judged by itself.
        labels: 1.0 where there is tumour, else 0.0.
    """

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        """Take slices (n, y, x) in [0, 1] and labels (n,)."""
        self.images, self.labels = torch.from_numpy(images), labels.astype(np.float32)
        self.patient_ids = [str(row) for row in range(len(images))]

    def __len__(self) -> int:
        """Number of slices."""
        return len(self.labels)

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], float, int]:
        """Slice (3, y, x), label and row."""
        return {"images": self.images[row].expand(COLOURS, -1, -1)}, float(self.labels[row]), row


def slice_examples(
    simulation: SimulationSettings, settings: SliceSettings, modalities: Sequence[str], seed: int
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Slices of patients who belong to no study, scaled and resized as the study's own.

    Args:
        simulation: `pretraining_patients` is their number; nothing is written to disk.
        settings: scale, shape and fit.
        modalities: sequences that are shown of each.
        seed: of the patients and of the choice.

    Returns:
        Slices, float32 (n, y, x) in [0, 1], whether each holds tumour, bool (n,), and the patient of each, by patient.
    """
    images, labels, patients = [], [], []
    cohort_seed = derive_seed(seed, "slice pretraining")
    for number in range(simulation.pretraining_patients):
        name = f"PRETRAINING-{number:05d}"
        generator = np.random.default_rng(derive_seed(cohort_seed, name, "slices"))
        patient = simulate_patient(simulation, cohort_seed, name, modalities=list(modalities))
        for modality in modalities:
            chosen = _chosen(patient.segmentation, patient.brain, generator)
            pictures = scaled(patient.images[modality][chosen].astype(np.float32))
            spacing = (patient.spacing,) * 2
            images += [fitted(picture, spacing, settings.shape, settings.fit) for picture in pictures]
            labels += patient.segmentation[chosen].any(axis=(1, 2)).tolist()
            patients += [name] * len(chosen)
    return np.stack(images), np.array(labels), patients


def _chosen(segmentation: np.ndarray, brain: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Numbers of slices with brain, as many with tumour as without where there are enough."""
    tumour, head = segmentation.any(axis=(1, 2)), brain.any(axis=(1, 2))
    kinds = [np.flatnonzero(tumour & head), np.flatnonzero(~tumour & head)]
    return np.concatenate([generator.permutation(numbers)[: SLICES_PER_SCAN // 2] for numbers in kinds])


def pretrain_encoder(
    network: EncoderClassifier,
    images: np.ndarray,
    labels: np.ndarray,
    patients: Sequence[str],
    settings: PretrainingSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
    accelerator: str = "cpu",
) -> pd.DataFrame:
    """Train an encoder and a head of its own to tell slices with tumour; the head is not needed afterwards.

    Args:
        network: changed in place; it ends with the weights of the epoch with the lowest validation loss.
        images, labels, patients: of `slice_examples`; the last fifth of the patients validates.
        settings, resume_dir, identity, seed, accelerator: as of `train`.

    Returns:
        One row per epoch, as `TrainingResult.history`.
    """
    trains = np.isin(patients, training_patients(patients))
    parts = LabelledSlices(images[trains], labels[trains]), LabelledSlices(images[~trains], labels[~trains])
    result = train(network, BinaryTask("loss"), *parts, settings, resume_dir, identity, seed, accelerator)
    network.cpu()
    return result.history


def training_patients(patients: Sequence[str]) -> list[str]:
    """Patients who are trained on; the others, a fifth and at least one, validate."""
    names = list(dict.fromkeys(patients))
    return names[: len(names) - max(1, round(VALIDATION_SHARE * len(names)))]
