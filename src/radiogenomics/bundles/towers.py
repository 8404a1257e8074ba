"""Towers of MRI and gene expression, and their fusion; who lacks a modality is predicted by the tower of the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import torch

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FEATURES, describe_training, distance_percentile, intensity_features
from radiogenomics.bundles.form import Files, Form, Written, refuse_other_sequences
from radiogenomics.bundles.gene_scale import GeneScale
from radiogenomics.bundles.grids import check_grid, grid_text, training_grid
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.result import Result
from radiogenomics.bundles.tower_networks import gene_scales, towers, trained_towers, write_tower
from radiogenomics.bundles.tower_probability import TowerProbability
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.expression.matrix import SCALES, read_matrix
from radiogenomics.expression.normalisation import logarithms
from radiogenomics.features.expression import TRANSFORMS
from radiogenomics.files import nearest, read_table
from radiogenomics.images.arrays import open_images
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.tumour_slice import CHANNELS, tumour_slice
from radiogenomics.images.volume import read_volume
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.networks.fusion import Fusion
from radiogenomics.splits.subsets import patient_ids
from radiogenomics.towers.names import EXPRESSION, IMAGES
from radiogenomics.towers.trained import probabilities

SLICE_DIMENSIONS = 4
MOST_NAMED = 3
WHOLE_LIBRARY = "counts"
"""Numbers of which all genes are needed: a logarithm is that of a share of all reads."""


class TowerForm(Form):
    """Scans with a segmentation, expression, or both."""

    result: ClassVar[Result] = TowerProbability()

    def write(self, files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> Written:
        """Write towers and fusions of all folds; files are those of `trained_towers`, slices, expression and splits."""
        (name,) = description["inputs"]
        splits = read_table(*files["splits"])
        trained = list(trained_towers(files, description))
        further: dict[str, Any] = {}
        training: dict[str, Any] = {}
        scans: dict[str, list[str]] = {}
        scales: list[GeneScale | None] = [None] * len(trained)
        if EXPRESSION in description:
            values = read_table(*files["expression"]).set_index("patient_id")
            genes, scales = _scales([scale for _, scale in trained], description[EXPRESSION], values)
            further[EXPRESSION] = {**description[EXPRESSION], "genes": genes}
            known = values.loc[patient_ids(splits, [EXPRESSION], "train"), genes].to_numpy(float)
            training[EXPRESSION] = describe_training(known[:, _compared(scales)])
        if "slices" in description:
            images = open_images(*files["slices"], SLICE_DIMENSIONS)
            seen = patient_ids(splits, [IMAGES], "train")
            features = np.stack([_features(images.volume(patient)) for patient in seen])
            training |= {channel: describe_training(features[:, row]) for row, channel in enumerate(CHANNELS)}
            further |= training_grid(*files["cohort"], CHANNELS[0], seen[0])
            scans = dict.fromkeys(STRUCTURAL, seen)
        for fold, ((network, _), scale) in enumerate(zip(trained, scales, strict=True)):
            write_tower(name, fold, network, scale, folder)
        return Written(further, FEATURES, training, scans)

    def predict(
        self, bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None
    ) -> Outcome:
        """Predict one patient by all that is given; the networks are small, and run where they are read."""
        scans = {name: path for name, path in patient.files.items() if name != MASK}
        refuse_other_sequences(patient, scans, bundle.channels)
        missing = _missing(bundle, patient)
        _refuse_empty(bundle, patient, missing)
        scales = gene_scales(bundle)
        inputs, distances = {}, {}
        if self.sequences(bundle) and not set(missing) & {*self.sequences(bundle), MASK}:
            images = _slice(bundle, patient, convention)
            inputs["images"] = torch.from_numpy(images[np.newaxis])
            for channel, found in zip(CHANNELS, _features(images), strict=True):
                distances[channel] = distance_percentile(found, bundle.training[channel])[1]
        known = None
        if scales and patient.expression is not None:
            known = _logarithms(bundle, patient)
            distances[EXPRESSION] = distance_percentile(known[0, _compared(scales)], bundle.training[EXPRESSION])[1]
        (name,) = bundle.inputs
        rows = []
        for fold, network in enumerate(towers(bundle, scales)):
            if known is not None:
                inputs[EXPRESSION] = torch.from_numpy(scales[fold].apply(known))
            (probability,) = probabilities(network, **inputs)
            used = network.used(**inputs)[0] if isinstance(network, Fusion) else bundle.description["model"]["network"]
            rows.append({"input": name, "fold": fold, "probability": float(probability), "used": used})
        table = pd.DataFrame(rows).assign(patient_id=patient.identifier, n_draws=1, sd_draws=0.0)
        return Outcome(table, distances, missing)

    def with_expression(self, bundle: Bundle, patients: Sequence[Patient], path: Path) -> list[Patient]:
        """Patients with their expression; who is not in the table has none."""
        if EXPRESSION not in bundle.channels:
            return super().with_expression(bundle, patients, path)
        ids = [patient.identifier for patient in patients]
        values = read_matrix(path, ids, bundle.description[EXPRESSION]["numbers"]).values
        if not set(ids) & set(values.index):
            raise InputError(
                f"{path}: holds none of the patients ({', '.join(ids[:MOST_NAMED])}), but "
                f"{', '.join(values.index[:MOST_NAMED])}; give the ids that the table has"
            )
        return [
            replace(each, expression=values.loc[each.identifier]) if each.identifier in values.index else each
            for each in patients
        ]

    def sequences(self, bundle: Bundle) -> list[str]:
        """The scans, of what reads any."""
        return [name for name in bundle.channels if name != EXPRESSION]

    def reads_mask(self, bundle: Bundle) -> bool:
        """Whether it reads scans, of which the segmentation is a channel."""
        return bool(self.sequences(bundle))

    def asked_of(self, description: Mapping[str, Any]) -> str:
        """Scans with a segmentation, and numbers of a table."""
        asked = []
        if "slices" in description:
            grid = grid_text(description["scan_shape"], description["scan_spacing"])
            asked.append(
                f"Scans: {grid}, or any other number of voxels of this size, registered, without skull. A segmentation "
                "of the tumour (`--mask`)."
            )
        if EXPRESSION in description:
            numbers, genes = SCALES[description[EXPRESSION]["numbers"]], len(description[EXPRESSION]["genes"])
            asked.append(
                f"A table of expression (`--expression`): {numbers} of {genes} genes, whose names are in "
                "`configs/ensemble.json`; patients are columns or rows, under their ids."
            )
        return " ".join(asked)

    def example(self, description: Mapping[str, Any]) -> str:
        """Scans, a segmentation and a table, of what is read."""
        (each,) = description["inputs"].values()
        scans = [f"--scan {name}=FILE" for name in each["channels"] if name != EXPRESSION]
        return " ".join(
            [*scans, *(["--mask FILE"] if scans else []), *(["--expression FILE"] * (EXPRESSION in description))]
        )

    def data_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """A slice with the segmentation as a channel, and a row of numbers."""
        found: dict[str, Any] = {}
        if "slices" in description:
            found[IMAGES] = {
                "type": "image",
                "format": "magnitude",
                "modality": "MR",
                "num_channels": len(CHANNELS),
                "spatial_shape": [description["slices"]["size"]] * 2,
                "dtype": "float32",
                "value_range": [0, 1],
                "is_patch_data": False,
                "channel_def": {str(number): name for number, name in enumerate(CHANNELS)},
            }
        if EXPRESSION in description:
            genes = len(description[EXPRESSION]["genes"])
            found[EXPRESSION] = {"type": "tabular", "num_channels": genes, "dtype": "float64"}
        return found


def _scales(
    normalisers: Sequence[Any], expression: Mapping[str, Any], values: pd.DataFrame
) -> tuple[list[str], list[GeneScale]]:
    """Genes that a patient must have, in the order of the study's table, and the scale of each fold."""
    kept = {gene for normaliser in normalisers for gene in normaliser.kept}
    genes = [gene for gene in values.columns if expression["numbers"] == WHOLE_LIBRARY or gene in kept]
    return genes, [GeneScale.of(normaliser, genes) for normaliser in normalisers]


