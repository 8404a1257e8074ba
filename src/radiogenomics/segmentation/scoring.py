"""Scores of all test patients, of networks and of masks that were predicted elsewhere."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import check_regions, read_mask
from radiogenomics.images.workers import map_patients
from radiogenomics.segmentation.masks import read_predicted
from radiogenomics.segmentation.predicted_masks import PredictedMask
from radiogenomics.segmentation.scores import COLUMNS, region_scores


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


def _score(predicted: PredictedMask, patients: pd.DataFrame, mask: str, study: str) -> pd.DataFrame:
    patient = patients.loc[predicted.patient_id]
    truth = read_mask(mask_path(patient, mask), predicted.patient_id, label_convention(patient))
    check_regions(truth, predicted.patient_id)
    volume = read_predicted(Path(predicted.path), truth, predicted.patient_id, predicted.convention)
    return region_scores(truth, volume, study, predicted.model, predicted.fold, predicted.patient_id)
