"""Where in a scan the voxels of a network's input lie, by the kind of its items: volumes, or slices.

A study says which by `place_parameters`, plain values that the rules hand to the jobs: `reader`, one of `PLACES`; for
volumes `downscale`; for slices `fit`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from radiogenomics.explanations.geometry import on_scan_grid, seen_voxels
from radiogenomics.files import read_json
from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.axial import axial_spacing
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.orientation import lps_array
from radiogenomics.images.slice_arrays import SliceArray, open_slices
from radiogenomics.images.slice_pixels import padded, resized
from radiogenomics.images.volume import Volume


class Places(Protocol):
    """Takes maps of a patient's items to the grid of the scan."""

    def on_scan(self, patient_id: str, maps: Sequence[np.ndarray], scan: Volume) -> np.ndarray:
        """Float32 (z, y, x) on the scan's stored grid.

        Args:
            patient_id: the patient.
            maps: of the patient's items, in their order, each on the grid of the input.
            scan: of the input's first channel.
        """

    def seen(self, patient_id: str, scan: Volume) -> np.ndarray:
        """Which voxels (z, y, x) of the scan the items show."""


@dataclass(frozen=True)
class VolumePlaces:
    """Volumes that were cropped and reduced.

    Attributes:
        window: part of the scan that an input shows.
        downscale: factor by which it was reduced.
    """

    window: CropWindow
    downscale: int

    def on_scan(self, patient_id: str, maps: Sequence[np.ndarray], scan: Volume) -> np.ndarray:
        """The one map (z, y, x) on the scan's grid."""
        return on_scan_grid(maps[0], self.window, self.downscale, scan.array.shape)

    def seen(self, patient_id: str, scan: Volume) -> np.ndarray:
        """Boolean array (z, y, x) of a scan: the voxels in the crop window, which the network is given."""
        return seen_voxels(self.window, scan.array.shape)


@dataclass(frozen=True)
class SlicePlaces:
    """Axial slices that were resized.

    Attributes:
        slices: of the input's first channel.
        fit: whether slices were stretched or padded, as in `SliceSettings.fit`.
    """

    slices: SliceArray
    fit: Literal["stretch", "pad"]

    def on_scan(self, patient_id: str, maps: Sequence[np.ndarray], scan: Volume) -> np.ndarray:
        """Maps (y, x) of single slices, or (n, y, x) of stacks, each at its slices of the scan."""
        pictures = [picture for one in maps for picture in one.reshape(-1, *one.shape[-2:])]
        whole = np.zeros(scan.array.shape, np.float32)
        axial, spacing = lps_array(whole, scan.direction), axial_spacing(scan.spacing, scan.direction)
        for number, picture in zip(self._numbers(patient_id), pictures, strict=True):
            # A view: what is written here is in `whole`.
            axial[number] = unfitted(picture, spacing, axial.shape[1:], self.fit)
        return whole

    def seen(self, patient_id: str, scan: Volume) -> np.ndarray:
        """All of the chosen slices."""
        seen = np.zeros(scan.array.shape, bool)
        lps_array(seen, scan.direction)[self._numbers(patient_id)] = True
        return seen

    def _numbers(self, patient_id: str) -> list[int]:
        return [self.slices.numbers[patient_id, ORIGINAL, item] for item in self.slices.items_of(patient_id)]


def unfitted(
    picture: np.ndarray, spacing: Sequence[float], shape: Sequence[int], fit: Literal["stretch", "pad"]
) -> np.ndarray:
    """The inverse of `slice_pixels.fitted`: from a network's input back to the pixels of the slice.

    Args:
        picture: (rows, columns) of the input.
        spacing: distance between the slice's rows, then its columns, in mm.
        shape: rows and columns of the slice.
        fit: as in `SliceSettings.fit`.

    Returns:
        float32 of `shape`, linearly interpolated; what lies in the padding is in no slice and left out.
    """
    if fit == "stretch":
        return resized(picture, shape)
    surrounded = padded(np.zeros(tuple(shape), np.float32), spacing, picture.shape).shape
    starts = [(whole - own) // 2 for whole, own in zip(surrounded, shape, strict=True)]
    return resized(picture, surrounded)[tuple(slice(s, s + n) for s, n in zip(starts, shape, strict=True))]


def open_places(parameters: Mapping[str, Any], files: Any) -> Places:
    """Where the items of an input lie.

    Args:
        parameters: `place_parameters` of the study.
        files: of a job, by name: `places`, further files of the study's source; `arrays` and `indices` of the channels.
    """
    return PLACES[parameters["reader"]](parameters, files)


def _volumes(parameters: Mapping[str, Any], files: Any) -> VolumePlaces:
    return VolumePlaces(CropWindow.from_dict(read_json(files.places[0])), parameters["downscale"])


def _slices(parameters: Mapping[str, Any], files: Any) -> SlicePlaces:
    return SlicePlaces(open_slices(files.arrays[0], files.indices[0]), parameters["fit"])


PLACES: dict[str, Callable[[Mapping[str, Any], Any], Places]] = {"volumes": _volumes, "slices": _slices}
"""What says where items lie, by the name that a study gives."""
