"""Made-up predictions of the published shape: 57 patients, 24 of them positive."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.published_index import published_titles

MODELS = ("spottune", "random", "transfer")
LABELS = np.repeat([1, 0], [24, 33])
SCHMITZ = tuple(f"schmitz2024_{name}" for name in ("table2", "table3", "table4", "text", "table5"))


@pytest.fixture
def schmitz() -> tuple[str, ...]:
    """Names of the published tables of results of the study of these models."""
    return SCHMITZ


@pytest.fixture
def titles() -> dict[str, str]:
    """What that study calls its models and ensembles."""
    return published_titles(SCHMITZ)


@pytest.fixture
def labels() -> np.ndarray:
    return LABELS.copy()


@pytest.fixture
def make_predictions() -> Callable[..., pd.DataFrame]:
    def make(distances: dict[str, float] | None = None, ensembles: tuple[str, ...] = ("dsc", "dti"), seed: int = 1):
        distances = distances or dict.fromkeys(MODELS, 0.5)
        random = np.random.default_rng(seed)
        parts = []
        for model, distance in distances.items():
            for ensemble in ensembles:
                logits = random.normal(size=len(LABELS)) + distance * (LABELS - 0.5)
                parts.append(
                    pd.DataFrame(
                        {
                            "model": model,
                            "ensemble": ensemble,
                            "patient_id": [f"UPENN-GBM-{i:05d}" for i in range(len(LABELS))],
                            "probability": 1 / (1 + np.exp(-logits)),
                            "label": LABELS,
                        }
                    )
                )
        return pd.concat(parts, ignore_index=True)

    return make
