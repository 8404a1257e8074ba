"""A bundle that is opened: checked, and described."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from radiogenomics.bundles.asked import Asked
from radiogenomics.bundles.layout import ENSEMBLE, THRESHOLDS, TRAINING, check_bundle, read_part
from radiogenomics.errors import InputError
from radiogenomics.predictions.settings import PredictionSettings

FORMAT = 3
"""Version of the layout of the files in `configs/` that are not MONAI's."""


FLOAT = "32-true"
"""Arithmetic where nothing else is said."""


@dataclass(frozen=True)
class Bundle:
    """A trained ensemble.

    Attributes:
        folder: where it lies.
        description: `configs/ensemble.json`.
        thresholds: rule, threshold, sensitivity and specificity on validation patients, n.
        training: what the training patients look like, by what is compared.
        asked: what a user wants of it besides the probability.
        scans: what the training scans look like as they were given (`scans.describe_scans`), by sequence.
        networks: what the training patients look like to the network of each fold, by input.
    """

    folder: Path
    description: dict[str, Any]
    thresholds: list[dict[str, Any]]
    training: dict[str, Any]
    asked: Asked = field(default_factory=Asked)
    scans: dict[str, Any] = field(default_factory=dict)
    networks: dict[str, Any] = field(default_factory=dict)

    @property
    def form(self) -> str:
        """What the model is given, by the name of an entry of `forms.FORMS`."""
        return self.description["form"]

    @property
    def inputs(self) -> Mapping[str, Mapping[str, Any]]:
        """Inputs by name, each with its share of the probability."""
        return self.description["inputs"]

    @property
    def channels(self) -> list[str]:
        """All sequences, or further choices of their slices, each once."""
        return list(dict.fromkeys(name for each in self.inputs.values() for name in each["channels"]))

    @property
    def folds(self) -> int:
        """Trained folds of every input."""
        return self.description["folds"]

    @property
    def precision(self) -> str:
        """Arithmetic of the networks."""
        return self.description.get("prediction", {}).get("precision", FLOAT)

    @property
    def prediction(self) -> PredictionSettings:
        """Draws and their seed."""
        return PredictionSettings(**self.description["prediction"])


def open_bundle(folder: Path) -> Bundle:
    """Open a bundle after checking every byte of it.

    Raises:
        InputError: it is not whole, or of a format that this version does not know.
    """
    check_bundle(folder)
    description = read_part(folder, ENSEMBLE)
    if description.get("format") != FORMAT:
        raise InputError(f"{folder}: exported in another format; export the model again with this version")
    seen = read_part(folder, TRAINING)
    return Bundle(
        folder,
        description,
        read_part(folder, THRESHOLDS)["thresholds"],
        seen["training"],
        scans=seen["scans"],
        networks=seen["networks"],
    )
