"""What the gate before training compares, by what the models are given: each source of items has checks of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from radiogenomics.images.arrays import ImageArray, open_images
from radiogenomics.images.slice_arrays import open_slices
from radiogenomics.leakage.before_training import checks_of_features, checks_of_images, checks_of_slices
from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.image_checks import image_checks
from radiogenomics.leakage.reading import read_all, read_patients
from radiogenomics.leakage.roles import Roles
from radiogenomics.leakage.scan_checks import scan_checks


@dataclass(frozen=True)
class Patients:
    """Who takes part: cohort (no label is needed), labels of the training patients, and what each patient may do."""

    cohort: pd.DataFrame
    training_labels: pd.DataFrame
    roles: Roles


Files = Mapping[str, Sequence[str]]
Parameters = Mapping[str, Any]


def checks_of_source(name: str, files: Files, parameters: Parameters, patients: Patients) -> list[Check]:
    """All checks of what a study's models are given.

    Args:
        name: of the checks, as `Source.leak_checks` gives it.
        files: `Source.gate_files`.
        parameters: `Source.gate_parameters`.
        patients: who takes part.
    """
    return SOURCES[name](files, parameters, patients)


def _volumes(files: Files, parameters: Parameters, patients: Patients) -> list[Check]:
    groups = parameters["groups"]
    originals = map(open_images, files["arrays"], files["indices"])
    augmented = map(open_images, files["augmented_arrays"], files["augmented_indices"])
    return checks_of_images(
        dict(zip(groups, originals, strict=True)),
        dict(zip(groups, augmented, strict=True)),
        dict(zip(groups, map(read_patients, files["indices"]), strict=True)),
        groups,
        patients.roles,
    )


def _slices(files: Files, parameters: Parameters, patients: Patients) -> list[Check]:
    names, modalities = list(parameters["groups"]), parameters["modalities"]
    slices = dict(zip(names, map(open_slices, files["arrays"], files["indices"]), strict=True))
    # A scan stands in as many rows as it has slices, and in as many indices as there are choices of its slices.
    indices = [read_patients(path).drop_duplicates("patient_id") for path in files["indices"]]
    scans = pd.concat(
        [index.assign(modality=modalities[name]) for name, index in zip(names, indices, strict=True)],
        ignore_index=True,
    )
    return checks_of_slices(slices, dict(iter(scans.groupby("modality", sort=False))), patients.roles)


def _tables(files: Files, parameters: Parameters, patients: Patients) -> list[Check]:
    tables = dict(zip(parameters["tables"], map(read_patients, files["tables"]), strict=True))
    sources = read_all(files["sources"])
    return checks_of_features(
        tables, parameters["inputs"], sources, patients.cohort, patients.training_labels, patients.roles
    )


def _scans(files: Files, parameters: Parameters, patients: Patients) -> list[Check]:
    """Scans and segmentations by their hashes; each may be listed several times, as differently prepared."""
    listed = read_all(files["indices"]).drop_duplicates(["patient_id", "modality"])
    return scan_checks(dict(iter(listed.groupby("modality", sort=False))), patients.roles)


def _towers(files: Files, parameters: Parameters, patients: Patients) -> list[Check]:
    """Those of tables, and whether one slice is that of two patients."""
    slices = open_images(*files["slices"])
    none = ImageArray(slices.array[:0], {}, slices.paths)
    of_slices = image_checks({"slices": slices}, {"slices": none}, parameters["groups"], patients.roles)
    return [*_tables(files, parameters, patients), *of_slices]


SOURCES: dict[str, Callable[[Files, Parameters, Patients], list[Check]]] = {
    "volumes": _volumes,
    "slices": _slices,
    "tables": _tables,
    "scans": _scans,
    "towers": _towers,
}
"""Checks by the name that a `Source` gives."""
