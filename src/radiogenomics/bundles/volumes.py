"""Models that are given cropped volumes of registered scans without skull."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FEATURES, describe_training, distance_percentile, intensity_features
from radiogenomics.bundles.form import Files, Form, Written, refuse_other_sequences, usable_inputs
from radiogenomics.bundles.grids import check_grid, grid_text, training_grid
from radiogenomics.bundles.network_features import FeatureReader
from radiogenomics.bundles.networks import (
    described_to_networks,
    image_format,
    network_settings,
    networks,
    settled_prediction,
    write_networks,
)
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.probability import Probability
from radiogenomics.bundles.result import Result
from radiogenomics.bundles.saliency import Onlooker, SaliencyMap, head_of
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.explanations.places import VolumePlaces
from radiogenomics.files import read_json, read_table
from radiogenomics.images.arrays import ORIGINAL, ImageArray, open_channels
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.preprocess import preprocess
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.volume import check_contrast, check_geometry, read_mask, read_volume
from radiogenomics.networks.network import Network
from radiogenomics.predictions.enough import predict_until
from radiogenomics.predictions.predict import predict
from radiogenomics.splits.subsets import patient_ids


class VolumeForm(Form):
    """Volumes of one or more sequences."""

    result: ClassVar[Result] = Probability()

    def write(self, files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> Written:
        """Write the networks; files are those of `write_networks`, arrays, indices, cohort, splits and window."""
        section = write_networks(files, description, seed, folder)
        prediction = settled_prediction(files, description)
        splits = read_table(*files["splits"])
        groups = description["groups"]
        images = dict(zip(groups, open_channels(files["arrays"], files["indices"]), strict=True))
        seen = {name: patient_ids(splits, chosen, "train") for name, chosen in groups.items()}
        training = {
            name: describe_training(np.stack([intensity_features(images[name].volume(who)) for who in patients]))
            for name, patients in seen.items()
        }
        first, who = next((name, patients[0]) for name, patients in seen.items())
        grid = {**training_grid(*files["cohort"], first, who), "window": read_json(*files["window"])}
        to_networks = described_to_networks({**description, "model": section}, folder, images, splits)
        further = {"model": section, "prediction": prediction, **grid}
        return Written(further, FEATURES, training, seen, to_networks)

    def predict(
        self, bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None
    ) -> Outcome:
        """Predict one patient from the inputs of which all sequences are given."""
        images = prepared(bundle, patient, convention)
        tables, half_widths, maps, distances = [], {}, [], _distances(bundle, patient, images)
        for name in usable_inputs(patient, bundle.inputs, list(images)):
            channels = [images[channel] for channel in bundle.inputs[name]["channels"]]
            reader = FeatureReader(channels, patient.identifier, compute, bundle.networks.get(name, []))
            members = reader.each(networks(bundle, name))
            onlooker = Onlooker(channels, patient.identifier, compute) if bundle.asked.saliency else None
            if onlooker:
                members = onlooker.each(members)
            *found, half_width = _predict_folds(bundle, members, channels, patient.identifier, compute)
            tables.append([table.assign(input=name) for table in found])
            distances |= reader.percentiles(name)
            if half_width is not None:
                half_widths[name] = half_width
            if onlooker:
                maps.append(_on_scan(onlooker, bundle, name, patient, convention))
        missing = [name for name in bundle.channels if name not in images]
        predictions, routes = (pd.concat(own, ignore_index=True) for own in zip(*tables, strict=True))
        return Outcome(predictions, distances, missing, routes, half_widths, saliency=maps)

    def reads_mask(self, bundle: Bundle) -> bool:
        """Whether the training images were masked."""
        return bundle.description["images"]["mask"] != "none"

    def same_shape(self, description: Mapping[str, Any]) -> bool:
        """The window in which images are cropped counts voxels from the first one of a scan."""
        return True

    def asked_of(self, description: Mapping[str, Any]) -> str:
        """Grid of the scans, and the segmentation."""
        mask = description["images"]["mask"]
        return (
            f"Scans: {grid_text(description['scan_shape'], description['scan_spacing'])}, registered, without skull. "
            + ("No segmentation." if mask == "none" else "A segmentation of the tumour (`--mask`).")
        )

    def example(self, description: Mapping[str, Any]) -> str:
        """The sequences of all inputs, and a segmentation where one is needed."""
        channels = dict.fromkeys(name for each in description["inputs"].values() for name in each["channels"])
        mask = [] if description["images"]["mask"] == "none" else ["--mask FILE"]
        return " ".join([*(f"--scan {name}=FILE" for name in channels), *mask])

    def data_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """Volumes (z, y, x)."""
        return image_format(description, description["images"]["shape"])


def _distances(bundle: Bundle, patient: Patient, images: Mapping[str, ImageArray]) -> dict[str, float]:
    """Percentiles of the prepared images."""
    return {
        name: distance_percentile(intensity_features(image.volume(patient.identifier)), bundle.training[name])[1]
        for name, image in images.items()
    }


def _predict_folds(
    bundle: Bundle, members: Iterator[Network], channels: Sequence[ImageArray], patient: str, compute: Compute
) -> tuple[pd.DataFrame, pd.DataFrame, float | None]:
    """Predictions and routes by the networks of an input, and half the interval's width where routes are drawn."""
    if network_settings(bundle).draws_routes:
        return predict_until(members, channels, patient, bundle.prediction, bundle.asked.interval_width, compute)
    found = [
        [table.assign(fold=fold) for table in predict(network, channels, [patient], bundle.prediction, compute)]
        for fold, network in enumerate(members)
    ]
    rows, routes = (pd.concat(tables, ignore_index=True) for tables in zip(*found, strict=True))
    return rows, routes, None


