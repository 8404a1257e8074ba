"""Seconds that the bootstrap intervals of all metrics of a whole study take on one core.

    OMP_NUM_THREADS=1 python benchmarks/bootstrap.py [draws]

The study: 7 ensembles × 3 networks, 7 metrics each, on the published 57 test patients and on 600.
"""

import sys
import time

import numpy as np
import pandas as pd

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


def main(draws: int = DRAWS) -> None:
    """Print the seconds of the draws with all metrics, and of the whole table with DeLong and Wilson intervals."""
    print(f"{draws} draws × {ENSEMBLES} ensembles × {MODELS} networks × {len(METRICS)} metrics")
    print(f"{'patients':>8} {'bootstrap':>10} {'whole table':>12}   seconds")
    for n, positives in SIZES.items():
        study = probabilities(n, positives)
        start = time.perf_counter()
        for _, rows in study.groupby(["model", "ensemble"], sort=False):
            truth = rows["label"].to_numpy() == 1
            resampled_metrics(truth, rows["probability"].to_numpy(), 0.5, stratified_counts(truth, draws, 1))
        bootstrap = time.perf_counter() - start
        start = time.perf_counter()
        measure(study, seed=2, draws=draws)
        print(f"{n:8} {bootstrap:10.2f} {time.perf_counter() - start:12.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
