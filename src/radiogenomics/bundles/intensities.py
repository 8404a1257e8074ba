"""How far a scan lies from those that a model was trained on, by what its preprocessed image looks like."""

from collections.abc import Sequence

import numpy as np

PERCENTILES = (5, 25, 50, 75, 95)
FEATURES = (*(f"percentile_{percentile}" for percentile in PERCENTILES), "mean", "sd", "filled")
"""Of the voxels that are not 0; `filled` is their share, by which sizes of tumours are compared."""

SMALLEST_SD = 1e-6


def intensity_features(image: np.ndarray) -> np.ndarray:
    """What an image looks like, in the order of `FEATURES`.

    Args:
        image: preprocessed, (z, y, x), in [0, 1].
    """
    inside = image[image > 0].astype(np.float64)
    if not inside.size:
        return np.zeros(len(FEATURES))
    return np.array([*np.percentile(inside, PERCENTILES), inside.mean(), inside.std(), inside.size / image.size])


def describe_training(features: np.ndarray) -> dict[str, list[float]]:
    """Centre and spread of the training patients' features, and the patients' own distances, which name nobody.

    Args:
        features: one row per patient.

    Returns:
        mean and sd of each feature, and the sorted distances of the training patients.
    """
    # What is the same in all patients differs by rounding alone.
    mean, sd = features.mean(axis=0), np.maximum(features.std(axis=0), SMALLEST_SD)
    distances = np.sqrt((((features - mean) / sd) ** 2).mean(axis=1))
    return {"mean": mean.tolist(), "sd": sd.tolist(), "distances": np.sort(distances).tolist()}


def distance_percentile(features: np.ndarray, training: dict[str, Sequence[float]]) -> tuple[float, float]:
    """Distance of a patient from the training patients, and its percentile among their own.

    The distance is the root mean square of the standardised differences: about 1 for a patient like the others.
    """
    standardised = (features - np.array(training["mean"])) / np.array(training["sd"])
    distance = float(np.sqrt((standardised**2).mean()))
    return distance, 100 * float(np.mean(np.array(training["distances"]) <= distance))
