"""Probabilities of patients by one trained network, and the routes it takes (Schmitz 2024, section 2.4)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch

from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ImageArray
from radiogenomics.networks.network import Network
from radiogenomics.networks.predictor import predictor
from radiogenomics.predictions.draws import draw_probabilities
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.seeds import derive_seed

ROUTING_COLUMNS = ["patient_id", "block", "share_fine_tuned"]


def predict(
    network: Network,
    images: Sequence[ImageArray],
    patient_ids: Sequence[str],
    settings: PredictionSettings,
    compute: Compute,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predict patients; a network that draws routes by the mean over its draws, others in one pass.

    Each patient's draws have their own seed, derived from `settings.seed` and the patient's id: a prediction depends
    neither on the batch mates nor on the order of the patients.

    Args:
        network: trained network; it stays as it is.
        images: images of each modality, one channel each, in the order of the training.
        patient_ids: patients to predict.
        settings: draws, seed and batch size.
        compute: where, and by which arithmetic.

    Returns:
        First, one row per patient: patient_id, probability (of label 1), n_draws (1 where nothing is drawn) and
        sd_draws (standard deviation over the draws, 0 where nothing is drawn). Second, one row per patient and
        residual block: patient_id, block (from 0), share_fine_tuned (of the draws); no rows where nothing is drawn.

    Raises:
        InputError: the network gives no finite number for a patient.
    """
    network = predictor(network, compute)
    probabilities, routing = [], []
    for start in range(0, len(patient_ids), settings.batch_size):
        batch = list(patient_ids[start : start + settings.batch_size])
        volumes = compute.images(volumes_of(images, batch))
        with compute.autocast():
            drawn, shares = _draw(network, volumes, batch, settings)
        probabilities.append(table_of_draws(batch, drawn))
        routing.append(routing_table(batch, shares))
    return pd.concat(probabilities, ignore_index=True), pd.concat(routing, ignore_index=True)


def volumes_of(images: Sequence[ImageArray], patient_ids: Sequence[str]) -> torch.Tensor:
    """Images of some patients, shape (n, modality, z, y, x)."""
    return torch.from_numpy(
        np.stack([np.stack([array.volume(patient) for array in images]) for patient in patient_ids])
    )


@torch.no_grad()
def _draw(
    network: Network, volumes: torch.Tensor, patient_ids: Sequence[str], settings: PredictionSettings
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, shape (n, draws), and shares of the draws in which blocks were fine-tuned, shape (n, blocks)."""
    if not network.draws_routes:
        return torch.sigmoid(network(images=volumes).double()).cpu().numpy()[:, None], np.empty((len(patient_ids), 0))
    seeds = [derive_seed(settings.seed, patient) for patient in patient_ids]
    probabilities, routes = draw_probabilities(network, volumes, seeds=seeds, draws=settings.draws)
    return probabilities.double().cpu().numpy(), routes.double().mean(dim=1).cpu().numpy()


def table_of_draws(patient_ids: Sequence[str], drawn: np.ndarray) -> pd.DataFrame:
    """Mean and standard deviation over draws.

    Args:
        patient_ids: the patients.
        drawn: probabilities (patients, draws).

    Returns:
        patient_id, probability, n_draws, sd_draws.

    Raises:
        InputError: a probability is not a finite number.
    """
    for patient, row in zip(patient_ids, drawn, strict=True):
        if not np.isfinite(row).all():
            raise InputError(f"patient {patient}: the network's output is not a number; lower training.learning_rate")
    # Equal numbers can have a mean that differs in the last bit, and so a tiny deviation: none is reported as none.
    deviation = np.where(np.ptp(drawn, axis=1) == 0, 0.0, drawn.std(axis=1))
    return pd.DataFrame(
        {
            "patient_id": patient_ids,
            "probability": drawn.mean(axis=1),
            "n_draws": drawn.shape[1],
            "sd_draws": deviation,
        }
    )


def routing_table(patient_ids: Sequence[str], shares: np.ndarray) -> pd.DataFrame:
    """Shares (patients, blocks) of the draws that took the fine-tuned block: patient_id, block, share_fine_tuned."""
    wide = pd.DataFrame(shares, index=pd.Index(patient_ids, name="patient_id"))
    return wide.rename_axis("block", axis="columns").stack().rename("share_fine_tuned").reset_index()[ROUTING_COLUMNS]
