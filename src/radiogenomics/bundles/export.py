"""Write a trained ensemble as a bundle."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import safetensors.torch
import torch

from radiogenomics.bundles.intensities import FEATURES, describe_training, intensity_features
from radiogenomics.bundles.layout import (
    CARD,
    ENSEMBLE,
    INTENSITIES,
    METADATA,
    THRESHOLDS,
    weights_of,
    write_checksums,
)
from radiogenomics.files import atomic_path, read_json, read_table, write_json
from radiogenomics.images.arrays import ImageArray, open_channels
from radiogenomics.images.volume import read_volume
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import model_settings
from radiogenomics.splits.subsets import patient_ids
from radiogenomics.training.trained import load_trained

FORMAT = 1
"""Of the files in `configs/` that are not MONAI's."""


@dataclass(frozen=True)
class ExportedFiles:
    """Files of a study that a bundle is made of: `weights` by input and fold, arrays by modality, and tables."""

    arrays: Sequence[str]
    indices: Sequence[str]
    initial: Sequence[str]
    weights: Sequence[str]
    cohort: str
    splits: str
    window: str
    thresholds: str


def write_bundle(files: ExportedFiles, ensemble: Mapping[str, Any], seed: int, folder: str | Path) -> None:
    """Write a trained ensemble as a bundle.

    Args:
        files: what the study has made.
        ensemble: what the study says of it: study, title, model, model_title, ensemble, ensemble_title, model_name,
            inputs (modalities of each), groups (of splits.csv, that each modality trains in), label, images,
            prediction, folds, simulated.
        seed: of the run.
        folder: made where it is not there.

    Raises:
        InputError: a file is missing or does not belong to the others.
    """
    folder = Path(folder)
    described = dict(ensemble)
    groups = described.pop("groups")
    model_name, ensemble_name = described.pop("model_name"), described.pop("ensemble_name")
    weights = iter(files.weights)
    for name, channels in described["inputs"].items():
        for fold in range(described["folds"]):
            path = folder / weights_of(name, fold)
            export_weights(described["model"], len(channels), files.initial, next(weights), seed, path)
    splits = read_table(files.splits)
    patients = {modality: patient_ids(splits, chosen, "train") for modality, chosen in groups.items()}
    images = dict(zip(patients, open_channels(files.arrays, files.indices), strict=True))
    cohort = read_table(files.cohort, ["patient_id", "included"])
    first, who = next((modality, ids[0]) for modality, ids in patients.items())
    scan = read_volume(cohort.loc[cohort["included"] & (cohort["patient_id"] == who), f"path_{first}"].iloc[0], who)
    grid = {
        "scan_shape": list(scan.array.shape),
        "scan_spacing": list(scan.spacing),
        "window": read_json(files.window),
    }
    thresholds = read_table(files.thresholds, ["model", "ensemble"])
    chosen = thresholds[(thresholds["model"] == model_name) & (thresholds["ensemble"] == ensemble_name)]
    write_description(folder, described, chosen, training_intensities(images, patients), grid)


def export_weights(
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
    tensors = {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in network.state_dict().items()
    }
    with atomic_path(path) as temporary:
        temporary.write_bytes(safetensors.torch.save(tensors))


def training_intensities(
    images: Mapping[str, ImageArray], patients: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, list[float]]]:
    """What the training patients' images look like, by modality.

    Args:
        images: array of each modality.
        patients: by modality, those who train on it.
    """
    return {
        modality: describe_training(np.stack([intensity_features(array.volume(who)) for who in patients[modality]]))
        for modality, array in images.items()
    }


