"""Segmentations of patients who have none, by the networks of another exported model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from radiogenomics.bundles.bundle import Bundle, open_bundle
from radiogenomics.bundles.forms import FORMS
from radiogenomics.bundles.grids import SPACING_TOLERANCE
from radiogenomics.bundles.regions import MASKS, MaskOutcome, Regions
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.files import name_of_file
from radiogenomics.images.labels import LabelConvention
from radiogenomics.segmentation.masks import write_mask

GIVEN, PREDICTED = "given", "predicted"
"""Where a patient's segmentation comes from."""
CONVENTION: LabelConvention = "brats"
"""Numbers in the masks that are written."""


@dataclass(frozen=True)
class Segmenter:
    """An exported model that segments, for the patients of another one.

    Attributes:
        bundle: of the model that segments.
        sequences: that the model to predict by may be given.
        folder: of the results, below which masks are written.
    """

    bundle: Bundle
    sequences: Sequence[str]
    folder: Path

    def with_mask(self, patient: Patient, convention: LabelConvention | None) -> tuple[Patient, LabelConvention | None]:
        """A patient with a segmentation, for the model to predict by, and what the numbers in it mean.

        Args:
            patient: files of both models' sequences; a segmentation that is given stays.
            convention: of the segmentations that are given.

        Raises:
            InputError: a sequence is none of either model, one is missing that the networks need, or they find no
                tumour.
        """
        own = {name: path for name, path in patient.files.items() if name in self.sequences or not self._sees(name)}
        if MASK in patient.files:
            return replace(patient, files=own), convention
        scans = {name: path for name, path in patient.files.items() if self._sees(name)}
        outcome = self._segment(replace(patient, files=scans))
        path = self.folder / mask_file(patient.identifier)
        write_mask(outcome.mask.array, outcome.mask, path, CONVENTION)
        return replace(patient, files={**own, MASK: path}), CONVENTION

    def _sees(self, name: str) -> bool:
        return name in self.bundle.channels

    def _segment(self, patient: Patient) -> MaskOutcome:
        compute = compute_on("cpu", self.bundle.precision)
        try:
            outcome = FORMS[self.bundle.form].predict(self.bundle, patient, compute, CONVENTION)
        except InputError as error:
            raise InputError(f"--segmentation {self.bundle.folder}: {error}") from None
        if not isinstance(outcome, MaskOutcome) or outcome.mask is None or not outcome.mask.array.any():
            raise InputError(
                f"patient {patient.identifier}: the model of --segmentation finds no tumour; give a segmentation by "
                "--mask, or leave the patient out"
            )
        return outcome


def source_of_mask(patient: Patient) -> dict[str, str | None]:
    """What is said of a patient: whether the segmentation was given or predicted, and the file of a predicted one."""
    given = MASK in patient.files
    return {"segmentation": GIVEN if given else PREDICTED, "mask": None if given else mask_file(patient.identifier)}


def mask_file(patient: str) -> str:
    """File of a patient's predicted segmentation below the folder of the results."""
    return f"{MASKS}/{name_of_file(patient)}.nii.gz"


def open_segmenter(folder: Path, bundle: Bundle, results: Path) -> Segmenter:
    """Open an exported model that segments for another one.

    Args:
        folder: of the exported model.
        bundle: of the model to predict by.
        results: folder of the results.

    Raises:
        InputError: the folder is no whole model or one that does not segment, the other model reads no segmentation,
            or no scan has the voxels of both.
    """
    form = FORMS[bundle.form]
    if not form.reads_mask(bundle):
        raise InputError(f"--segmentation {folder}: the model of --model reads no segmentation; leave it out")
    segmenter = open_bundle(folder)
    if not isinstance(FORMS[segmenter.form].result, Regions):
        raise InputError(f"--segmentation {folder}: a model that segments nothing; export one of a segmentation study")
    if not form.any_grid:
        _refuse_other_voxels(segmenter, bundle)
    return Segmenter(segmenter, form.sequences(bundle), results)


def _refuse_other_voxels(segmenter: Bundle, bundle: Bundle) -> None:
    """A scan on the grid of the one model would be refused by the other, whose advice is to register it again."""
    theirs, ours = (each.description.get("scan_spacing") for each in (segmenter, bundle))
    if theirs and ours and not np.allclose(theirs, ours, rtol=0, atol=SPACING_TOLERANCE):
        edges = ["×".join(f"{edge:.3g}" for edge in spacing) for spacing in (theirs, ours)]
        raise InputError(
            f"--segmentation {segmenter.folder}: trained on voxels of {edges[0]} mm, but the model of --model on "
            f"{edges[1]} mm, and no scan fits both; give a model that segments voxels of that size, or segmentations "
            "by --mask"
        )
