"""Fusions of all folds on frozen towers, trained on patients with both modalities."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import torch

from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.leakage.records import NETWORK, FittedStep
from radiogenomics.networks.fusion import Fusion
from radiogenomics.networks.fusion_settings import FusionSettings
from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.networks.image_tower import ImageTower
from radiogenomics.seeds import derive_seed
from radiogenomics.towers.data import Fold, Patients, TowerItems
from radiogenomics.towers.gene_tower import scaled
from radiogenomics.towers.names import BOTH
from radiogenomics.towers.settings import FusionStageSettings
from radiogenomics.towers.trained import Trained, prediction_rows, probabilities
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.binary import BinaryTask


def train_fusion(
    name: str,
    model: FusionSettings,
    stage: FusionStageSettings,
    towers: tuple[ImageTower, GeneTower, ExpressionNormaliser],
    patients: Patients,
    of_fold: Fold,
    fold: int,
    seed: int,
    resume_dir: Path,
    identity: dict,
    incomplete: list[str] = (),
) -> Trained:
    """Train the fusion of one fold on the towers of the same fold.

    Args:
        name: of the model.
        model: its section.
        stage: optimisation.
        towers: of the fold, and the scale of the gene tower's input.
        patients: with slices and expression.
        of_fold: who trains, validates and is tested.
        fold: its number.
        seed: of the study's model.
        resume_dir, identity: as of `training.loop.train`.
        incomplete: patients who lack a modality and were seen by neither tower; the tower that they have an input for
            predicts them.

    Returns:
        The fusion, with the further table `incomplete`: fold, patient_id, probability, used.

    Raises:
        InputError: a training patient lacks a modality, or the loss is no finite number.
    """
    image_tower, gene_tower, normaliser = towers
    seed = derive_seed(seed, name, fold)
    torch.manual_seed(seed)
    network = model.build(image_tower, gene_tower)

    def inputs(ids: list[str]) -> dict[str, torch.Tensor]:
        return {"images": patients.images(ids), "expression": scaled(patients, normaliser, ids)}

    parts = [
        TowerItems(ids, patients.known_labels(ids), **inputs(ids)) for ids in (of_fold.training, of_fold.validation)
    ]
    scale = network.fit_scale(**parts[0].inputs, patients=of_fold.training, fold=fold)
    result = train(network, BinaryTask("loss"), *parts, stage.training(["fusion"]), resume_dir, identity, seed)
    judged = inputs([*of_fold.validation, *of_fold.test])
    fitted = FittedStep(NETWORK, name, BOTH, fold, tuple(of_fold.training), tuple(of_fold.validation))
    return Trained(
        network,
        prediction_rows(fold, of_fold, probabilities(network, **judged), network.used(**judged)),
        result.history.assign(fold=fold, stage=name),
        [replace(scale, model=name, input=BOTH), fitted],
        {"incomplete": _incomplete(network, inputs(incomplete), incomplete, fold)} if incomplete else {},
    )


def _incomplete(network: Fusion, inputs: dict[str, torch.Tensor], ids: list[str], fold: int) -> pd.DataFrame:
    columns = {"patient_id": ids, "probability": probabilities(network, **inputs), "used": network.used(**inputs)}
    return pd.DataFrame({"fold": fold, **columns})
