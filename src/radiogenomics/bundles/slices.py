"""Models that are given axial slices; a patient's probability is the mean over the patient's slices."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FEATURES, describe_training, distance_percentile, intensity_features
from radiogenomics.bundles.form import Files, Form, Written, refuse_other_sequences, usable_inputs
from radiogenomics.bundles.grids import common_spacing
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
from radiogenomics.explanations.places import SlicePlaces
from radiogenomics.files import read_table
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.pseudocolour import check_same_places
from radiogenomics.images.slice_arrays import SliceArray, open_slice_channels
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.slice_stacks import StackedSlices
from radiogenomics.images.slices import write_slices
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.predictions.slices import of_patients, predict_slices
from radiogenomics.search.keys import read_best, with_values
from radiogenomics.splits.subsets import patient_ids
from radiogenomics.training.examples import ItemSource


class SliceForm(Form):
    """Slices of one or more sequences, from scans on any grid."""

    any_grid: ClassVar[bool] = True
    result: ClassVar[Result] = Probability()

    def write(self, files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> Written:
        """Write the networks; files are those of `write_networks`, arrays, indices, cohort, splits, chosen_slices."""
        section = write_networks(files, description, seed, folder)
        prediction = settled_prediction(files, description)
        best = read_best(files["chosen_slices"], ["slices"] if files["chosen_slices"] else [])
        channels = {
            name: {**each, "slices": with_values(each["slices"], "slices", best if each["searched"] else {})}
            for name, each in description["channels"].items()
        }
        splits = read_table(*files["splits"])
        groups = description["groups"]
        slices = dict(zip(groups, open_slice_channels(files["arrays"], files["indices"]), strict=True))
        training = {
            name: describe_training(
                np.stack([_features(slices[name], who) for who in patient_ids(splits, chosen, "train")])
            )
            for name, chosen in groups.items()
        }
        seen = {channels[name]["modality"]: patient_ids(splits, chosen, "train") for name, chosen in groups.items()}
        modality, who = next(iter(seen.items()))
        spacing = common_spacing(*files["cohort"], modality, who)
        further = {"model": section, "prediction": prediction, "channels": channels, **spacing}
        to_networks = described_to_networks({**description, **further}, folder, slices, splits, _as_read)
        return Written(further, FEATURES, training, seen, to_networks)

    def predict(
        self, bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None
    ) -> Outcome:
        """Predict one patient from the inputs of which all sequences are given."""
        known = bundle.description["channels"]
        modalities = self.sequences(bundle)
        scans = {name: path for name, path in patient.files.items() if name != MASK}
        refuse_other_sequences(patient, scans, modalities)
        have = [name for name, each in known.items() if each["modality"] in scans]
        usable = usable_inputs(patient, bundle.inputs, have)
        model = network_settings(bundle)
        this = pd.DataFrame({"patient_id": [patient.identifier], "subset": "test", "fold": np.nan})
        with tempfile.TemporaryDirectory() as folder:
            slices = {name: _slices(bundle, name, patient, convention, Path(folder)) for name in have}
            tables, maps = [], []
            distances = {
                name: distance_percentile(_features(one, patient.identifier), bundle.training[name])[1]
                for name, one in slices.items()
            }
            for name in usable:
                chosen = [slices[channel] for channel in bundle.inputs[name]["channels"]]
                check_same_places(chosen)
                channels = _as_read(model, chosen)
                reader = FeatureReader(channels, patient.identifier, compute, bundle.networks.get(name, []))
                members = reader.each(networks(bundle, name))
                onlooker = Onlooker(channels, patient.identifier, compute) if bundle.asked.saliency else None
                if onlooker:
                    members = onlooker.each(members)
                found = predict_slices(members, channels, this, bundle.prediction, compute)
                if onlooker:
                    maps.append(_on_scan(onlooker, bundle, name, slices, patient, convention))
                tables.append(of_patients(found).drop(columns="subset").assign(input=name))
                distances |= reader.percentiles(name)
        missing = [name for name in modalities if name not in scans]
        return Outcome(pd.concat(tables, ignore_index=True), distances, missing, saliency=maps)

    def sequences(self, bundle: Bundle) -> list[str]:
        """Sequences of which slices are taken."""
        return list(dict.fromkeys(each["modality"] for each in bundle.description["channels"].values()))

    def reads_mask(self, bundle: Bundle) -> bool:
        """Whether slices of any channel are chosen, or cut out, by the tumour."""
        return any(SliceSettings(**each["slices"]).reads_mask for each in bundle.description["channels"].values())

    def asked_of(self, description: Mapping[str, Any]) -> str:
        """Sequences, which may lie on any grid, and the segmentation where slices are chosen by it."""
        reads = any(SliceSettings(**each["slices"]).reads_mask for each in description["channels"].values())
        mask = "A segmentation of the tumour (`--mask`)." if reads else "No segmentation."
        edges = "×".join(f"{edge:.3g}" for edge in description.get("scan_spacing", []))
        trained = f"; all of those have voxels of {edges} mm (x, y, z)" if edges else ""
        return (
            "Scans: whole series on any grid, as NIfTI or a folder of DICOM, prepared as the training scans were"
            f"{trained}; axial slices are taken from them. {mask}"
        )

    def example(self, description: Mapping[str, Any]) -> str:
        """The sequences of all inputs, and a segmentation where slices are chosen by it."""
        channels = [name for each in description["inputs"].values() for name in each["channels"]]
        modalities = dict.fromkeys(description["channels"][name]["modality"] for name in channels)
        reads = any(SliceSettings(**each["slices"]).reads_mask for each in description["channels"].values())
        return " ".join([*(f"--scan {name}=FILE" for name in modalities), *(["--mask FILE"] if reads else [])])

    def data_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """MONAI's description of the input: one slice (rows, columns), in pixels of the study's shape."""
        first = next(iter(description["inputs"].values()))["channels"][0]
        return image_format(description, description["channels"][first]["slices"]["shape"])


def _as_read(model: ModelSettings, channels: Sequence[SliceArray]) -> Sequence[ItemSource]:
    """Slices one by one, or all of a patient's as one small volume for networks of three dimensions."""
    return [StackedSlices(one) for one in channels] if model.image_dimensions > 2 else channels


