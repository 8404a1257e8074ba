"""Fit of the gene tower: its autoencoder by reconstruction, then the classifier on the bottleneck."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from radiogenomics.expression.items import ExpressionItems
from radiogenomics.expression.tower_settings import GeneTowerFitSettings
from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.seeds import derive_seed
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.binary import BinaryTask
from radiogenomics.training.tasks.reconstruction import ReconstructionTask


@dataclass(frozen=True, eq=False)
class Expressed:
    """Patients with normalised expression and labels.

    Attributes:
        patient_ids: in order.
        values: (n, genes).
        labels: (n,), 1 or 0.
    """

    patient_ids: list[str]
    values: np.ndarray
    labels: np.ndarray

    def items(self, reconstructs: bool) -> ExpressionItems:
        """Items of a training."""
        return ExpressionItems(self.patient_ids, self.values, self.labels, reconstructs)


def fit_gene_tower(
    training: Expressed, validation: Expressed, settings: GeneTowerFitSettings, seed: int, accelerator: str = "cpu"
) -> tuple[GeneTower, pd.DataFrame]:
    """Train a gene tower in its two stages, each kept at its epoch of lowest validation loss.

    Args:
        training: patients to learn from.
        validation: patients by which the epochs are chosen; none of them trains.
        settings: both stages.
        seed: of the weights and of the order of the patients.
        accelerator: `cpu` or `cuda`.

    Returns:
        The tower; and the histories of both stages, one row per epoch, with the column `stage`.

    Raises:
        InputError: a loss is no finite number.
    """
    torch.manual_seed(derive_seed(seed, "weights"))
    tower = GeneTower(training.values.shape[1], settings.bottleneck)
    groups = ["classifier"] if settings.encoder == "frozen" else ["encoder", "classifier"]
    stages = {
        "reconstruction": (tower.autoencoder, ReconstructionTask(), settings.reconstruction.training()),
        "classification": (tower, BinaryTask("loss"), settings.classification.training(groups)),
    }
    histories = []
    for name, (network, task, optimisation) in stages.items():
        parts = (part.items(name == "reconstruction") for part in (training, validation))
        # It takes moments, so that nothing is resumed.
        with tempfile.TemporaryDirectory() as folder:
            result = train(network, task, *parts, optimisation, Path(folder), {}, derive_seed(seed, name), accelerator)
        histories.append(result.history.assign(stage=name))
    return tower, pd.concat(histories, ignore_index=True)
