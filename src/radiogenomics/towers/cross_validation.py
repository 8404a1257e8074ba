"""Cross-validation over the patients with both modalities, on towers that have seen none of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.classifiers.fit import partitions
from radiogenomics.networks.registry import model_settings
from radiogenomics.seeds import derive_seed
from radiogenomics.splits.settings import CrossValidationSettings
from radiogenomics.towers.data import Fold, Patients
from radiogenomics.towers.fusion import train_fusion
from radiogenomics.towers.gene_tower import scaled
from radiogenomics.towers.names import FUSION, IMAGE_TOWER
from radiogenomics.towers.settings import FusionStageSettings
from radiogenomics.towers.trained import probabilities

CHOOSING = 5
"""One training patient in so many chooses the epoch of a fusion."""


def cross_validate_network(
    name: str,
    model: Mapping[str, Any],
    stage: FusionStageSettings,
    towers: Sequence[tuple],
    patients: Patients,
    folds: CrossValidationSettings,
    seed: int,
    resume_dir: Path,
    identity: dict,
) -> pd.DataFrame:
    """Probabilities of complete patients by a network that was not trained on them, the mean over all towers.

    A tower predicts as it is, for it saw patients of its modality alone; a fusion is trained anew in each fold.

    Args:
        name, model: the model and its section without title.
        stage: optimisation of a fusion.
        towers: of all folds of the study, as `files.read_towers` reads them.
        patients: with slices, expression, and the labels of all complete patients.
        folds: folds and repeats.
        seed: of the study.
        resume_dir, identity: as of `training.loop.train`.

    Returns:
        repeat, fold, patient_id, probability.

    Raises:
        InputError: a class has fewer patients than folds.
    """
    tables = []
    for repeat, fold, train, held_out in partitions(patients.labels, folds):
        ids = [str(patient) for patient in held_out]
        values = []
        for number, of_fold in enumerate(towers):
            if model["network"] != FUSION:
                values.append(_by_tower(model["network"], of_fold, patients, ids))
                continue
            learning, choosing = _with_choosing([str(patient) for patient in train], patients.labels)
            section, chosen = model_settings(model, title=name), Fold(learning, choosing, ids)
            of_repeat = derive_seed(seed, "cross-validation", repeat, fold)
            folder = resume_dir / f"repeat{repeat}_fold{fold}_tower{number}"
            fusion = train_fusion(name, section, stage, of_fold, patients, chosen, number, of_repeat, folder, identity)
            rows = fusion.predictions[fusion.predictions["subset"] == "test"]
            values.append(rows["probability"].to_numpy())
        probability = np.mean(values, axis=0)
        tables.append(pd.DataFrame({"repeat": repeat, "fold": fold, "patient_id": ids, "probability": probability}))
    return pd.concat(tables, ignore_index=True)


def _by_tower(network: str, towers: tuple, patients: Patients, ids: list[str]) -> np.ndarray:
    image_tower, gene_tower, normaliser = towers
    if network == IMAGE_TOWER:
        return probabilities(image_tower, images=patients.images(ids))
    return probabilities(gene_tower, expression=scaled(patients, normaliser, ids))


def _with_choosing(ids: list[str], labels: pd.Series) -> tuple[list[str], list[str]]:
    """Patients who train and patients who choose the epoch: every so many of each class, in the order of their ids."""
    choosing = [patient for label in (0, 1) for patient in [i for i in sorted(ids) if labels[i] == label][::CHOOSING]]
    return [patient for patient in ids if patient not in choosing], choosing
