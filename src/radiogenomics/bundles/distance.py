"""How far a patient lies from those that a model was trained on, by what the images or features look like."""

from collections.abc import Mapping, Sequence

import numpy as np

PERCENTILES = (5, 25, 50, 75, 95)
FEATURES = (*(f"percentile_{percentile}" for percentile in PERCENTILES), "mean", "sd", "filled")
"""Of the voxels that are not 0; `filled` is their share, by which sizes of tumours are compared."""

SMALLEST_SD = 1e-6


def intensity_features(image: np.ndarray) -> np.ndarray:
    """What an image looks like, in the order of `FEATURES`.

    Args:
        image: preprocessed, of any shape; 0 is background.
    """
    inside = image[image != 0].astype(np.float64)
    if not inside.size:
        return np.zeros(len(FEATURES))
    return np.array([*np.percentile(inside, PERCENTILES), inside.mean(), inside.std(), inside.size / image.size])


def describe_training(features: np.ndarray) -> dict[str, list[float]]:
    """Centre and spread of the training patients' features, and the patients' own distances, which name nobody.

    Args:
        features: one row per patient; what is not known of a patient is NaN.

    Returns:
        mean and sd of each feature, and the sorted distances of the training patients. A feature that is known of
        nobody has the mean 0 and the smallest sd.
    """
    known = np.isfinite(features)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, features, 0).sum(axis=0) / count
    variance = (np.where(known, features - mean, 0) ** 2).sum(axis=0) / count
    # What is the same in all patients differs by rounding alone.
    sd = np.maximum(np.sqrt(variance), SMALLEST_SD)
    distances = [_distance(row, mean, sd) for row in features]
    return {"mean": mean.tolist(), "sd": sd.tolist(), "distances": sorted(distances)}


def distance_percentile(features: np.ndarray, training: Mapping[str, Sequence[float]]) -> tuple[float, float]:
    """Distance of a patient from the training patients, and its percentile among their own.

    The distance is the root mean square of the standardised differences: about 1 for a patient like the others.

    Args:
        features: of the patient; what is not known is NaN and counts for nothing.
        training: of `describe_training`.
    """
    distance = _distance(features, np.array(training["mean"]), np.array(training["sd"]))
    return distance, 100 * float(np.mean(np.array(training["distances"]) <= distance))


def _distance(features: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> float:
    known = np.isfinite(features)
    standardised = ((features - mean) / sd)[known]
    return float(np.sqrt((standardised**2).mean())) if known.any() else 0.0
