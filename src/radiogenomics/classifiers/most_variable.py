"""The most variable features, by the patients that a pipeline is fitted to."""

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin


class MostVariable(SelectorMixin, BaseEstimator):
    """Keep so many features of greatest variance; of equal variances the first, in the table's order."""

    def __init__(self, number: int):
        """Selection that has seen nobody."""
        self.number = number

    def fit(self, features: np.ndarray, labels: np.ndarray | None = None) -> Self:
        """Look at the variances of features (n, m); labels play no part."""
        variance = np.var(features, axis=0)
        self.n_features_in_ = len(variance)
        self.kept_ = np.zeros(len(variance), dtype=bool)
        self.kept_[np.argsort(-variance, kind="stable")[: self.number]] = True
        return self

    def _get_support_mask(self) -> np.ndarray:
        return self.kept_
