"""Predictions of all folds' networks of one model and input."""

from collections.abc import Iterable, Sequence

import pandas as pd

from radiogenomics.devices.compute import Compute
from radiogenomics.images.arrays import ImageArray
from radiogenomics.networks.network import Network
from radiogenomics.predictions.predict import predict
from radiogenomics.predictions.settings import PredictionSettings


def predict_folds(
    networks: Iterable[Network],
    images: Sequence[ImageArray],
    patients: pd.DataFrame,
    settings: PredictionSettings,
    compute: Compute,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predict each fold's validation patients and all test patients with that fold's network.

    Args:
        networks: trained networks, in the order of the folds; one is held in memory at a time.
        images: arrays of the input's channels.
        patients: rows of splits.csv of one group: patient_id, subset, fold.
        settings: draws, seed and batch size.
        compute: where, and by which arithmetic.

    Returns:
        fold, subset (validation, test), patient_id, probability, n_draws, sd_draws; and fold, subset, patient_id,
        block, share_fine_tuned (no rows where nothing is routed).
    """
    test = patients.loc[patients["subset"] == "test", "patient_id"]
    predictions, routes = [], []
    for fold, network in enumerate(networks):
        validation = patients.loc[(patients["subset"] == "train") & (patients["fold"] == fold), "patient_id"]
        subsets = dict.fromkeys(validation, "validation") | dict.fromkeys(test, "test")
        for part, collected in zip(
            predict(network, images, list(subsets), settings, compute), (predictions, routes), strict=True
        ):
            part.insert(0, "fold", fold)
            part.insert(1, "subset", part["patient_id"].map(subsets))
            collected.append(part)
    return pd.concat(predictions, ignore_index=True), pd.concat(routes, ignore_index=True)