def write_description(
    folder: Path,
    ensemble: Mapping[str, Any],
    thresholds: pd.DataFrame,
    intensities: Mapping[str, Any],
    grid: Mapping[str, Any],
) -> None:
    """Write everything but the weights, and the checksums of all.

    Args:
        folder: of the bundle, with the weights in it.
        ensemble: what the study says of it: study, title, model, inputs, label, images, prediction, folds, simulated.
        thresholds: rows of thresholds.csv of the ensemble.
        intensities: of `training_intensities`.
        grid: shape and spacing of the scans before preprocessing, and the crop window.
    """
    described = {**ensemble, **grid, "format": FORMAT}
    write_json(described, folder / ENSEMBLE)
    chosen = thresholds[["rule", "threshold", "sensitivity", "specificity", "n"]].to_dict("records")
    write_json({"thresholds": chosen}, folder / THRESHOLDS)
    write_json({"features": list(FEATURES), "modalities": dict(intensities)}, folder / INTENSITIES)
    write_json(_metadata(described), folder / METADATA)
    with atomic_path(folder / CARD) as temporary:
        temporary.write_text(_card(described, chosen))
    write_checksums(folder)


def _metadata(ensemble: Mapping[str, Any]) -> dict[str, Any]:
    """What MONAI's specification asks of `metadata.json`."""
    channels = {
        name: {str(number): modality for number, modality in enumerate(modalities)}
        for name, modalities in ensemble["inputs"].items()
    }
    first = next(iter(ensemble["inputs"]))
    return {
        "version": "1.0.0",
        "monai_version": importlib.metadata.version("monai"),
        "pytorch_version": importlib.metadata.version("torch").partition("+")[0],
        "numpy_version": importlib.metadata.version("numpy"),
        "required_packages_version": {"radiogenomics": importlib.metadata.version("radiogenomics")},
        "name": f"{ensemble['study']} {ensemble['model_title']} {ensemble['ensemble_title']}",
        "task": f"classification of {ensemble['label']['name']} from MRI of glioma",
        "description": ensemble["title"],
        "intended_use": "Research only; no medical device.",
        "authors": "see the study",
        "copyright": "see docs/README.md",
        "network_data_format": {
            "inputs": {
                "image": {
                    "type": "image",
                    "format": "magnitude",
                    "modality": "MR",
                    "num_channels": len(ensemble["inputs"][first]),
                    "spatial_shape": list(ensemble["images"]["shape"]),
                    "dtype": "float32",
                    "value_range": [0, 1],
                    "is_patch_data": False,
                    "channel_def": channels[first],
                }
            },
            "outputs": {
                "pred": {
                    "type": "probabilities",
                    "format": "classification",
                    "num_channels": 1,
                    "spatial_shape": [],
                    "dtype": "float32",
                    "value_range": [0, 1],
                    "is_patch_data": False,
                    "channel_def": {"0": ensemble["label"]["classes"][0]},
                }
            },
        },
    }


def _card(ensemble: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]]) -> str:
    patients = "SIMULATED patients: it tells nothing of real ones" if ensemble["simulated"] else "real patients"
    positive, negative = ensemble["label"]["classes"]
    inputs = "\n".join(f"- {name}: {', '.join(channels)}" for name, channels in ensemble["inputs"].items())
    rules = "\n".join(f"- {row['rule']}: {row['threshold']:g}" for row in thresholds)
    return (
        f"# {ensemble['model_title']}, {ensemble['ensemble_title']}\n\n"
        f"{ensemble['title']}. Predicts {ensemble['label']['name']}: the probability of `{positive}` against "
        f"`{negative}`. Trained on {patients}.\n\n"
        "Research only. It is no medical device and must not inform the treatment of anybody.\n\n"
        f"## Inputs\n{inputs}\n\nScans: {' × '.join(map(str, ensemble['scan_shape']))} voxels (z, y, x) of "
        f"{' × '.join(f'{edge:g}' for edge in ensemble['scan_spacing'])} mm (x, y, z), registered, without skull. "
        f"Segmentation: {ensemble['images']['mask']}.\n\n"
        f"## Thresholds, chosen on validation patients\n{rules}\n\n"
        f"## Use\n`radiogenomics predict --model FOLDER --scan {next(iter(ensemble['inputs'].values()))[0]}=FILE`\n"
        "The networks of all folds of an input are averaged, then all inputs with equal weight.\n\n"
        "Software: MIT licence. What is trained on an archive's patients falls under the archive's terms, too.\n"
    )
