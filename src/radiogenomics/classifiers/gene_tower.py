"""The gene tower as one more classifier of a table, so that it is fitted and judged as the others are."""

from typing import Any, Self

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split

from radiogenomics.expression.gene_tower_fit import Expressed, fit_gene_tower
from radiogenomics.expression.tower_settings import GeneTowerFitSettings
from radiogenomics.networks.gene_tower import GeneTower

SEEDS = 2**32


class GeneTowerClassifier(ClassifierMixin, BaseEstimator):
    """Autoencoder and classifier of Lyu and Costen behind scikit-learn's interface."""

    def __init__(self, settings: GeneTowerFitSettings, seed: int = 0):
        """Classifier that has seen nobody.

        Args:
            settings: of both stages.
            seed: of the weights, of the order of the patients, and of who chooses the epochs.
        """
        self.settings = settings
        self.seed = seed

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Self:
        """Fit to scaled features (n, genes) and labels (n,); a share of the patients chooses the epochs."""
        labels = np.asarray(labels)
        names = [str(number) for number in range(len(labels))]
        share, seed = self.settings.validation_fraction, self.seed % SEEDS
        parts = train_test_split(np.arange(len(labels)), test_size=share, random_state=seed, stratify=labels)
        training, validation = (Expressed([names[row] for row in rows], features[rows], labels[rows]) for rows in parts)
        tower, _ = fit_gene_tower(training, validation, self.settings, self.seed)
        self._take(tower)
        return self

    @torch.no_grad()
    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Scaled features (n, genes) → probabilities (n, 2) of the classes 0 and 1."""
        logits = self.tower_(torch.as_tensor(np.asarray(features, dtype=np.float32)))
        positive = torch.sigmoid(logits.double()).numpy()
        return np.column_stack([1 - positive, positive])

    def __getstate__(self) -> dict[str, Any]:
        """Plain values and arrays alone, so that what was fitted is written and read without pickle."""
        fitted = self.tower_.state_dict() if hasattr(self, "tower_") else {}
        weights = {name: tensor.cpu().numpy() for name, tensor in fitted.items()}
        return {"settings": self.settings.model_dump(mode="json"), "seed": self.seed, "weights": weights}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the tower again from what `__getstate__` returned."""
        self.settings, self.seed = GeneTowerFitSettings(**state["settings"]), state["seed"]
        weights = {name: torch.from_numpy(np.array(array)) for name, array in state["weights"].items()}
        if weights:
            genes = weights["autoencoder.encoder.0.weight"].shape[1]
            tower = GeneTower(genes, self.settings.bottleneck)
            tower.load_state_dict(weights)
            self._take(tower)

    def _take(self, tower: GeneTower) -> None:
        self.tower_ = tower.eval()
        self.classes_ = np.array([0, 1])

    def predict(self, features: np.ndarray) -> np.ndarray:
        """The class whose probability is higher."""
        return (self.predict_proba(features)[:, 1] > 0.5).astype(int)
