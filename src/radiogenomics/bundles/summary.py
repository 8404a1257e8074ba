"""A probability of one patient, summed up over draws, folds and inputs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FAR
from radiogenomics.bundles.outcome import Outcome


def summary(bundle: Bundle, patient: str, outcome: Outcome) -> dict[str, Any]:
    """What is said of a patient: the probability, its spread, the distance from the training patients, what is missing.

    The mean is taken over the folds of an input first, then over inputs by their shares. Where inputs are missing, the
    shares of the others are raised so that they add up to 1. Half the width of the interval of the probability
    (`half_width`) is the sum of those of the inputs by their shares: the standard error of a sum is at most the sum of
    the standard errors, whatever the inputs' draws have in common.
    """
    table = outcome.predictions
    of_inputs = table.groupby("input", sort=False)["probability"].mean()
    shares = pd.Series({name: bundle.inputs[name]["share"] for name in of_inputs.index})
    shares /= shares.sum()
    probability = float((of_inputs * shares).sum())
    of_folds = table.pivot(index="input", columns="fold", values="probability").mul(shares, axis=0).sum()
    return {
        "patient_id": patient,
        "probability": probability,
        "lowest_fold": float(of_folds.min()),
        "highest_fold": float(of_folds.max()),
        "sd_folds": float(of_folds.std(ddof=0)),
        "sd_draws": float(np.sqrt((table["sd_draws"] ** 2).mean())),
        "n_draws": int(table["n_draws"].max()),
        **_interval(bundle, table, outcome.half_widths, shares),
        "n_models": len(table),
        "inputs": {name: float(value) for name, value in of_inputs.items()},
        "missing": list(outcome.missing),
        "missing_inputs": [name for name in bundle.inputs if name not in of_inputs.index],
        "distance_percentile": dict(outcome.distances),
        "unlike_training": [name for name, percentile in outcome.distances.items() if percentile > FAR],
        "above_threshold": {row["rule"]: probability > row["threshold"] for row in bundle.thresholds},
    }


def _interval(
    bundle: Bundle, table: pd.DataFrame, half_widths: Mapping[str, float], shares: pd.Series
) -> dict[str, Any]:
    """How many draws were taken, and how well the mean over them is known; nothing is known of a single draw."""
    total = sum(shares[name] * width for name, width in half_widths.items())
    return {
        "most_draws": bundle.prediction.draws if half_widths else 1,
        "interval_width_asked": bundle.asked.interval_width,
        "half_width": float(total) if half_widths and np.isfinite(total) else None,
        "draws": {name: int(count) for name, count in table.groupby("input", sort=False)["n_draws"].max().items()},
    }


def flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a patient as one row of a table."""
    row = {key: value for key, value in said.items() if not isinstance(value, list | dict)}
    row |= {f"probability_{name}": value for name, value in said["inputs"].items()}
    row |= {f"n_draws_{name}": value for name, value in said["draws"].items()}
    row |= {f"saliency_{name}": value for name, value in said.get("saliency", {}).items()}
    row |= {f"distance_percentile_{name}": value for name, value in said["distance_percentile"].items()}
    row |= {f"above_threshold_{rule}": value for rule, value in said["above_threshold"].items()}
    return row | {name: " ".join(said[name]) for name in ("missing", "missing_inputs", "unlike_training")}
