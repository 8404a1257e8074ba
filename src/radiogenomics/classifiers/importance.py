"""Feature importance by permutation, on patients that the classifier was not fitted to."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from radiogenomics.evaluation.delong import roc_area
from radiogenomics.modalities import modality_of

REPEATS = 5
MOST_SINGLE_FEATURES = 60
"""With more features, those of one family are permuted together: alone, each is replaced by its many correlates."""
CELLS_AT_ONCE = 2**23
"""Values that are predicted at once, 64 MiB of them."""
FAMILY_PARTS = 2
"""Parts of a feature's name behind its modality that name the family: region and class."""


def families(features: list[str]) -> dict[str, list[str]]:
    """What is permuted together: each feature alone, or where there are many, all of a modality, region and class."""
    if len(features) <= MOST_SINGLE_FEATURES:
        return {name: [name] for name in features}
    found: dict[str, list[str]] = {}
    for name in features:
        found.setdefault(_family(name), []).append(name)
    return found


def _family(feature: str) -> str:
    modality = modality_of(feature)
    if modality is None:
        return feature
    parts = feature.removeprefix(f"{modality}_").split("_")
    return "_".join([modality, *parts[:FAMILY_PARTS]])


def permutation_importance(classifier: Pipeline, features: pd.DataFrame, labels: pd.Series, seed: int) -> pd.DataFrame:
    """Drop of the AUC when a family of features is shuffled between patients (Breiman 2001, section 10).

    Shuffled copies of many families are predicted at once: a forest of 10,000 trees takes a second to start predicting,
    however few the patients.

    Args:
        classifier: fitted pipeline.
        features: patients × features, of patients that it was not fitted to.
        labels: their labels (1, 0).
        seed: seed of the shuffling.

    Returns:
        family, n_features, importance (mean drop of the AUC over `REPEATS` shuffles), sd, n_patients.
    """
    random = np.random.default_rng(seed)
    groups = families(list(features.columns))
    values, columns = features.to_numpy(dtype=float), features.columns
    shuffles = [
        (columns.get_indexer(members), random.permutation(len(values)))
        for members in groups.values()
        for _ in range(REPEATS)
    ]
    areas = []
    for batch in _batched(shuffles, max(1, CELLS_AT_ONCE // values.size)):
        copies = np.repeat(values[None], len(batch), axis=0)
        for copy, (members, order) in zip(copies, batch, strict=True):
            copy[:, members] = values[order][:, members]
        table = pd.DataFrame(copies.reshape(-1, len(columns)), columns=columns)
        probabilities = classifier.predict_proba(table)[:, 1].reshape(len(batch), -1)
        areas += [roc_area(labels, row, "importance").auc for row in probabilities]
    reference = roc_area(labels, classifier.predict_proba(features)[:, 1], "importance").auc
    drops = reference - np.reshape(areas, (len(groups), REPEATS))
    return pd.DataFrame(
        {
            "family": list(groups),
            "n_features": [len(members) for members in groups.values()],
            "importance": drops.mean(axis=1),
            "sd": drops.std(axis=1, ddof=1),
            "n_patients": len(values),
        }
    )


def _batched(items: list, size: int) -> Iterator[list]:
    """Consecutive parts of a list, each of `size` items but the last."""
    return (items[start : start + size] for start in range(0, len(items), size))
