"""Segmentations of patients who have none, by the networks of another exported model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from radiogenomics.bundles.bundle import Bundle, open_bundle
from radiogenomics.bundles.forms import FORMS
from radiogenomics.bundles.grids import SPACING_TOLERANCE
from radiogenomics.bundles.other_grid import labels_on, resampled_scans
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.regions import MASKS, MaskOutcome, Regions
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.files import name_of_file
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.volume import Volume, read_volume
from radiogenomics.segmentation.masks import write_mask
from radiogenomics.segmentation.postprocessing import without_small_parts

GIVEN, PREDICTED = "given", "predicted"
"""Where a patient's segmentation comes from."""
CONVENTION: LabelConvention = "brats"
"""Numbers in the masks that are written."""
LEAST_PART = 0.1
"""Of the largest part of a predicted tumour, what another part must have to stay: false ones at the rim are small."""


@dataclass(frozen=True)
class Segmenter:
    """An exported model that segments, for the patients of another one.

    Attributes:
        bundle: of the model that segments.
        sequences: that the model to predict by may be given.
        folder: of the results, below which masks are written.
        scans_of: the model to predict by, where the segmenting one was trained on voxels of another size: scans lie on
            the grid of the former and are resampled for the latter.
    """

    bundle: Bundle
    sequences: Sequence[str]
    folder: Path
    scans_of: Bundle | None = None

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
        mask = self._segment(replace(patient, files=scans))
        path = self.folder / mask_file(patient.identifier)
        write_mask(mask.array, mask, path, CONVENTION)
        return replace(patient, files={**own, MASK: path}), CONVENTION

    def _sees(self, name: str) -> bool:
        return name in self.bundle.channels

    def _segment(self, patient: Patient) -> Volume:
        """The tumour on the grid of the patient's scans, within the brain and without its small parts."""
        try:
            outcome = self._asked(patient)
        except InputError as error:
            raise InputError(f"--segmentation {self.bundle.folder}: {error}") from None
        mask = outcome.mask if isinstance(outcome, MaskOutcome) else None
        if mask is not None and mask.array.any():
            mask = self._cut(mask, patient)
        if mask is None or not mask.array.any():
            raise InputError(
                f"patient {patient.identifier}: the model of --segmentation finds no tumour; give a segmentation by "
                "--mask, or leave the patient out"
            )
        return mask

    def _asked(self, patient: Patient) -> Outcome:
        form, compute = FORMS[self.bundle.form], compute_on("cpu", self.bundle.precision)
        if self.scans_of is None:
            return form.predict(self.bundle, patient, compute, CONVENTION)
        spacing = self.bundle.description["scan_spacing"][0]
        with TemporaryDirectory() as folder:
            files = resampled_scans(patient, self.scans_of.description, spacing, Path(folder))
            return form.predict(self.bundle, replace(patient, files=files), compute, CONVENTION)

    def _cut(self, mask: Volume, patient: Patient) -> Volume:
        scans = [read_volume(path, patient.identifier) for path in patient.files.values()]
        own = scans[0]
        labels = mask.array if self.scans_of is None else labels_on(mask, own)
        brain = np.any([scan.array != 0 for scan in scans], axis=0)
        return replace(own, array=without_small_parts(np.where(brain, labels, 0), LEAST_PART))


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
            or no scan can be given to both.
    """
    form = FORMS[bundle.form]
    if not form.reads_mask(bundle):
        raise InputError(f"--segmentation {folder}: the model of --model reads no segmentation; leave it out")
    segmenter = open_bundle(folder)
    if not isinstance(FORMS[segmenter.form].result, Regions):
        raise InputError(f"--segmentation {folder}: a model that segments nothing; export one of a segmentation study")
    scans_of = bundle if _resamples(segmenter, bundle) else None
    return Segmenter(segmenter, form.sequences(bundle), results, scans_of)


def _resamples(segmenter: Bundle, bundle: Bundle) -> bool:
    """Whether scans on the grid of the one model have to be resampled for the other.

    Raises:
        InputError: they would, but the model that segments counts voxels, or has no cubic ones.
    """
    theirs, ours = (each.description.get("scan_spacing") for each in (segmenter, bundle))
    if not theirs or not ours or np.allclose(theirs, ours, rtol=0, atol=SPACING_TOLERANCE):
        return False
    counts = FORMS[segmenter.form].same_shape(segmenter.description)
    if not counts and np.ptp(theirs) <= SPACING_TOLERANCE:
        return True
    if FORMS[bundle.form].any_grid:
        return False
    edges = ["×".join(f"{edge:.3g}" for edge in spacing) for spacing in (theirs, ours)]
    why = "sees a fixed window of its scans" if counts else "has no cubic voxels"
    raise InputError(
        f"--segmentation {segmenter.folder}: trained on voxels of {edges[0]} mm, but the model of --model on "
        f"{edges[1]} mm, and scans cannot be resampled for a model that {why}; give a model that segments voxels of "
        "that size, or segmentations by --mask"
    )
