"""How well a predicted map of labels agrees with the true one: Dice and 95 % Hausdorff distance of each region.

A region that neither map has is found: Dice 1, distance 0. One that only one of them has is missed or invented: Dice 0,
and as distance the diagonal of the volume, the largest there can be, as BraTS counts it (373.13 mm for 240×240×155
voxels of 1 mm); otherwise a mean over patients would be better for a network that predicts nothing. `status` says of
each value which of these it is, and the summary counts them.
"""

import math
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from monai.metrics import compute_hausdorff_distance
from scipy.ndimage import find_objects

from radiogenomics.errors import InputError
from radiogenomics.images.volume import Volume, check_geometry
from radiogenomics.segmentation.names import (
    BOTH_EMPTY,
    DICE,
    EMPTY_PREDICTION,
    EMPTY_TRUTH,
    HAUSDORFF,
    MEASURED,
    PERCENTILE,
    REGIONS,
)

COLUMNS = (
    *("study", "model", "fold", "patient_id", "region", "metric"),
    *("value", "n_voxels_truth", "n_voxels_predicted", "status"),
)


def region_scores(
    truth: Volume, predicted: Volume, study: str, model: str, fold: int | str, patient_id: str
) -> pd.DataFrame:
    """Rows of region_scores.csv for one patient: every region's Dice, and of all but the background the distance.

    Args:
        truth: labels 0, 1, 2, 4.
        predicted: the same.
        study: name of the study.
        model: name of the network, or of the folder that the predictions came from.
        fold: validation fold, or what stands for it.
        patient_id: the patient.

    Returns:
        Columns `COLUMNS`.

    Raises:
        InputError: the two lie on different grids.
    """
    check_geometry(truth, predicted, patient_id)
    scores = score_labels(truth.array, predicted.array, truth.spacing[::-1])
    keys = {"study": study, "model": model, "fold": fold, "patient_id": patient_id}
    return scores.assign(**keys)[list(COLUMNS)]


def score_labels(truth: np.ndarray, predicted: np.ndarray, spacing: Sequence[float]) -> pd.DataFrame:
    """Scores of all regions of one pair of label maps.

    Args:
        truth: labels (z, y, x).
        predicted: labels of the same shape.
        spacing: edges of a voxel (z, y, x) in mm.

    Returns:
        region, metric, value, n_voxels_truth, n_voxels_predicted, status.

    Raises:
        InputError: the shapes differ.
    """
    if truth.shape != predicted.shape:
        shapes = ["×".join(map(str, labels.shape)) for labels in (predicted, truth)]
        raise InputError(f"segmentation: {shapes[0]} predicted voxels but {shapes[1]} true ones; predict the same grid")
    diagonal = math.hypot(*(length * edge for length, edge in zip(truth.shape, spacing, strict=True)))
    rows = []
    for region, labels in REGIONS.items():
        first, second = np.isin(truth, labels), np.isin(predicted, labels)
        sizes = int(np.count_nonzero(first)), int(np.count_nonzero(second))
        status = _status(*sizes)
        rows.append((region, DICE, _dice(first, second, *sizes), *sizes, status))
        if region != "background":
            rows.append((region, HAUSDORFF, _hausdorff(first, second, spacing, diagonal, status), *sizes, status))
    return pd.DataFrame(rows, columns=list(COLUMNS[4:]))


def region_dice(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Dice coefficient of every region of one pair of label maps (z, y, x)."""
    found = {}
    for region, labels in REGIONS.items():
        first, second = np.isin(truth, labels), np.isin(predicted, labels)
        found[region] = _dice(first, second, int(np.count_nonzero(first)), int(np.count_nonzero(second)))
    return found


def _status(n_truth: int, n_predicted: int) -> str:
    if n_truth and n_predicted:
        return MEASURED
    if n_truth or n_predicted:
        return EMPTY_PREDICTION if n_truth else EMPTY_TRUTH
    return BOTH_EMPTY


def _dice(truth: np.ndarray, predicted: np.ndarray, n_truth: int, n_predicted: int) -> float:
    if n_truth + n_predicted == 0:
        return 1.0
    return 2 * int(np.count_nonzero(truth & predicted)) / (n_truth + n_predicted)


def _hausdorff(
    truth: np.ndarray, predicted: np.ndarray, spacing: Sequence[float], diagonal: float, status: str
) -> float:
    if status != MEASURED:
        return 0.0 if status == BOTH_EMPTY else diagonal
    # Only the box around both is looked at; MONAI would turn the whole volumes into floats first.
    box = find_objects((truth | predicted).view(np.uint8))[0]
    with warnings.catch_warnings():
        # MONAI warns of an argument of its own that it gives itself.
        warnings.simplefilter("ignore", FutureWarning)
        distance = compute_hausdorff_distance(
            predicted[box][None, None],
            truth[box][None, None],
            include_background=True,
            percentile=PERCENTILE,
            spacing=list(spacing),
        )
    return float(distance)
