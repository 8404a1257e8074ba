"""Test patients whose predictions are drawn with the truth."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import read_mask, read_volume
from radiogenomics.segmentation.masks import read_predicted
from radiogenomics.segmentation.overlay import Segmented
from radiogenomics.segmentation.predicted_masks import PredictedMask
from radiogenomics.segmentation.summary import MEAN, patient_values


def chosen_patients(scores: pd.DataFrame, count: int) -> list[str]:
    """Patients from the best to the worst, at even distances: nobody chooses them by eye.

    Args:
        scores: rows of region_scores.csv; patients are ordered by the first model's mean Dice without background.
        count: how many, fewer where there are not so many.
    """
    values = patient_values(scores, MEAN, "Dice").iloc[:, 0].sort_values(ascending=False, kind="stable")
    places = np.unique(np.linspace(0, len(values) - 1, min(count, len(values))).round().astype(int))
    return [str(values.index[place]) for place in places]


def shown_patients(
    scores: pd.DataFrame,
    masks: Sequence[PredictedMask],
    cohort: pd.DataFrame,
    mask: str,
    sequence: str,
    titles: Mapping[str, str],
    count: int,
) -> list[Segmented]:
    """Scans with true and predicted labels of `chosen_patients`; of several folds the first is shown.

    Args:
        scores: rows of region_scores.csv.
        masks: of all test patients.
        cohort: rows of cohort.csv.
        mask: the true segmentation, `automatic` or `corrected`.
        sequence: scan on which the labels are drawn.
        titles: name of each model in figures.
        count: how many patients are shown.
    """
    patients = cohort[cohort["included"].astype(bool)].astype({"patient_id": str}).set_index("patient_id", drop=False)
    shown = []
    for patient_id in chosen_patients(scores, count):
        patient = patients.loc[patient_id]
        scan = read_volume(patient[f"path_{sequence}"], patient_id)
        truth = read_mask(mask_path(patient, mask), patient_id, label_convention(patient))
        predictions: dict[str, np.ndarray] = {}
        for predicted in (found for found in masks if found.patient_id == patient_id):
            if titles[predicted.model] not in predictions:
                volume = read_predicted(predicted.path, truth, patient_id, predicted.convention)
                predictions[titles[predicted.model]] = volume.array
        shown.append(Segmented(patient_id, scan, truth.array, predictions))
    return shown


def voxel_mm3(cohort: pd.DataFrame, mask: str) -> float:
    """Volume of a voxel of the first patient's segmentation."""
    first = cohort[cohort["included"].astype(bool)].iloc[0]
    spacing = read_mask(mask_path(first, mask), str(first["patient_id"]), label_convention(first)).spacing
    return float(spacing[0] * spacing[1] * spacing[2])
