"""Labels and scores of one test set, checked before anything is computed from them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radiogenomics.errors import InputError


def checked_scores(
    labels: ArrayLike, scores: ArrayLike, where: str = "test set", both_classes: bool = True
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Labels as booleans and scores as numbers, both of shape (n,); `where` names them in error messages.

    Raises:
        InputError: lengths differ, there are none, a label is neither 0 nor 1, a score is missing, or one class has no
            patient although `both_classes` are needed.
    """
    labels, scores = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    if labels.ndim != 1 or labels.shape != scores.shape:
        raise InputError(f"{where}: {labels.shape} labels but {scores.shape} scores; give one of each per patient")
    if not np.isin(labels, (0, 1)).all():
        raise InputError(f"{where}: a label is neither 0 nor 1; leave out patients whose label is not known")
    if not np.isfinite(scores).all():
        raise InputError(
            f"{where}: {np.count_nonzero(~np.isfinite(scores))} of {scores.size} scores are missing or infinite; "
            "predict these patients again"
        )
    positives = np.count_nonzero(labels)
    if labels.size == 0 or (both_classes and positives in (0, labels.size)):
        raise InputError(
            f"{where}: {labels.size} patients, {positives} of them positive, but both classes are needed; "
            "enlarge split.test_fraction or change split.seed"
        )
    return labels == 1, scores


def checked_probabilities(
    labels: ArrayLike, probabilities: ArrayLike, where: str = "test set", both_classes: bool = True
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """As `checked_scores`, for scores that must lie in [0, 1].

    Raises:
        InputError: as `checked_scores`, or a probability is below 0 or above 1.
    """
    truth, values = checked_scores(labels, probabilities, where, both_classes)
    outside = values[(values < 0) | (values > 1)]
    if outside.size:
        raise InputError(
            f"{where}: {outside.size} probabilities are outside 0…1 (first: {outside[0]:g}); "
            "give probabilities of the positive class, not logits"
        )
    return truth, values
