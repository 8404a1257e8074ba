"""A bundle that is opened: checked, described, and its networks one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radiogenomics.bundles.layout import ENSEMBLE, INTENSITIES, THRESHOLDS, check_bundle, read_part, weights_of
from radiogenomics.errors import InputError
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.settings import ImageSettings
from radiogenomics.networks.network import Network
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.weights import load_strictly, read_state_dict
from radiogenomics.predictions.settings import PredictionSettings

KNOWN_FORMAT = 1


@dataclass(frozen=True)
class Bundle:
    """A trained ensemble.

    Attributes:
        folder: where it lies.
        description: `configs/ensemble.json`.
        thresholds: rule, threshold, sensitivity and specificity on validation patients, n.
        intensities: of the training patients, by modality.
    """

    folder: Path
    description: dict[str, Any]
    thresholds: list[dict[str, Any]]
    intensities: dict[str, Any]

    @property
    def inputs(self) -> dict[str, list[str]]:
        """Modalities that are the channels of each input."""
        return self.description["inputs"]

    @property
    def modalities(self) -> list[str]:
        """All modalities, each once."""
        return list(dict.fromkeys(name for channels in self.inputs.values() for name in channels))

    @property
    def images(self) -> ImageSettings:
        """How scans are preprocessed."""
        return ImageSettings(**self.description["images"])

    @property
    def window(self) -> CropWindow:
        """The part of a scan that is kept."""
        return CropWindow.from_dict(self.description["window"])

    @property
    def prediction(self) -> PredictionSettings:
        """Draws and their seed."""
        return PredictionSettings(**self.description["prediction"])

    def networks(self, name: str) -> Iterator[Network]:
        """The networks of an input, fold by fold.

        Raises:
            InputError: weights do not fit the network.
        """
        settings = model_settings(self.description["model"], title=self.description["model_title"])
        for fold in range(self.description["folds"]):
            network = settings.build(len(self.inputs[name]))
            path = self.folder / weights_of(name, fold)
            load_strictly(network, read_state_dict(path), path, "copy the folder of the model again")
            yield network.eval()


def open_bundle(folder: Path) -> Bundle:
    """Open a bundle after checking every byte of it.

    Raises:
        InputError: it is not whole, or of a format that this version does not know.
    """
    check_bundle(folder)
    description = read_part(folder, ENSEMBLE)
    if description.get("format") != KNOWN_FORMAT:
        raise InputError(f"{folder}: exported in another format; export the model again with this version")
    return Bundle(
        folder,
        description,
        read_part(folder, THRESHOLDS)["thresholds"],
        read_part(folder, INTENSITIES)["modalities"],
    )
