"""Fit of the transformer over slices in every fold, after Jalalifar et al. 2022 as Lyu and Costen describe it."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import torch
from torch import Tensor

from radiogenomics.expression.slice_transformer import SliceTransformer
from radiogenomics.expression.tower_settings import StageSettings
from radiogenomics.leakage.records import NETWORK, FittedStep
from radiogenomics.seeds import derive_seed
from radiogenomics.towers.data import TowerItems, fold_of
from radiogenomics.towers.names import IMAGES
from radiogenomics.towers.trained import prediction_rows, probabilities
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.binary import BinaryTask

STAGE = StageSettings(epochs=20, learning_rate=1e-4)
"""The paper says nothing of the training: that of the gene tower."""


def fit_slice_transformer(
    name: str,
    slices: Mapping[str, Tensor],
    clinical: pd.DataFrame,
    labels: pd.Series,
    splits: pd.DataFrame,
    seed: int,
    stage: StageSettings = STAGE,
) -> tuple[pd.DataFrame, list[FittedStep]]:
    """Train one transformer per fold; the epoch of lowest validation loss is kept.

    Args:
        name: of the method.
        slices: features of every patient (slices, features), NaN behind the last slice.
        clinical: columns of clinical data by patient_id; standardised by the training patients of a fold, gaps filled
            by their means.
        labels: 1 or 0 of training patients.
        splits: rows of splits.csv.
        seed: of the method.
        stage: optimisation.

    Returns:
        Predictions of validation and test patients, and the records of all fits.

    Raises:
        InputError: the loss is no finite number.
    """
    tables, records = [], []
    for fold in sorted(splits["fold"].dropna().astype(int).unique()):
        of_fold = fold_of(splits, IMAGES, fold)
        known = clinical.loc[of_fold.training]
        scaled = ((clinical - known.mean()) / known.std(ddof=0).replace(0, 1)).fillna(0)

        def inputs(ids: list[str], scaled: pd.DataFrame = scaled) -> dict[str, Tensor]:
            values = torch.tensor(scaled.loc[ids].to_numpy("float32"))
            return {"images": torch.stack([slices[patient] for patient in ids]), "clinical": values}

        parts = [
            TowerItems(ids, labels.loc[ids].to_numpy("float32"), **inputs(ids))
            for ids in (of_fold.training, of_fold.validation)
        ]
        of_seed = derive_seed(seed, "fold", fold)
        torch.manual_seed(of_seed)
        network = SliceTransformer(next(iter(slices.values())).shape[1], clinical.shape[1])
        with tempfile.TemporaryDirectory() as folder:
            train(network, BinaryTask("loss"), *parts, stage.training(), Path(folder), {}, of_seed)
        predicted = probabilities(network, **inputs([*of_fold.validation, *of_fold.test]))
        tables.append(prediction_rows(fold, of_fold, predicted, name).drop(columns="used"))
        records.append(FittedStep(NETWORK, name, IMAGES, fold, tuple(of_fold.training), tuple(of_fold.validation)))
    return pd.concat(tables, ignore_index=True), records
