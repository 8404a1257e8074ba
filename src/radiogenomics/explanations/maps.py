"""Saliency of patients by one network, on the grid of what the network is given."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from radiogenomics.devices.compute import Compute
from radiogenomics.explanations.gradcam import last_spatial_layer, saliencies
from radiogenomics.explanations.names import ItemMaps
from radiogenomics.explanations.paths import paths_of
from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.networks.network import Network
from radiogenomics.training.examples import ItemSource


def items_of_patient(channels: Sequence[ItemSource], patient_id: str) -> Tensor:
    """All items of a patient, (n, channels, …)."""
    items = channels[0].items(patient_id, ORIGINAL)
    return torch.from_numpy(
        np.stack([np.stack([one.read(patient_id, ORIGINAL, item) for one in channels]) for item in items])
    )


def maps_of_patients(
    network: Network,
    channels: Sequence[ItemSource],
    patient_ids: Sequence[str],
    compute: Compute,
    layer: str | None = None,
    all_paths: bool = True,
) -> dict[str, dict[str, ItemMaps]]:
    """Grad-CAM++ of the class that the network itself gives each patient, by patient and path.

    Args:
        network: of one logit; its weights stay as they are.
        channels: sources of the input's channels.
        patient_ids: patients to explain.
        compute: where.
        layer: as of `gradcam.saliencies`.
        all_paths: whether all of `paths_of`, or only that which predicts.
    """
    found, network, layers = {}, compute.network(network), {}
    for patient_id in patient_ids:
        images = compute.images(items_of_patient(channels, patient_id))
        paths = paths_of(network, images[0])
        chosen: Mapping[str, nn.Module] = paths if all_paths else dict(list(paths.items())[:1])
        for name, path in chosen.items():
            # The same of every patient: looked for once.
            layers.setdefault(name, layer or last_spatial_layer(path, images[0]))
        found[patient_id] = {name: _maps(path, images, layers[name]) for name, path in chosen.items()}
    return found


def _maps(path: nn.Module, images: Tensor, layer: str) -> ItemMaps:
    return list(saliencies(path, images, layer, positive=_is_positive(path, images)).numpy())


@torch.inference_mode()
def _is_positive(path: nn.Module, images: Tensor) -> bool:
    """Whether the mean probability of a patient's items is above one half."""
    training = path.training
    try:
        return bool(torch.sigmoid(path.eval()(images=images)).mean() > 0.5)
    finally:
        path.train(training)