def _on_scan(
    onlooker: Onlooker,
    bundle: Bundle,
    name: str,
    slices: Mapping[str, SliceArray],
    patient: Patient,
    convention: LabelConvention | None,
) -> SaliencyMap:
    """Where the networks of an input look, on the grid of its first sequence; elsewhere than in the slices it is 0."""
    first = bundle.inputs[name]["channels"][0]
    channel = bundle.description["channels"][first]
    settings = SliceSettings(**channel["slices"])
    head = head_of(patient, channel["modality"], settings.reads_mask, convention)
    return onlooker.on_scan(name, head, SlicePlaces(slices[first], settings.fit))


def _features(slices: SliceArray, patient: str) -> np.ndarray:
    return intensity_features(np.stack([slices.item(patient, item) for item in slices.items_of(patient)]))


def _slices(
    bundle: Bundle, name: str, patient: Patient, convention: LabelConvention | None, folder: Path
) -> SliceArray:
    """Slices of one channel of one patient, chosen, scaled and resized as in the training."""
    channel = bundle.description["channels"][name]
    settings = SliceSettings(**channel["slices"])
    if settings.reads_mask and MASK not in patient.files:
        raise InputError(
            f"patient {patient.identifier}: slices are chosen by the tumour; give its segmentation by --mask, or in a "
            "column `mask`"
        )
    row = {
        "patient_id": patient.identifier,
        f"path_{channel['modality']}": str(patient.files[channel["modality"]]),
        **dict.fromkeys(
            ("path_automatic", "path_corrected", "path_predicted"),
            str(patient.files[MASK]) if MASK in patient.files else None,
        ),
        "label_convention": convention,
    }
    files = [folder / f"{name}{suffix}" for suffix in (".npy", ".csv", "_exclusions.csv")]
    try:
        write_slices(pd.DataFrame([row]), channel["modality"], settings, *files)
    except InputError as error:
        # The whole cohort of this call is one patient.
        _, known, reason = str(error).partition(f"{channel['modality']}: no slice of any of the 1 patients (")
        if not known:
            raise
        raise InputError(
            f"patient {patient.identifier}: no slice of {channel['modality']}: {reason.removesuffix(')')}; give "
            "another scan or segmentation"
        ) from None
    return open_slice_channels(files[:1], files[1:2])[0]
