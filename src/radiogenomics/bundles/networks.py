"""Trained networks of a bundle: written whole, with weights that the training left as they were, and read strictly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import safetensors.torch
import torch

from radiogenomics.bundles.bundle import FLOAT, Bundle
from radiogenomics.bundles.form import Files
from radiogenomics.bundles.layout import NETWORK, model_file
from radiogenomics.bundles.network_features import Described, describe_to_networks
from radiogenomics.devices.compute import compute_on
from radiogenomics.files import atomic_path, read_json
from radiogenomics.networks.build import build_network
from radiogenomics.networks.network import Network
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.networks.weights import load_strictly, read_state_dict
from radiogenomics.search.keys import read_best, with_values
from radiogenomics.training.examples import ItemSource
from radiogenomics.training.trained import load_trained


def write_networks(files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> dict[str, Any]:
    """Write the networks of all inputs and folds.

    Args:
        files: `initial` (checkpoints that the model starts from), `weights` (by input and fold), `searched` (the file
            of the best trial of a search, or none).
        description: `model` (its section without title), `searched` (sections that take over values of a search),
            `inputs`, each with its `channels`, and `folds`.
        seed: of the run.
        folder: of the bundle.

    Returns:
        The model's section, with what a search found.
    """
    best = read_best(files["searched"], description["searched"])
    section = with_values(description["model"], "model", best)
    weights = iter(files["weights"])
    for name, each in description["inputs"].items():
        for fold in range(description["folds"]):
            path = folder / model_file(name, fold, NETWORK)
            write_network(section, len(each["channels"]), files["initial"], next(weights), seed, path)
    return section


def settled_prediction(files: Files, description: Mapping[str, Any]) -> dict[str, Any]:
    """The section `prediction` with the arithmetic that the study found to be faster, where it measured that.

    Args:
        files: `precision` is the record of that measurement, or none.
        description: of the study.
    """
    measured = [read_json(path)["precision"] for path in files["precision"]]
    auto = description["prediction"]["precision"] == "auto"
    precision = (measured or [FLOAT])[0] if auto else description["prediction"]["precision"]
    return {**description["prediction"], "precision": precision}


def write_network(
    model: Mapping[str, Any], channels: int, initial: Sequence[str | Path], trained: str | Path, seed: int, path: Path
) -> None:
    """Write all weights of a network, also those that the training left as they were.

    Args:
        model: the model's section, without its title.
        channels: of an image.
        initial: checkpoints that the model starts from.
        trained: `weights.pt` of a fold.
        seed: of the training.
        path: safetensors to write.
    """
    network = build_network(model_settings(model, title="exported"), channels, initial, seed)
    load_trained(network, trained)
    save_network(network, path)


def save_network(network: Network, path: Path) -> None:
    """Write all weights and buffers of a network as safetensors, whole or not at all."""
    tensors = {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in network.state_dict().items()
    }
    with atomic_path(path) as temporary:
        temporary.write_bytes(safetensors.torch.save(tensors))


def described_to_networks(
    description: Mapping[str, Any],
    folder: Path,
    channels: Mapping[str, ItemSource],
    splits: pd.DataFrame,
    as_read: Callable[[ModelSettings, Sequence[Any]], Sequence[ItemSource]] = lambda _, chosen: chosen,
) -> dict[str, list[Described]]:
    """What the training patients of each input look like to its networks, once these are written.

    Args:
        description: as of `write_networks`, with the model's section that it returned, and `groups` by channel.
        folder: of the bundle.
        channels: images of each channel.
        splits: splits.csv.
        as_read: channels of an input as a network of some settings reads them.
    """
    bundle, found, compute = Bundle(folder, dict(description), [], {}), {}, compute_on("cpu")
    for name, each in description["inputs"].items():
        groups = description["groups"][each["channels"][0]]
        trained = splits[splits["group"].isin(groups) & (splits["subset"] == "train")].drop_duplicates("patient_id")
        own = as_read(network_settings(bundle), [channels[channel] for channel in each["channels"]])
        found[name] = describe_to_networks(networks(bundle, name), own, trained, compute)
    return found


def network_settings(bundle: Bundle) -> ModelSettings:
    """Section of the bundle's model."""
    return model_settings(bundle.description["model"], title=bundle.description["model_title"])


def networks(bundle: Bundle, name: str) -> Iterator[Network]:
    """The networks of an input, fold by fold.

    Raises:
        InputError: weights do not fit the network.
    """
    settings = network_settings(bundle)
    for fold in range(bundle.folds):
        network = settings.build(len(bundle.inputs[name]["channels"]))
        path = bundle.folder / model_file(name, fold, NETWORK)
        load_strictly(network, read_state_dict(path), path, "copy the folder of the model again")
        yield network.eval()


def image_format(description: Mapping[str, Any], shape: Sequence[int]) -> dict[str, Any]:
    """An image of the first input as MONAI's `network_data_format` describes it.

    Args:
        description: of the bundle.
        shape: of what a network sees at once, without channels.
    """
    channels = next(iter(description["inputs"].values()))["channels"]
    return {
        "image": {
            "type": "image",
            "format": "magnitude",
            "modality": "MR",
            "num_channels": len(channels),
            "spatial_shape": [int(length) for length in np.atleast_1d(shape)],
            "dtype": "float32",
            "value_range": [0, 1],
            "is_patch_data": False,
            "channel_def": {str(number): name for number, name in enumerate(channels)},
        }
    }