def _compared(scales: Sequence[GeneScale]) -> np.ndarray:
    """Places of the genes that the tower of some fold reads."""
    return np.unique(np.concatenate([scale.kept for scale in scales]))


def _features(images: np.ndarray) -> np.ndarray:
    """Features (channels, features) of the channels of a slice (channels, y, x)."""
    return np.stack([intensity_features(image) for image in images])


def _missing(bundle: Bundle, patient: Patient) -> list[str]:
    """What the model reads and the patient has not: sequences, `mask`, `expression`."""
    scans = [name for name in bundle.channels if name != EXPRESSION]
    missing = [name for name in [*scans, *([MASK] if scans else [])] if name not in patient.files]
    return [*missing, *([EXPRESSION] if EXPRESSION in bundle.channels and patient.expression is None else [])]


def _refuse_empty(bundle: Bundle, patient: Patient, missing: Sequence[str]) -> None:
    """Check that one of the modalities is there as a whole."""
    of_images = [name for name in missing if name != EXPRESSION]
    has_images = not of_images and bool(set(bundle.channels) - {EXPRESSION})
    reads_genes = EXPRESSION in bundle.channels
    if has_images or (reads_genes and EXPRESSION not in missing):
        return
    needs = [", ".join(of_images)] if of_images else []
    needs += ["the patient's expression (--expression)"] if reads_genes else []
    raise InputError(f"patient {patient.identifier}: the model needs {', or '.join(needs)}; give it")


def _slice(bundle: Bundle, patient: Patient, convention: LabelConvention | None) -> np.ndarray:
    """The slice with most of the tumour (channels, y, x), as the training slices were cut."""
    scans = {f"path_{name}": str(path) for name, path in patient.files.items() if name != MASK}
    row = {**scans, "patient_id": patient.identifier, "path_automatic": str(patient.files[MASK])}
    first = read_volume(patient.files[CHANNELS[0]], patient.identifier)
    check_grid(first, bundle.description, patient.identifier, same_shape=False)
    size = bundle.description["slices"]["size"]
    return tumour_slice(pd.Series({**row, "label_convention": convention}), "automatic", size=size)[0]


def _logarithms(bundle: Bundle, patient: Patient) -> np.ndarray:
    """Logarithms of the patient's expression (1, genes of the bundle)."""
    numbers, genes = (bundle.description[EXPRESSION][key] for key in ("numbers", "genes"))
    absent = [gene for gene in genes if gene not in patient.expression.index]
    if absent:
        more = f" and {len(absent) - MOST_NAMED} more" if len(absent) > MOST_NAMED else ""
        raise InputError(
            f"patient {patient.identifier}: the table of expression has no gene {', '.join(absent[:MOST_NAMED])}{more}"
            f"{nearest(absent[0], patient.expression.index)}; the model reads {len(genes)} genes: add them"
        )
    values = pd.DataFrame([patient.expression[genes]], index=[patient.identifier])
    return logarithms(values, TRANSFORMS[numbers])
