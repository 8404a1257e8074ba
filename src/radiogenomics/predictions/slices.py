"""Probabilities of slices by the networks of all folds, and of patients as the mean over their slices."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import torch

from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.networks.network import Network
from radiogenomics.networks.predictor import predictor
from radiogenomics.predictions.settings import PredictionSettings

KEYS = ["fold", "subset", "patient_id"]


def predict_slices(
    networks: Iterable[Network],
    channels: Sequence[SliceArray],
    patients: pd.DataFrame,
    settings: PredictionSettings,
    compute: Compute,
) -> pd.DataFrame:
    """Predict every slice of each fold's validation patients, and of all test patients, with that fold's network.

    Args:
        networks: trained networks, in the order of the folds; one is held in memory at a time.
        channels: slices, or their features, of the input's channels.
        patients: rows of splits.csv of one group: patient_id, subset, fold.
        settings: `batch_size`, of slices.
        compute: where, and by which arithmetic.

    Returns:
        fold, subset (validation, test), patient_id, item (of the patient, from 0) and probability (of label 1).

    Raises:
        InputError: a patient has no slice, or the network gives no finite number for one.
    """
    test = patients.loc[patients["subset"] == "test", "patient_id"]
    tables = []
    for fold, network in enumerate(networks):
        validation = patients.loc[(patients["subset"] == "train") & (patients["fold"] == fold), "patient_id"]
        subsets = dict.fromkeys(validation, "validation") | dict.fromkeys(test, "test")
        items = [(patient, item) for patient in subsets for item in channels[0].items(patient)]
        table = pd.DataFrame(items, columns=["patient_id", "item"])
        table["probability"] = _probabilities(predictor(network, compute), channels, items, settings, compute)
        table.insert(0, "fold", fold)
        table.insert(1, "subset", table["patient_id"].map(subsets))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def of_patients(slices: pd.DataFrame) -> pd.DataFrame:
    """Probabilities of patients, the mean over all slices of each, with the columns of predictions.csv.

    Args:
        slices: what `predict_slices` returns.

    Returns:
        fold, subset, patient_id, probability, n_draws (1) and sd_draws (0): nothing is drawn.
    """
    means = slices.groupby(KEYS, sort=False)["probability"].mean().reset_index()
    return means.assign(n_draws=1, sd_draws=0.0)


@torch.inference_mode()
def _probabilities(
    network: Network,
    channels: Sequence[SliceArray],
    items: Sequence[tuple[str, int]],
    settings: PredictionSettings,
    compute: Compute,
) -> np.ndarray:
    found = []
    for start in range(0, len(items), settings.batch_size):
        batch = items[start : start + settings.batch_size]
        images = np.stack(
            [np.stack([one.read(patient, ORIGINAL, item) for one in channels]) for patient, item in batch]
        )
        with compute.autocast():
            logits = network(images=compute.images(torch.from_numpy(images)))
        found.append(torch.sigmoid(logits.double()).cpu().numpy())
    probabilities = np.concatenate(found)
    for (patient, item), probability in zip(items, probabilities, strict=True):
        if not np.isfinite(probability):
            raise InputError(
                f"patient {patient}: the network's output for slice {item} is not a number; "
                "lower training.learning_rate"
            )
    return probabilities