def _on_scan(
    onlooker: Onlooker, bundle: Bundle, name: str, patient: Patient, convention: LabelConvention | None
) -> SaliencyMap:
    """Where the networks of an input look, on the grid of its first sequence."""
    images = ImageSettings(**bundle.description["images"])
    head = head_of(patient, bundle.inputs[name]["channels"][0], images.mask != "none", convention)
    places = VolumePlaces(CropWindow.from_dict(bundle.description["window"]), images.downscale)
    return onlooker.on_scan(name, head, places)


def prepared(bundle: Bundle, patient: Patient, convention: LabelConvention | None = None) -> dict[str, ImageArray]:
    """Images of a patient by sequence, masked, cropped and scaled as in the training.

    Args:
        bundle: the model.
        patient: files of each sequence, registered and without skull, on the grid of the training scans, and a
            segmentation where the training images were masked.
        convention: what the numbers in the segmentation mean.

    Raises:
        InputError: a sequence is not the model's; no segmentation is given and one is needed; a file cannot be read, a
            scan lies on another grid than those of the training, or nothing of it is left.
    """
    scans = {name: path for name, path in patient.files.items() if name != MASK}
    if not scans:
        raise InputError(
            f"patient {patient.identifier}: no scan of {', '.join(bundle.channels)} was found; give them by --scan, or "
            "name their columns of the table by --column SEQUENCE=COLUMN"
        )
    refuse_other_sequences(patient, scans, bundle.channels)
    settings = ImageSettings(**bundle.description["images"])
    outline = None
    if settings.mask != "none":
        if MASK not in patient.files:
            raise InputError(
                f"patient {patient.identifier}: the model needs a segmentation of the tumour; give one by --mask, or "
                "in a column `mask`"
            )
        outline = read_mask(patient.files[MASK], patient.identifier, convention)
    window = CropWindow.from_dict(bundle.description["window"])
    images = {}
    for name, path in scans.items():
        volume = read_volume(path, patient.identifier)
        check_grid(volume, bundle.description, patient.identifier)
        if outline is not None:
            check_geometry(volume, outline, patient.identifier)
            check_contrast(volume, outline, patient.identifier)
        mask = None if outline is None else outline.array
        array = preprocess(volume.array, mask, window, settings.downscale, settings.shape)
        if not array.any():
            raise InputError(
                f"patient {patient.identifier}: nothing of {path} is left inside the model's crop window; register the "
                "scan to the atlas of the training scans"
            )
        images[name] = ImageArray(array[np.newaxis], {(patient.identifier, ORIGINAL): 0}, (Path(path), Path(path)))
    return images
