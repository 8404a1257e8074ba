"""Pre-training of a backbone on tumour segmentation, where MedicalNet's own weights are not used."""

import logging
import math
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from monai.losses import DiceCELoss
from monai.metrics import DiceMetric
from torch import nn

from radiogenomics.devices.compute import Compute, compute_on
from radiogenomics.devices.memory import keep_freed_memory
from radiogenomics.networks.medicalnet import MedicalNetResNet
from radiogenomics.seeds import derive_seed
from radiogenomics.training.batches import epoch_batches
from radiogenomics.training.determinism import deterministic
from radiogenomics.training.pretraining_examples import EXAMPLES_PER_PATIENT
from radiogenomics.training.resume import Interval, load_checkpoint, save_checkpoint
from radiogenomics.training.segmentation import CLASSES, SegmentationNetwork
from radiogenomics.training.settings import PretrainingSettings

logger = logging.getLogger(__name__)

VALIDATION_SHARE = 0.2
CLASS_WEIGHTS = (0.1, 1.0, 1.0, 1.0)
"""Weights of the classes in the cross-entropy; nearly all voxels are background, and easy."""


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

    The last fifth of the patients is held out for validation. The head of the segmentation is thrown away. Like
    `train`, it goes on from the newest checkpoint in `resume_dir` and ends, on a CPU, with the very same bits.

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
    compute = compute_on(accelerator)
    if compute.device.type == "cpu":
        keep_freed_memory()
    torch.manual_seed(derive_seed(seed, "head"))
    segmentation = compute.network(SegmentationNetwork(network))
    optimiser = torch.optim.Adam(segmentation.parameters(), lr=settings.learning_rate)
    classes = np.searchsorted(list(CLASSES), labels)
    data = torch.from_numpy(images), torch.from_numpy(classes)[:, None]
    n_training = number_of_training_examples(len(images))
    with deterministic(compute.device):
        history = _resume(load_checkpoint(resume_dir, identity), segmentation, optimiser)
        checkpoint_due = Interval(settings.checkpoint_seconds)
        for epoch in range(len(history) + 1, settings.epochs + 1):
            started = time.monotonic()
            training = [part[:n_training] for part in data]
            loss = _train_epoch(compute, segmentation, optimiser, training, settings, derive_seed(seed, "epoch", epoch))
            dice = _validate(compute, segmentation, [part[n_training:] for part in data], settings.batch_size)
            history.append({"epoch": epoch, "training_loss": loss, **dice, "seconds": time.monotonic() - started})
            if checkpoint_due.is_over():
                state = {"network": segmentation.state_dict(), "optimiser": optimiser.state_dict(), "history": history}
                save_checkpoint(resume_dir, {"epoch": epoch, **state}, identity)
            logger.info(
                "pre-training epoch %d/%d: loss %.3f, Dice %.3f", epoch, settings.epochs, loss, dice["dice_mean"]
            )
    network.cpu()
    return pd.DataFrame(history)


def _resume(saved: dict | None, network: nn.Module, optimiser: torch.optim.Optimizer) -> list[dict[str, float]]:
    """Go back to the state of a checkpoint, where there is one; returns the history of the epochs before."""
    if saved is None:
        return []
    network.load_state_dict(saved["network"])
    optimiser.load_state_dict(saved["optimiser"])
    return saved["history"]


def number_of_training_examples(n_examples: int) -> int:
    """Number of examples that are trained on, the first ones; all examples of a patient are on one side."""
    patients = n_examples // EXAMPLES_PER_PATIENT
    return (patients - math.ceil(patients * VALIDATION_SHARE)) * EXAMPLES_PER_PATIENT


def _train_epoch(
    compute: Compute,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    data: list[torch.Tensor],
    settings: PretrainingSettings,
    seed: int,
) -> float:
    """Fit the network to each batch once, each time flipped along random axes; returns the mean loss."""
    network.train()
    weights = compute.to_device(torch.tensor(CLASS_WEIGHTS))
    criterion = DiceCELoss(include_background=False, to_onehot_y=True, softmax=True, weight=weights)
    generator = np.random.default_rng(seed)
    images, classes = data
    total = 0.0
    for batch in epoch_batches(len(images), settings.batch_size, seed):
        axes = [axis for axis in (2, 3, 4) if generator.random() < 0.5]
        logits = network(compute.images(images[batch].flip(axes)))
        loss = criterion(logits, compute.to_device(classes[batch].flip(axes)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(batch)
    return total / len(images)


@torch.no_grad()
def _validate(compute: Compute, network: nn.Module, data: list[torch.Tensor], batch_size: int) -> dict[str, float]:
    """Dice coefficient per class, mean over the images in which the class occurs."""
    network.eval()
    metric = DiceMetric(include_background=False, reduction="mean_batch", num_classes=len(CLASSES))
    for images, classes in zip(*(part.split(batch_size) for part in data), strict=True):
        predicted = network(compute.images(images)).argmax(dim=1, keepdim=True)
        metric(predicted, compute.to_device(classes))
    per_class = metric.aggregate().tolist()
    foreground = list(CLASSES.values())[1:]
    return {
        **{f"dice_{name}": value for name, value in zip(foreground, per_class, strict=True)},
        "dice_mean": float(np.mean(per_class)),
    }
