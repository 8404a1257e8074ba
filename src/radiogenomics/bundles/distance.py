"""How far a patient lies from those that a model was trained on, by what the images or features look like."""

from collections.abc import Mapping, Sequence

import numpy as np

PERCENTILES = (5, 25, 50, 75, 95)
FEATURES = (*(f"percentile_{percentile}" for percentile in PERCENTILES), "mean", "sd", "filled")
"""Of the voxels that are not 0; `filled` is their share, by which sizes of tumours are compared."""

FAR = 95.0
"""Percentile of the training patients' own distances above which a patient is called unlike them."""
CERTAIN = 99.0
"""Percentile above which that is said in a line of its own."""
SMALLEST_SD = 1e-6
ROUNDING = 1e-6
"""Share of a distance within which two count as the same."""
RIDGE = 1e-3
"""Added to the correlations of features that are compared together: some are nearly sums of others."""
PARTS = 5
"""Parts of the training patients: each part is compared with all the others."""


def intensity_features(image: np.ndarray) -> np.ndarray:
    """What an image looks like, in the order of `FEATURES`.

    Args:
        image: preprocessed, of any shape; 0 is background.
    """
    inside = image[image != 0].astype(np.float64)
    if not inside.size:
        return np.zeros(len(FEATURES))
    return np.array([*np.percentile(inside, PERCENTILES), inside.mean(), inside.std(), inside.size / image.size])


def describe_training(
    features: np.ndarray, others: np.ndarray | None = None, smallest: Sequence[float] | float = SMALLEST_SD
) -> dict[str, list[float]]:
    """Centre and spread of the training patients' features, and the patients' own distances, which name nobody.

    Args:
        features: one row per patient; what is not known of a patient is NaN.
        others: features of training patients whose distances are returned, where these are others.
        smallest: least sd, of all features or of each.

    Returns:
        mean and sd of each feature, and the sorted distances of the training patients. A feature that is known of
        nobody has the mean 0 and the smallest sd.
    """
    known = np.isfinite(features)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, features, 0).sum(axis=0) / count
    variance = (np.where(known, features - mean, 0) ** 2).sum(axis=0) / count
    # What is the same in all patients differs by rounding alone.
    sd = np.maximum(np.sqrt(variance), smallest)
    distances = [_distance(row, mean, sd) for row in (features if others is None else others)]
    return {"mean": mean.tolist(), "sd": sd.tolist(), "distances": sorted(distances)}


def distance_percentile(
    features: np.ndarray, training: Mapping[str, Sequence[float]], least: float = 0.0
) -> tuple[float, float]:
    """Distance of a patient from the training patients, and its percentile among their own.

    The distance is the root mean square of the standardised differences: about 1 for a patient like the others.

    Args:
        features: of the patient; what is not known is NaN and counts for nothing.
        training: of `describe_training`.
        least: distance up to which all patients count as equally near.
    """
    distance = _distance(features, np.array(training["mean"]), np.array(training["sd"]))
    return distance, _percentile(max(distance, least), np.maximum(training["distances"], least))


def describe_together(features: np.ndarray) -> dict[str, list]:
    """As `describe_training`, with what features have in common: for those that go up and down together.

    Distances of the training patients are those from the patients of four other fifths, as a new patient is none of
    those who are described.

    Args:
        features: one row per patient, all of them known.

    Returns:
        mean and sd of each feature, precision (inverse of their correlations) and the sorted distances.
    """
    parts = np.arange(len(features)) % PARTS
    distances = []
    for part in np.unique(parts):
        others = features[parts != part] if len(features) > PARTS else features
        distances += [_joint_distance(row, *_joint(others)) for row in features[parts == part]]
    mean, sd, precision = _joint(features)
    return {
        "mean": mean.tolist(),
        "sd": sd.tolist(),
        "precision": precision.tolist(),
        "distances": sorted(distances),
    }


def joint_distance_percentile(features: np.ndarray, training: Mapping[str, Sequence]) -> tuple[float, float]:
    """Mahalanobis distance from the training patients, by the root of the number of features, and its percentile.

    Args:
        features: of the patient, all of them known.
        training: of `describe_together`.
    """
    distance = _joint_distance(features, *(np.array(training[name]) for name in ("mean", "sd", "precision")))
    return distance, _percentile(distance, training["distances"])


def _percentile(distance: float, own: Sequence[float] | np.ndarray) -> float:
    """Share of the training patients who lie nearer: 0 where all are the same."""
    return 100 * float(np.mean(np.asarray(own) < distance * (1 - ROUNDING)))


def _joint(features: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mean, sd = features.mean(axis=0), np.maximum(features.std(axis=0), SMALLEST_SD)
    standardised = (features - mean) / sd
    correlations = standardised.T @ standardised / len(features)
    return mean, sd, np.linalg.inv(correlations + RIDGE * np.eye(len(mean)))


def _joint_distance(features: np.ndarray, mean: np.ndarray, sd: np.ndarray, precision: np.ndarray) -> float:
    standardised = (features - mean) / sd
    return float(np.sqrt(max(standardised @ precision @ standardised, 0.0) / len(standardised)))


def _distance(features: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> float:
    known = np.isfinite(features)
    standardised = ((features - mean) / sd)[known]
    return float(np.sqrt((standardised**2).mean())) if known.any() else 0.0
