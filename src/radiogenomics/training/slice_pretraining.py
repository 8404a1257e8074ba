"""Pre-training of encoders on slices of separate simulated patients: is there tumour, and which sequence is it?"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.images.slice_pixels import fitted, scaled
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.networks.encoder import EncoderClassifier
from radiogenomics.networks.network import Network
from radiogenomics.seeds import derive_seed
from radiogenomics.training.loop import train
from radiogenomics.training.settings import PretrainingSettings
from radiogenomics.training.tasks.slice_content import SliceContentTask

COLOURS = 3
"""Channels of the photographs of published checkpoints: a slice is shown in all of them, as grey."""
SLICES_PER_SCAN = 4
"""Slices of each sequence of a patient, half of them with tumour."""
VALIDATION_SHARE = 0.2


class ContentSlices(Dataset):
    """Slices, as grey pictures, with what each shows.

    Attributes:
        patient_ids: a name of each slice's own: every slice is judged by itself.
        contents: whether there is tumour (0, 1), and the number of the sequence, (n, 2).
    """

    def __init__(self, images: np.ndarray, contents: np.ndarray) -> None:
        """Take slices (n, y, x) in [0, 1] and contents (n, 2)."""
        self.images, self.contents = torch.from_numpy(images), torch.from_numpy(contents)
        self.patient_ids = [str(row) for row in range(len(images))]

    def __len__(self) -> int:
        """Slices of the simulated patients, each with its content."""
        return len(self.contents)

    def __getitem__(self, row: int) -> tuple[dict[str, Tensor], Tensor, int]:
        """Slice (3, y, x), what it shows (2,) and row."""
        return {"images": self.images[row].expand(COLOURS, -1, -1)}, self.contents[row], row


class ContentNetwork(Network):
    """An encoder with a head of its own, which is not needed after the pre-training.

    Attributes:
        encoder: without its own head.
        head: from its features to a logit of tumour and one of each sequence.
    """

    def __init__(self, encoder: EncoderClassifier, sequences: int) -> None:
        """Take an encoder with a linear head, whose place is taken, and the number of sequences."""
        super().__init__()
        self.head = nn.Linear(encoder.head.in_features, 1 + sequences)
        self.encoder = encoder
        self.encoder.head = nn.Identity()

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, 3, y, x) in [0, 1] → logits (n, 1 + sequences)."""
        return self.head(self.encoder.features(images))


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
        Slices, float32 (n, y, x) in [0, 1]; whether each holds tumour and the number of its sequence, int64 (n, 2); and
        the patient of each, by patient.
    """
    images, contents, patients = [], [], []
    cohort_seed = derive_seed(seed, "slice pretraining")
    for number in range(simulation.pretraining_patients):
        name = f"PRETRAINING-{number:05d}"
        generator = np.random.default_rng(derive_seed(cohort_seed, name, "slices"))
        patient = simulate_patient(simulation, cohort_seed, name, modalities=list(modalities))
        for sequence, modality in enumerate(modalities):
            chosen = _chosen(patient.segmentation, patient.brain, generator)
            pictures = scaled(patient.images[modality][chosen].astype(np.float32))
            spacing = (patient.spacing,) * 2
            images += [fitted(picture, spacing, settings.shape, settings.fit) for picture in pictures]
            contents += [(tumour, sequence) for tumour in patient.segmentation[chosen].any(axis=(1, 2))]
            patients += [name] * len(chosen)
    return np.stack(images), np.array(contents, dtype=np.int64), patients


def _chosen(segmentation: np.ndarray, brain: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Numbers of slices with brain, as many with tumour as without where there are enough."""
    tumour, head = segmentation.any(axis=(1, 2)), brain.any(axis=(1, 2))
    kinds = [np.flatnonzero(tumour & head), np.flatnonzero(~tumour & head)]
    return np.concatenate([generator.permutation(numbers)[: SLICES_PER_SCAN // 2] for numbers in kinds])


def pretrain_encoder(
    network: EncoderClassifier,
    images: np.ndarray,
    contents: np.ndarray,
    patients: Sequence[str],
    settings: PretrainingSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
    accelerator: str = "cpu",
) -> pd.DataFrame:
    """Train an encoder and a head of its own to tell what slices show; the head is not needed afterwards.

    Args:
        network: with a linear head, which it loses; it ends with the weights of the epoch with the lowest validation
            loss.
        images, contents, patients: of `slice_examples`; the last fifth of the patients validates.
        settings, resume_dir, identity, seed, accelerator: as of `train`.

    Returns:
        One row per epoch, as `TrainingResult.history`.
    """
    trains = np.isin(patients, training_patients(patients))
    parts = ContentSlices(images[trains], contents[trains]), ContentSlices(images[~trains], contents[~trains])
    whole = ContentNetwork(network, int(contents[:, 1].max()) + 1)
    result = train(whole, SliceContentTask(), *parts, settings, resume_dir, identity, seed, accelerator)
    network.cpu()
    return result.history


def training_patients(patients: Sequence[str]) -> list[str]:
    """Patients who are trained on; the others, a fifth and at least one, validate."""
    names = list(dict.fromkeys(patients))
    return names[: len(names) - max(1, round(VALIDATION_SHARE * len(names)))]
