"""Before training: what the networks will really see, the preprocessed images and their augmented copies."""

from collections.abc import Mapping

from radiogenomics.images.arrays import ImageArray
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.roles import Roles, judged
from radiogenomics.leakage.scan_checks import FIND_OUT
from radiogenomics.leakage.similar_images import (
    CORRELATION,
    TOLERANCE,
    Image,
    equal_images,
    images_of,
    images_of_slices,
    shows_something,
)

MAKE_COPIES_ANEW = "delete the array of augmented copies to have it made anew"


def image_checks(
    originals: Mapping[str, ImageArray],
    augmented: Mapping[str, ImageArray],
    groups: Mapping[str, list[str]],
    roles: Roles,
) -> list[Check]:
    """Checks of the arrays of a study that trains on images.

    Args:
        originals: preprocessed images by modality.
        augmented: their augmented copies by modality.
        groups: groups of splits.csv that train on a modality, by modality.
        roles: what each patient may do.
    """
    images = [image for name in originals for image in images_of(name, originals[name], augmented[name])]
    return [_equal_images(images, roles), _copies(augmented, groups, roles), _strangers(originals, roles)]


def slice_checks(slices: Mapping[str, SliceArray], roles: Roles) -> list[Check]:
    """Checks of the arrays of a study that trains on slices, each of which is an image; there are no copies.

    Args:
        slices: chosen slices by modality, or by name of the choice.
        roles: what each patient may do.
    """
    images = [image for name, array in slices.items() for image in images_of_slices(name, array)]
    shown = [image for image in images if shows_something(image)]
    return [_equal_images(shown, roles, len(images) - len(shown)), _strangers(slices, roles)]


def _equal_images(images: list[Image], roles: Roles, empty: int = 0) -> Check:
    pairs = [
        (one.patient_id, other.patient_id, f"{one} and {other} are the same image, if rescaled or slightly altered")
        for one, other in equal_images(images)
    ]
    found, notes = judged(pairs, roles)
    left_out = f"empty slices left out: {empty}; " if empty else ""
    copies = sum(image.is_copy for image in images)
    return Check(
        "identical_images",
        "Is one preprocessed image, or an augmented copy of it, that of two patients in different roles, even if its "
        "intensities were rescaled or slightly altered? One that was moved, cropped or masked otherwise is not known "
        "again.",
        f"images: {len(images) - copies}; augmented copies: {copies}; {left_out}each with every "
        f"other; the same: no voxel differs by more than {TOLERANCE:.0%} of the range, or the correlation is at least "
        f"{CORRELATION}",
        found,
        FIND_OUT,
        notes,
    )


def _copies(augmented: Mapping[str, ImageArray], groups: Mapping[str, list[str]], roles: Roles) -> Check:
    found = []
    for modality, array in augmented.items():
        training = frozenset().union(*(roles.training_patients(group) for group in groups[modality]))
        for patient_id in array.patient_ids:
            if patient_id not in training:
                role = "a test patient" if patient_id in roles.tested else f"no training patient of {modality}"
                found.append(f"{modality} holds augmented copies of {patient_id}, who is {role}")
    copies = sum(len(array.rows) for array in augmented.values())
    return Check(
        "augmented_copies",
        "Is there an augmented copy of anybody who is not a training patient?",
        f"modalities: {len(augmented)}; augmented copies: {copies}",
        tuple(found),
        MAKE_COPIES_ANEW,
        nothing_to_examine=not copies,
    )


def _strangers(originals: Mapping[str, ImageArray | SliceArray], roles: Roles) -> Check:
    found = [
        f"{modality} holds an image of {patient_id}, who is in no split"
        for modality, array in originals.items()
        for patient_id in array.patient_ids
        if patient_id not in roles.patients
    ]
    return Check(
        "image_owners",
        "Is there an image of anybody who is not in the split?",
        f"images: {sum(len(array.rows) for array in originals.values())}",
        tuple(found),
        "delete the array of images to have it made anew",
    )
