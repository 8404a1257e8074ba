"""Maps by the networks of all folds of one model and input, and by controls that cannot know anything."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from radiogenomics.devices.compute import Compute
from radiogenomics.explanations.gradcam import randomised
from radiogenomics.explanations.maps import maps_of_patients
from radiogenomics.explanations.names import RANDOM_WEIGHTS, TRAINED, ItemMaps
from radiogenomics.networks.build import build_network
from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.seeds import derive_seed
from radiogenomics.training.examples import ItemSource
from radiogenomics.training.trained import load_trained

Maps = dict[str, dict[tuple[str, str, int], ItemMaps]]
"""Maps of the items by patient, and then by kind of network, path and fold."""


def maps_of_networks(
    model: ModelSettings,
    channels: Sequence[ItemSource],
    initial: Sequence[str | Path],
    weights: Mapping[str, Sequence[str | Path]],
    patients: Sequence[str],
    compute: Compute,
    layer: str | None,
    seed: int,
) -> Maps:
    """Explain patients by networks as they were trained, and by as many of random weights.

    One network is held in memory at a time. Of controls only the path that predicts is explained.

    Args:
        model: the model's config section.
        channels: sources of the input's channels.
        initial: checkpoints that the model starts from.
        weights: files of trainings in the order of the folds, by kind of network: `trained`, and where there are any
            `permuted labels`.
        patients: patients to explain.
        compute: where.
        layer: as of `gradcam.saliencies`.
        seed: of random weights, and of what is not transferred.
    """
    found: Maps = {patient: {} for patient in patients}
    for kind, fold, network in _networks(model, len(channels), initial, weights, seed):
        maps = maps_of_patients(network, channels, patients, compute, layer, all_paths=kind == TRAINED)
        for patient, paths in maps.items():
            found[patient] |= {(kind, path, fold): own for path, own in paths.items()}
    return found


def _networks(
    model: ModelSettings,
    channels: int,
    initial: Sequence[str | Path],
    weights: Mapping[str, Sequence[str | Path]],
    seed: int,
) -> Iterator[tuple[str, int, Network]]:
    for kind, files in weights.items():
        for fold, file in enumerate(files):
            network = build_network(model, channels, initial, seed)
            load_trained(network, file)
            yield kind, fold, network
    for fold in range(len(weights[TRAINED])):
        network = build_network(model, channels, initial, seed)
        randomised(network, derive_seed(seed, RANDOM_WEIGHTS, fold))
        yield RANDOM_WEIGHTS, fold, network
