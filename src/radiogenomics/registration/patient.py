"""The scans of one patient, from the scanner's grids to the study's: registered, without skull, without bias field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_stored, read_volume
from radiogenomics.registration.alignment import AROUND, affine, around, rigid
from radiogenomics.registration.atlas import Atlas
from radiogenomics.registration.bias import without_bias
from radiogenomics.registration.brain import ALONE, ATLAS, brain_alone, brain_of, program_for
from radiogenomics.registration.geometry import IDENTITY, as_image, moved, movement
from radiogenomics.registration.measures import (
    SHARPNESS,
    dice,
    foreground,
    kept_when_displaced,
    mutual_information,
)
from radiogenomics.registration.settings import RegistrationSettings

SCALES = (0.7, 1.45)
"""Least and most by which a head may be stretched, in any direction, to fit the atlas."""
LEAST_OVERLAP = 0.75
"""Least Dice coefficient of a head and the atlas's, of what lies near the brain: a head in a brain's place has 0.7."""
QUALITY = [
    *("sequence", "onto", "turned_degrees", "moved_mm"),
    *("mutual_information_before", "mutual_information_after", "kept_when_displaced"),
    *("head_overlap", "brain_covered", "brain_by", "tumour_outside_brain"),
]
"""Columns of what is measured of each sequence and segmentation."""


@dataclass
class Registered:
    """What became of a patient.

    Attributes:
        images: by sequence, on the grid of the atlas, 32-bit floats, 0 outside the brain.
        masks: by segmentation, on the same grid, with the labels that the file has.
        brain: 1 in the brain.
        quality: one row per sequence and segmentation, columns `QUALITY`.
        transforms: by sequence, from points of the atlas to points of the scan.
        fault: why the patient cannot take part; empty where nothing is wrong.
    """

    images: dict[str, SimpleITK.Image] = field(default_factory=dict)
    masks: dict[str, SimpleITK.Image] = field(default_factory=dict)
    brain: SimpleITK.Image | None = None
    quality: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=QUALITY))
    transforms: dict[str, SimpleITK.Transform] = field(default_factory=dict)
    fault: str = ""


def register_patient(
    scans: Mapping[str, str | Path],
    masks: Mapping[str, str | Path],
    atlas: Atlas,
    settings: RegistrationSettings,
    patient: str | None = None,
) -> Registered:
    """Move all scans of a patient onto the grid of the atlas; each voxel is interpolated once.

    A segmentation moves with the sequence on whose grid it was drawn, else with the reference.

    Args:
        scans: file, or folder of a DICOM series, by sequence.
        masks: file by name of the segmentation.
        atlas: where to.
        settings: how.
        patient: for messages.

    Raises:
        InputError: a file cannot be read, or a program that is asked for is missing or fails. What cannot be
            registered is no error, but the `fault` of the result.
    """
    if settings.reference not in scans:
        return Registered(fault=f"registration: no {settings.reference}, to which the other sequences are registered")
    images = {name: as_image(read_volume(path, patient)) for name, path in scans.items()}
    drawn = {name: as_image(read_stored(path, patient)) for name, path in masks.items()}
    program = program_for(settings.brain)
    own, told_by = _own_brain(images[settings.reference], program)
    if own is not None and not SimpleITK.GetArrayViewFromImage(own).any():
        return Registered(fault=f"registration: {program} finds no brain in {settings.reference}")
    try:
        transforms = _transforms(images, atlas, settings.reference, own)
    except InputError as error:
        return Registered(fault=f"registration: {error}")
    brain = atlas.brain if own is None else moved(own, atlas.image, transforms[settings.reference], nearest=True)
    found = Registered(brain=brain, transforms=transforms)
    for name, image in images.items():
        placed = moved(image, atlas.image, transforms[name])
        found.images[name] = without_bias(placed, brain) if settings.bias_correction else placed
    for name, mask in drawn.items():
        transform = transforms[_drawn_on(mask, images, settings.reference)]
        found.masks[name] = moved(mask, atlas.image, transform, nearest=True)
    found.quality = _measured(found, images, transforms, atlas, settings.reference, told_by)
    found.fault = _fault(found, drawn, transforms, settings)
    found.images = {name: SimpleITK.Mask(image, brain) for name, image in found.images.items()}
    return found


def _own_brain(head: SimpleITK.Image, program: str) -> tuple[SimpleITK.Image | None, str]:
    """The patient's own brain mask, where one is known, and what told it."""
    alone = brain_alone(head)
    if alone is not None:
        return alone, ALONE
    return (None, ATLAS) if program == ATLAS else (brain_of(head, program), program)


def _transforms(
    images: Mapping[str, SimpleITK.Image], atlas: Atlas, reference: str, own: SimpleITK.Image | None
) -> dict[str, SimpleITK.Transform]:
    """From points of the atlas to points of each scan; brains are compared where the patient's own is known."""
    if own is None:
        to_reference = affine(atlas.head, images[reference], atlas.brain, AROUND)
    else:
        to_reference = affine(atlas.image, SimpleITK.Mask(images[reference], own), atlas.brain)
    inside = moved(atlas.brain, images[reference], to_reference.GetInverse(), nearest=True)
    transforms = {reference: to_reference}
    for name, image in images.items():
        if name != reference:
            # The transform that is added last is applied first.
            transforms[name] = SimpleITK.CompositeTransform([rigid(images[reference], image, inside), to_reference])
    return transforms


