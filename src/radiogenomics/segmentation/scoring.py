"""Scores of all test patients, of networks and of masks that were predicted elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import check_regions, read_mask
from radiogenomics.images.workers import map_patients
from radiogenomics.segmentation.masks import external_masks, read_predicted
from radiogenomics.segmentation.predictions import TEST
from radiogenomics.segmentation.scores import COLUMNS, region_scores

ELSEWHERE = "elsewhere"
"""Fold of masks that were predicted elsewhere."""


@dataclass(frozen=True)
class PredictedMask:
    """A mask of a test patient: by which model and fold, where, and what its numbers mean."""

    model: str
    fold: int | str
    patient_id: str
    path: str
    convention: str = "brats"


def masks_to_score(
    tables: Mapping[str, pd.DataFrame], externals: Mapping[str, Mapping[str, Any]], test_patients: Sequence[str]
) -> list[PredictedMask]:
    """All masks of test patients, model by model.

    Args:
        tables: rows of masks/<model>.csv by model.
        externals: `folder` and `convention` of masks that were predicted elsewhere, by model.
        test_patients: all of them.

    Raises:
        InputError: a folder lacks the mask of a test patient.
    """
    found = [
        PredictedMask(model, row.fold, row.patient_id, row.path)
        for model, table in tables.items()
        for row in table[table["subset"] == TEST].astype({"patient_id": str}).itertuples()
    ]
    for model, external in externals.items():
        paths = external_masks(external["folder"], test_patients)
        found += [
            PredictedMask(model, ELSEWHERE, patient, str(path), external["convention"])
            for patient, path in paths.items()
        ]
    return found


def score_masks(
    masks: Sequence[PredictedMask], cohort: pd.DataFrame, mask: str, study: str, workers: int = 1
) -> pd.DataFrame:
    """Rows of region_scores.csv of all masks.

    Args:
        masks: of `masks_to_score`.
        cohort: rows of cohort.csv.
        mask: the true segmentation, `automatic` or `corrected`.
        study: name of the study.
        workers: processes, each of which scores one mask at a time.

    Raises:
        InputError: a mask is faulty, or lies on another grid than the true one.
    """
    patients = cohort[cohort["included"].astype(bool)].astype({"patient_id": str}).set_index("patient_id", drop=False)
    work = partial(_score, patients=patients, mask=mask, study=study)
    return pd.concat(map_patients(work, masks, workers), ignore_index=True)[list(COLUMNS)]


def voxel_mm3(cohort: pd.DataFrame, mask: str) -> float:
    """Volume of a voxel of the first patient's segmentation."""
    first = cohort[cohort["included"].astype(bool)].iloc[0]
    spacing = read_mask(mask_path(first, mask), str(first["patient_id"]), label_convention(first)).spacing
    return float(spacing[0] * spacing[1] * spacing[2])


def _score(predicted: PredictedMask, patients: pd.DataFrame, mask: str, study: str) -> pd.DataFrame:
    patient = patients.loc[predicted.patient_id]
    truth = read_mask(mask_path(patient, mask), predicted.patient_id, label_convention(patient))
    check_regions(truth, predicted.patient_id)
    volume = read_predicted(Path(predicted.path), truth, predicted.patient_id, predicted.convention)
    return region_scores(truth, volume, study, predicted.model, predicted.fold, predicted.patient_id)
