"""Seconds that the bootstrap intervals of all metrics of a whole study take on one core.

    OMP_NUM_THREADS=1 python benchmarks/bootstrap.py [draws]

The study: 7 ensembles × 3 networks, 7 metrics each, on the published 57 test patients and on 600.
"""

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd
from measured import Row, duration, show, timed

from radiogenomics.evaluation.bootstrap import DRAWS, stratified_counts
from radiogenomics.evaluation.ensembles import measure
from radiogenomics.evaluation.metrics import METRICS
from radiogenomics.evaluation.resampled import resampled_metrics

MODELS, ENSEMBLES = 3, 7
SIZES = {57: 24, 600: 252}


def probabilities(n: int, positives: int) -> pd.DataFrame:
    """Made-up probabilities of every model and ensemble."""
    random = np.random.default_rng(0)
    label = np.repeat([1, 0], [positives, n - positives])
    parts = [
        pd.DataFrame(
            {
                "model": f"model{model}",
                "ensemble": f"ensemble{ensemble}",
                "patient_id": [f"P{patient:03d}" for patient in range(n)],
                "probability": 1 / (1 + np.exp(-random.normal(0.5 * label))),
                "label": label,
            }
        )
        for model in range(MODELS)
        for ensemble in range(ENSEMBLES)
    ]
    return pd.concat(parts, ignore_index=True)


def rows(draws: int = DRAWS) -> Iterator[Row]:
    """Seconds of the draws with all metrics, and of the whole table with DeLong and Wilson intervals."""
    for n, positives in SIZES.items():
        what = f"{draws} draws × {ENSEMBLES} ensembles × {MODELS} networks × {len(METRICS)} metrics, {n} patients"
        study = probabilities(n, positives)
        yield duration("bootstrap", what, timed(lambda study=study: resample(study, draws))[0])
        seconds, _ = timed(lambda study=study: measure(study, seed=2, draws=draws))
        yield duration("bootstrap", f"whole table of metrics and intervals, {n} patients", seconds)


def resample(study: pd.DataFrame, draws: int) -> None:
    """All draws of all networks and ensembles."""
    for _, rows in study.groupby(["model", "ensemble"], sort=False):
        truth = rows["label"].to_numpy() == 1
        resampled_metrics(truth, rows["probability"].to_numpy(), 0.5, stratified_counts(truth, draws, 1))


if __name__ == "__main__":
    show(rows(*map(int, sys.argv[1:])))
