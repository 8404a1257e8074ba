"""Pre-training of a backbone on tumour segmentation, where MedicalNet's own weights are not used."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch.utils.data import Dataset

from radiogenomics.networks.medicalnet import MedicalNetResNet
from radiogenomics.seeds import derive_seed
from radiogenomics.training.loop import train
from radiogenomics.training.pretraining_examples import EXAMPLES_PER_PATIENT
from radiogenomics.training.segmentation import CLASSES, SegmentationNetwork
from radiogenomics.training.settings import PretrainingSettings
from radiogenomics.training.tasks.segmentation import SegmentationTask

VALIDATION_SHARE = 0.2


class SegmentedImages(Dataset):
    """Images and the classes of their voxels."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        """Take images, shape (n, 1, z, y, x), and their labels, shape (n, z, y, x), values 0, 1, 2, 4."""
        self.images = torch.from_numpy(images)
        self.classes = torch.from_numpy(np.searchsorted(list(CLASSES), labels))[:, None]
        self.patient_ids = [str(row // EXAMPLES_PER_PATIENT) for row in range(len(images))]

    def __len__(self) -> int:
        """Images of the simulated patients, each with its segmentation."""
        return len(self.images)

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], torch.Tensor, int]:
        """Image (1, z, y, x), its classes (1, z, y, x) and its row."""
        return {"images": self.images[row]}, self.classes[row], row


def pretrain(
    network: MedicalNetResNet,
    images: np.ndarray,
    labels: np.ndarray,
    settings: PretrainingSettings,
    resume_dir: Path,
    identity: dict,
    seed: int,
    accelerator: str = "cpu",
) -> pd.DataFrame:
    """Train a backbone to segment tumours; it then holds weights for `save_medicalnet`.

    The last fifth of the patients is held out for validation. The head of the segmentation is thrown away. For
    checkpoints, devices and errors see `train`.

    Args:
        network: one-channel backbone, changed in place.
        images: shape (n, 1, z, y, x), from `pretraining_examples`.
        labels: shape (n, z, y, x), values 0, 1, 2, 4.
        settings: optimisation.
        resume_dir: folder of this training's checkpoints.
        identity: hashes of config, data and code; a checkpoint with other ones is not resumed.
        seed: seed of the head, the batches and the flips.
        accelerator: `cpu` or `cuda`.

    Returns:
        One row per epoch: epoch, training_loss, dice_necrotic_core, dice_oedema, dice_enhancing, dice_mean (of the
        three, background excluded) and seconds. Dice coefficients are those of the validation patients.
    """
    torch.manual_seed(derive_seed(seed, "head"))
    segmentation = SegmentationNetwork(network)
    border = number_of_training_examples(len(images))
    data = SegmentedImages(images[:border], labels[:border]), SegmentedImages(images[border:], labels[border:])
    result = train(segmentation, SegmentationTask(), *data, settings, resume_dir, identity, seed, accelerator)
    network.cpu()
    return result.history


def number_of_training_examples(n_examples: int) -> int:
    """Number of examples that are trained on, the first ones; all examples of a patient are on one side."""
    patients = n_examples // EXAMPLES_PER_PATIENT
    return (patients - math.ceil(patients * VALIDATION_SHARE)) * EXAMPLES_PER_PATIENT
