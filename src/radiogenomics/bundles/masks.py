"""Networks that segment: from scans to a mask of the tumour's regions."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from torch import Tensor

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FEATURES, describe_training, distance_percentile, intensity_features
from radiogenomics.bundles.form import Files, Form, Written, refuse_other_sequences, usable_inputs
from radiogenomics.bundles.grids import check_grid, grid_text, training_grid
from radiogenomics.bundles.networks import image_format, networks, write_networks
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.regions import LABEL_NAMES, MaskOutcome, Regions
from radiogenomics.bundles.result import Result
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.files import read_table
from radiogenomics.images.labels import LabelConvention
from radiogenomics.segmentation.arrays import LEFT_OUT, open_prepared
from radiogenomics.segmentation.case import Case, read_case
from radiogenomics.segmentation.channels import channels_of
from radiogenomics.segmentation.ensemble import averaged_labels
from radiogenomics.segmentation.inference import segment
from radiogenomics.segmentation.outline_figure import shown_slices
from radiogenomics.segmentation.postprocessing import CLEAN_UP, post_processed
from radiogenomics.segmentation.preparation import Prepared, on_scan_grid, prepare
from radiogenomics.segmentation.region_volumes import region_volumes
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings
from radiogenomics.splits.subsets import patient_ids

WHOLE_BRAIN = ["*", "*", "*"]
"""Voxels of a network that sees the box of a brain at once, in MONAI's metadata."""


class MaskForm(Form):
    """All sequences of one patient on one grid."""

    result: ClassVar[Result] = Regions()

    def write(self, files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> Written:
        """Write the networks; files are those of `write_networks`, prepared (three), remarks, cohort and splits."""
        section = write_networks(files, description, seed, folder)
        remarks = read_table(*files["remarks"])
        left_out = set(remarks.loc[remarks["reason"] == LEFT_OUT, "patient_id"].astype(str))
        trained = patient_ids(read_table(*files["splits"]), [description["group"]], "train")
        seen = [patient for patient in trained if patient not in left_out]
        arrays = open_prepared(*files["prepared"])
        sequences = description["preparation"]["sequences"]
        features = np.stack([_features(arrays.read(patient)[0]) for patient in seen])
        training = {name: describe_training(features[:, number]) for number, name in enumerate(sequences)}
        grid = training_grid(*files["cohort"], sequences[0], seen[0])
        further = {"model": section, "labels": LABEL_NAMES, **grid}
        return Written(further, FEATURES, training, dict.fromkeys(sequences, seen))

    def predict(
        self, bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None
    ) -> Outcome:
        """Segment one patient by the networks of all folds."""
        convention = convention or "brats"
        _refuse_unwritable(convention)
        case = _case(bundle, patient, self.same_shape(bundle.description))
        prepared = prepare(case, PreparationSettings(**bundle.description["preparation"]))
        settings = PostprocessingSettings(**bundle.description["postprocessing"])
        inference = InferenceSettings(**bundle.description["inference"])
        (name,) = bundle.inputs
        logits = [segment(compute.network(network), prepared, inference, compute) for network in networks(bundle, name)]
        labels = averaged_labels(logits, prepared, settings)
        rows = [
            {"input": name, "fold": fold, "patient_id": patient.identifier, "region": region, "volume_ml": volume}
            for fold, one in enumerate(logits)
            for region, volume in region_volumes(_own_labels(one, prepared, settings), case.grid.spacing).items()
        ]
        features = zip(bundle.channels, _features(prepared.images), strict=True)
        return MaskOutcome(
            pd.DataFrame(rows),
            {sequence: distance_percentile(found, bundle.training[sequence])[1] for sequence, found in features},
            mask=replace(case.grid, array=labels),
            convention=convention,
            shown=shown_slices(case.scans, labels),
            not_read=[MASK] if MASK in patient.files else [],
        )

    def same_shape(self, description: Mapping[str, Any]) -> bool:
        """Where the networks see a fixed window of a scan, and not the box of its brain."""
        return description["preparation"]["window"] is not None

    def asked_of(self, description: Mapping[str, Any]) -> str:
        """Grid of the scans."""
        grid = grid_text(description["scan_shape"], description["scan_spacing"])
        size = grid if self.same_shape(description) else f"{grid}, or any other number of voxels of this size"
        return f"Scans of all sequences on one grid: {size}, registered, without skull. No segmentation."

    def example(self, description: Mapping[str, Any]) -> str:
        """Options of `radiogenomics predict`: `--scan NAME=FILE` for every sequence, joined by spaces."""
        (each,) = description["inputs"].values()
        return " ".join(f"--scan {name}=FILE" for name in each["channels"])

    def data_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """Windows of volumes (z, y, x)."""
        window = description["inference"]["window"]
        found = image_format(description, window or [0])
        image = {
            "spatial_shape": window or WHOLE_BRAIN,
            "is_patch_data": window is not None,
            "value_range": [],
        }
        return {"image": {**found["image"], **image}}


def _refuse_unwritable(convention: LabelConvention) -> None:
    if convention == "whole_tumour":
        raise InputError("--label-convention whole_tumour has no regions; use brats or brats2023 for the masks")


def _case(bundle: Bundle, patient: Patient, same_shape: bool) -> Case:
    """All scans of the patient that the networks see, on the grid of the training scans."""
    scans = {name: path for name, path in patient.files.items() if name != MASK}
    refuse_other_sequences(patient, scans, bundle.channels)
    usable_inputs(patient, bundle.inputs, list(scans))
    case = read_case(patient.identifier, scans, bundle.channels)
    check_grid(case.grid, bundle.description, patient.identifier, same_shape)
    return case


def _features(images: np.ndarray) -> np.ndarray:
    """Features (channels, features) of prepared images (channels, z, y, x)."""
    return np.stack([intensity_features(image) for image in images])


def _own_labels(logits: Tensor, prepared: Prepared, settings: PostprocessingSettings) -> np.ndarray:
    """Labels by one network, as the study's masks of a fold are made."""
    labels = post_processed(logits, channels_of(len(logits)), settings)[CLEAN_UP]
    return on_scan_grid(labels, prepared.window, prepared.scan_shape)