def _drawn_on(mask: SimpleITK.Image, images: Mapping[str, SimpleITK.Image], reference: str) -> str:
    """The sequence on whose grid a segmentation lies; the reference where it is on several or on none."""
    candidates = [reference, *(name for name in images if name != reference)]
    return next((name for name in candidates if _same_grid(mask, images[name])), reference)


def _same_grid(one: SimpleITK.Image, other: SimpleITK.Image) -> bool:
    return one.GetSize() == other.GetSize() and all(
        np.allclose(getattr(one, f"Get{what}")(), getattr(other, f"Get{what}")(), rtol=0, atol=1e-2)
        for what in ("Spacing", "Origin", "Direction")
    )


def _measured(
    found: Registered,
    images: Mapping[str, SimpleITK.Image],
    transforms: Mapping[str, SimpleITK.Transform],
    atlas: Atlas,
    reference: str,
    program: str,
) -> pd.DataFrame:
    arrays = {name: SimpleITK.GetArrayFromImage(image) for name, image in found.images.items()}
    template = SimpleITK.GetArrayFromImage(atlas.image)
    near = SimpleITK.GetArrayFromImage(around(atlas.brain))
    head = SimpleITK.GetArrayFromImage(atlas.image if program == ALONE else atlas.head)
    brain = SimpleITK.GetArrayFromImage(found.brain) > 0
    spacing = atlas.image.GetSpacing()[0]
    rows = []
    for name, image in images.items():
        onto, other = (template, head) if name == reference else (arrays[reference], arrays[reference])
        # Without a sequence's own transform: as the headers have it.
        as_it_was = IDENTITY if name == reference else transforms[reference]
        before = moved(image, atlas.image, as_it_was)
        turned, displaced = movement(as_it_was, transforms[name], found.brain)
        covered = moved(_ones(image), atlas.image, transforms[name], nearest=True)
        rows.append(
            {
                "sequence": name,
                "onto": atlas.name if name == reference else reference,
                "turned_degrees": turned,
                "moved_mm": displaced,
                "mutual_information_before": mutual_information(onto, SimpleITK.GetArrayFromImage(before), brain),
                "mutual_information_after": mutual_information(onto, arrays[name], brain),
                "kept_when_displaced": kept_when_displaced(onto, arrays[name], brain, spacing),
                "head_overlap": dice(foreground(other) & near, foreground(arrays[name]) & near),
                "brain_covered": float(SimpleITK.GetArrayFromImage(covered)[brain].mean()),
                "brain_by": program,
            }
        )
    for name, mask in found.masks.items():
        tumour = SimpleITK.GetArrayFromImage(mask) != 0
        outside = float((tumour & ~brain).sum() / max(tumour.sum(), 1))
        rows.append({"sequence": name, "tumour_outside_brain": outside, "brain_by": program})
    return pd.DataFrame(rows, columns=QUALITY)


def _ones(image: SimpleITK.Image) -> SimpleITK.Image:
    ones = SimpleITK.Image(image.GetSize(), SimpleITK.sitkUInt8) + 1
    ones.CopyInformation(image)
    return ones


def _fault(
    found: Registered,
    drawn: Mapping[str, SimpleITK.Image],
    transforms: Mapping[str, SimpleITK.Transform],
    settings: RegistrationSettings,
) -> str:
    """The first thing that is wrong with a registration."""
    stretched = 1 / np.linalg.svd(np.reshape(transforms[settings.reference].GetMatrix(), (3, 3)), compute_uv=False)
    for scale in stretched:
        if not SCALES[0] <= scale <= SCALES[1]:
            return f"registration: {settings.reference} would have to be stretched {scale:.2g} times to fit the atlas"
    sequences = found.quality[found.quality["onto"].notna()]
    for row in sequences.itertuples():
        if row.kept_when_displaced > SHARPNESS:
            return f"registration: {row.sequence} fits {row.onto} no better than when it is displaced by 12 mm"
        if row.sequence == settings.reference and row.head_overlap < LEAST_OVERLAP:
            return f"registration: {row.sequence} overlaps with the head of the atlas by {row.head_overlap:.2f} (Dice)"
        if row.brain_covered < settings.least_overlap:
            return f"registration: {row.sequence} shows {100 * row.brain_covered:.0f} % of the brain"
    for row in found.quality[found.quality["onto"].isna()].itertuples():
        before, after = (
            set(np.unique(SimpleITK.GetArrayViewFromImage(mask)))
            for mask in (drawn[row.sequence], found.masks[row.sequence])
        )
        if len(after) < 2 <= len(before):
            return f"registration: the {row.sequence} segmentation lies outside the field of view"
        if row.tumour_outside_brain > settings.most_tumour_outside:
            return f"registration: {100 * row.tumour_outside_brain:.0f} % of the tumour lie outside the brain"
    return ""
