"""Where the networks of a bundle look in a patient's scan: Grad-CAM++ on the scan's own grid, the mean over folds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.explanations.explain import Head, normalised
from radiogenomics.explanations.names import ItemMaps
from radiogenomics.explanations.places import Places
from radiogenomics.files import name_of_file
from radiogenomics.images.axial import axial_spacing
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.orientation import lps_array
from radiogenomics.images.volume import check_geometry, read_mask, read_volume
from radiogenomics.networks.network import Network
from radiogenomics.segmentation.masks import write_on_grid
from radiogenomics.training.examples import ItemSource

FOLDER = "saliency"
"""Below the folder of the predictions."""
EMPTY = "nothing in the layer that is looked at raises the class that a network gives the patient"


@dataclass(frozen=True, eq=False)
class SaliencyMap:
    """Where the networks of one input look in one patient's scan.

    Attributes:
        name: of the input.
        head: scan of the input's first channel, and the segmentation where the model reads one.
        values: float32 (z, y, x) on the scan's grid, with the sum 1; None where there is no map.
        networks: number of networks whose map is not 0 throughout.
        reason: why there is no map; empty where there is one.
    """

    name: str
    head: Head
    values: np.ndarray | None
    networks: int
    reason: str = ""


class Onlooker:
    """Explains the networks of one input while they predict a patient, each before the next one is read."""

    def __init__(self, channels: Sequence[ItemSource], patient_id: str, compute: Compute):
        """Look at what the networks are given.

        Args:
            channels: of the input, in their order.
            patient_id: whom the networks predict.
            compute: where; maps are computed in float32, whatever the arithmetic of the prediction.
        """
        self._channels, self._patient_id, self._compute = channels, patient_id, compute
        self._maps: list[ItemMaps] = []
        self._reason = ""

    def each(self, networks: Iterator[Network]) -> Iterator[Network]:
        """The networks, each of which is explained after it has been used."""
        for network in networks:
            yield network
            if not self._reason:
                self._explain(network)

    def on_scan(self, name: str, head: Head, places: Places) -> SaliencyMap:
        """The mean over all networks, each of whose maps counts as much.

        Args:
            name: of the input.
            head: the scan on whose grid the map is.
            places: where the items lie in it.
        """
        if self._reason:
            return SaliencyMap(name, head, None, 0, self._reason)
        maps = [normalised(places.on_scan(self._patient_id, items, head.scan)) for items in self._maps]
        mean, count = normalised(np.mean(maps, axis=0)), sum(bool(own.any()) for own in maps)
        return SaliencyMap(name, head, mean if count else None, count, "" if count else EMPTY)

    def _explain(self, network: Network) -> None:
        """Grad-CAM++ of the path that predicts; a network without a layer to look at predicts all the same."""
        # Imported here: what needs no map need not load MONAI.
        from radiogenomics.explanations.maps import maps_of_patients

        try:
            found = maps_of_patients(network, self._channels, [self._patient_id], self._compute, all_paths=False)
        except InputError as error:
            self._reason = str(error)
            return
        (items,) = found[self._patient_id].values()
        self._maps.append(items)


def head_of(patient: Patient, sequence: str, with_mask: bool, convention: LabelConvention | None) -> Head:
    """A patient's scan of one sequence, with the segmentation where the model reads it.

    Raises:
        InputError: a file is faulty, or the two lie on different grids.
    """
    scan = read_volume(patient.files[sequence], patient.identifier)
    if not with_mask:
        return Head(scan, None)
    mask = read_mask(patient.files[MASK], patient.identifier, convention)
    check_geometry(scan, mask, patient.identifier)
    return Head(scan, mask.array)


def write_saliency(patient: str, maps: Sequence[SaliencyMap], folder: Path) -> dict[str, Any]:
    """Write the maps of a patient as NIfTI in the geometry of the scan, and one picture of all of them.

    Args:
        patient: identifier; files are called as `files.name_of_file` has it.
        maps: of all inputs.
        folder: of the predictions.

    Returns:
        Files, relative to the folder: `saliency` (by input) and `picture` (None where there is no map); and
        `without_saliency`, the reason by input.
    """
    files = {}
    for one in maps:
        if one.values is not None:
            files[one.name] = f"{FOLDER}/{name_of_file(patient)}_{name_of_file(one.name)}.nii.gz"
            write_on_grid(one.values, one.head.scan, folder / files[one.name])
    picture = f"{FOLDER}/{name_of_file(patient)}.png" if files else None
    if picture:
        _draw(maps, folder / picture)
    return {
        "saliency": files,
        "picture": picture,
        "without_saliency": {one.name: one.reason for one in maps if one.values is None},
    }


def _draw(maps: Sequence[SaliencyMap], path: Path) -> None:
    """One row per map: a slice of the scan, and the map over it."""
    # Imported here: classifiers of features draw nothing, and need not load matplotlib.
    from radiogenomics.explanations.figure import Explained, saliency_figure
    from radiogenomics.report.style import save_figure

    shown = []
    for one in maps:
        if one.values is None:
            continue
        scan, mask = one.head.scan, one.head.mask
        saliency = lps_array(one.values, scan.direction)
        rows, columns = axial_spacing(scan.spacing, scan.direction)
        shown.append(
            Explained(
                title=one.name,
                scan=lps_array(scan.array, scan.direction),
                mask=None if mask is None else lps_array(mask, scan.direction),
                maps={f"mean of {one.networks} network{'s' * (one.networks != 1)}": saliency},
                # Distances between slices are not drawn.
                spacing=(1.0, rows, columns),
                # Without a segmentation, where most of the map is.
                slice=int(saliency.sum(axis=(1, 2)).argmax()) if mask is None else None,
            )
        )
    # The model may have learnt from simulated patients, but the scan is the user's; the page says the former.
    save_figure(saliency_figure(shown), path, simulated=False)
