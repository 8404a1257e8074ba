"""What the training of a tower, or of a fusion, leaves of one fold."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import torch
from torch import nn

from radiogenomics.leakage.records import FittedStep
from radiogenomics.towers.data import Fold


@dataclass(frozen=True, eq=False)
class Trained:
    """A network of one fold with its predictions.

    Attributes:
        network: the trained network, in eval mode.
        predictions: fold, subset, patient_id, probability, n_draws (1), sd_draws (0), used (what predicted).
        history: fold, stage, epoch and the columns of the stage's task.
        fitted: the patients that each fit saw.
        further: tables in addition to these, by name.
    """

    network: nn.Module
    predictions: pd.DataFrame
    history: pd.DataFrame
    fitted: list[FittedStep]
    further: dict[str, pd.DataFrame] = field(default_factory=dict)


@torch.no_grad()
def probabilities(network: nn.Module, **inputs: torch.Tensor) -> np.ndarray:
    """Probabilities (n,) of label 1 by a network in eval mode."""
    return torch.sigmoid(network.eval()(**inputs).double()).numpy()


def prediction_rows(fold: int, of_fold: Fold, values: Sequence[float], used: str | Sequence[str]) -> pd.DataFrame:
    """Rows of a table of predictions: of a fold's validation patients, then of all test patients.

    Args:
        fold: its number.
        of_fold: its patients.
        values: probabilities in that order.
        used: what predicted: for all, or for each.
    """
    subsets = ["validation"] * len(of_fold.validation) + ["test"] * len(of_fold.test)
    patients = [*of_fold.validation, *of_fold.test]
    columns = {"fold": fold, "subset": subsets, "patient_id": patients, "probability": values}
    return pd.DataFrame({**columns, "n_draws": 1, "sd_draws": 0.0, "used": used})
