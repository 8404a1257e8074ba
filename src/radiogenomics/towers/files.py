"""Files of towers: what a training reads, and what it leaves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.files import read_table, sha256_of, write_table
from radiogenomics.images.arrays import open_images
from radiogenomics.leakage.records import write_fitted
from radiogenomics.modalities import EXPRESSION, STRUCTURAL
from radiogenomics.networks.fusion import Fusion
from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.networks.image_tower import ImageTower
from radiogenomics.networks.registry import model_settings
from radiogenomics.splits.subsets import labels_of_group
from radiogenomics.towers.data import Patients
from radiogenomics.towers.trained import Trained
from radiogenomics.training.trained import load_trained, save_trained

DIMENSIONS = 4


def read_patients(source: Any) -> tuple[Patients, pd.DataFrame]:
    """Patients of a job's inputs, with the labels of those who train, and the split.

    Args:
        source: the job's inputs: splits, labels, and where they are read slices and index, expression.
    """
    labels = read_table(source.labels).set_index("patient_id")["label"]
    return _patients(source, labels), read_table(source.splits)


def read_complete(source: Any) -> Patients:
    """Patients of a job's inputs, with the labels of those who have both modalities; for cross-validation of them."""
    return _patients(source, labels_of_group(read_table(source.cohort), [*STRUCTURAL, EXPRESSION]))


def _patients(source: Any, labels: pd.Series) -> Patients:
    slices = open_images(source.slices, source.index, DIMENSIONS) if source.get("slices") else None
    tables = [read_table(path).set_index("patient_id") for path in source.get("expression", [])]
    return Patients(slices, pd.concat(tables, axis=1) if tables else None, labels)


def training_identity(snakemake: Any) -> dict[str, Any]:
    """What a checkpoint must have in common with a job to be resumed: parameters and data."""
    files = [path for path in snakemake.input if Path(path).is_file()]
    return {"parameters": dict(snakemake.params.items()), "data": {path: sha256_of(path) for path in files}}


def write_trained(trained: Sequence[Trained], output: Any, names: Mapping[str, str]) -> None:
    """Write predictions, records and histories of all folds, and where the job asks for them the weights.

    Args:
        trained: in the order of the folds.
        output: the job's outputs.
        names: study, model and input.
    """
    write_table(
        pd.concat([fold.predictions for fold in trained], ignore_index=True).assign(**names), output.predictions
    )
    write_table(pd.concat([fold.history for fold in trained], ignore_index=True), output.history)
    write_fitted([step for fold in trained for step in fold.fitted], output.fitted)
    for number, fold in enumerate(trained if output.get("towers") else ()):
        Path(output.towers).mkdir(parents=True, exist_ok=True)
        save_trained(fold.network, _weights(output.towers, number))


def write_further(trained: Sequence[Trained], name: str, path: str) -> None:
    """Write one of the further tables of some folds."""
    write_table(pd.concat([fold.further[name] for fold in trained], ignore_index=True), path)


def write_scales(scales: Sequence[ExpressionNormaliser], folder: str) -> None:
    """Write the scale of the genes of every fold next to the fold's tower."""
    for fold, scale in enumerate(scales):
        scale.save(_scale(folder, fold))


def read_towers(
    source: Any, params: Any, patients: Patients, fold: int
) -> tuple[ImageTower, GeneTower, ExpressionNormaliser]:
    """Trained towers of a fold, and the scale of the gene tower's input.

    Args:
        source: the job's inputs: image_towers, gene_towers.
        params: the job's parameters: image_tower, gene_tower.
        patients: say how many channels a slice has.
        fold: its number.

    Raises:
        InputError: a file is damaged or belongs to another network.
    """
    channels = patients.slices.array.shape[1]
    image_tower = read_image_tower(source.image_towers[0], params.image_tower, channels, fold)
    return image_tower, *read_gene_tower(source.gene_towers[0], params.gene_tower, fold)


def read_image_tower(folder: str, section: Mapping[str, Any], channels: int, fold: int) -> ImageTower:
    """Trained image tower of a fold, in eval mode.

    Args:
        folder: of the towers of all folds.
        section: of the model, without its title.
        channels: of a slice.
        fold: its number.

    Raises:
        InputError: the file is damaged or belongs to another network.
    """
    tower = model_settings(section, title="").build(channels)
    load_trained(tower, _weights(folder, fold))
    return tower.eval()


def read_gene_tower(folder: str, section: Mapping[str, Any], fold: int) -> tuple[GeneTower, ExpressionNormaliser]:
    """Trained gene tower of a fold, in eval mode, and the scale of its input.

    Args:
        folder, section, fold: as of `read_image_tower`.

    Raises:
        InputError: a file is damaged or belongs to another network.
    """
    scale = ExpressionNormaliser.load(_scale(folder, fold))
    tower = model_settings(section, title="").build(len(scale.kept))
    load_trained(tower, _weights(folder, fold))
    return tower.eval(), scale


def read_fusion(
    folder: str, section: Mapping[str, Any], image_tower: ImageTower, gene_tower: GeneTower, fold: int
) -> Fusion:
    """Trained fusion of a fold, in eval mode, on the towers of the same fold.

    Args:
        folder, section, fold: as of `read_image_tower`.
        image_tower, gene_tower: trained; the file of a fusion does not hold them again.

    Raises:
        InputError: the file is damaged or belongs to another network.
    """
    fusion = model_settings(section, title="").build(image_tower, gene_tower)
    load_trained(fusion, _weights(folder, fold))
    return fusion.eval()


def _weights(folder: str, fold: int) -> Path:
    return Path(folder, f"fold{fold}.pt")


def _scale(folder: str, fold: int) -> Path:
    return Path(folder, f"fold{fold}.npz")
