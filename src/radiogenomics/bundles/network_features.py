"""How far a patient lies from those that a network was trained on, by what the network's last layer is given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from radiogenomics.bundles.distance import describe_training, distance_percentile
from radiogenomics.devices.compute import Compute
from radiogenomics.networks.network import Network
from radiogenomics.training.examples import ItemSource

MOST_PATIENTS = 50
"""Of the patients that a fold was trained on, and of those that it was validated on, as a pass of a network takes
seconds; of more, every second, third … one."""
Described = Mapping[str, Sequence[float]]


def describe_to_networks(
    networks: Iterable[Network], channels: Sequence[ItemSource], patients: pd.DataFrame, compute: Compute
) -> list[Described]:
    """What the training patients of an input look like to the network of each fold, without naming anybody.

    Centre and spread are those of the patients that a fold was trained on. The distances are those of its validation
    patients, who are as new to the network as any other patient.

    Args:
        networks: trained networks, in the order of the folds.
        channels: of the input.
        patients: training patients of the input: patient_id, and fold, in which each validates.
        compute: where; features are computed in float32.

    Returns:
        Of each fold what `distance.describe_training` returns; of networks without a last linear layer nothing.
    """
    described = []
    for fold, network in enumerate(networks):
        if _last_linear(network) is None:
            return []
        own = patients["fold"] == fold
        trained, validated = (_some(patients.loc[rows, "patient_id"]) for rows in (~own, own))
        features = [
            np.stack([features_of(network, channels, who, compute) for who in chosen]) if chosen else None
            for chosen in (trained or validated, validated or trained)
        ]
        described.append(describe_training(*features))
    return described


class FeatureReader:
    """Reads the features of a patient in each network of an input while these predict, before the next one is read."""

    def __init__(
        self, channels: Sequence[ItemSource], patient_id: str, compute: Compute, training: Sequence[Described]
    ):
        """Compare a patient with the training patients.

        Args:
            channels: of the input, in their order.
            patient_id: the patient.
            compute: where.
            training: of `describe_to_networks`.
        """
        self._channels, self._patient_id, self._compute, self._training = channels, patient_id, compute, training
        self._percentiles: list[float] = []

    def each(self, networks: Iterable[Network]) -> Iterator[Network]:
        """The networks, each of which is asked for the features after it has been used."""
        for fold, network in enumerate(networks):
            yield network
            if self._training:
                found = features_of(network, self._channels, self._patient_id, self._compute)
                self._percentiles.append(distance_percentile(found, self._training[fold])[1])

    def percentiles(self, name: str) -> dict[str, float]:
        """Mean over the folds of the percentile among their validation patients, by `<input>_network`.

        Args:
            name: of the input.

        Returns:
            Nothing where nothing is known of the training patients.
        """
        return {f"{name}_network": float(np.mean(self._percentiles))} if self._percentiles else {}


@torch.inference_mode()
def features_of(network: Network, channels: Sequence[ItemSource], patient_id: str, compute: Compute) -> np.ndarray:
    """What the last linear layer is given of a patient, along the likeliest route where there is one: (features,).

    Of a patient with several items it is the mean over these.
    """
    # Imported here: what explains a network loads MONAI.
    from radiogenomics.explanations.maps import items_of_patient
    from radiogenomics.explanations.paths import paths_of

    given: list[Tensor] = []
    last, network = _last_linear(network), compute.network(network).eval()
    images = compute.images(items_of_patient(channels, patient_id))
    path = next(iter(paths_of(network, images[0]).values()))
    hook = last.register_forward_pre_hook(lambda _, arguments: given.append(arguments[0]))
    try:
        path(images=images)
    finally:
        hook.remove()
    return torch.cat(given).mean(dim=0).double().cpu().numpy()


def _last_linear(network: Network) -> nn.Linear | None:
    layers = [layer for layer in getattr(network, "head", nn.Identity()).modules() if isinstance(layer, nn.Linear)]
    return layers[-1] if layers else None


def _some(patients: pd.Series) -> list[str]:
    known = sorted(patients)
    return known[:: max(1, -(-len(known) // MOST_PATIENTS))]
