"""Scores of all test patients, of networks and of masks that were predicted elsewhere."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from radiogenomics.images.workers import map_patients
from radiogenomics.segmentation.predicted_masks import PredictedMask, included_patients, read_pair
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
    work = partial(_score, patients=included_patients(cohort), mask=mask, study=study)
    return pd.concat(map_patients(work, masks, workers), ignore_index=True)[list(COLUMNS)]


def _score(predicted: PredictedMask, patients: pd.DataFrame, mask: str, study: str) -> pd.DataFrame:
    truth, volume = read_pair(predicted, patients, mask)
    return region_scores(truth, volume, study, predicted.model, predicted.fold, predicted.patient_id)
