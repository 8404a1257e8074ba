"""Pseudo-colour: the slices of three sequences as the red, green and blue of one image (MacKinnon, sections 3 and 4).

Configurations 0 to 23 are the ways to choose and order three of T1, T1GD, T2 and FLAIR, in lexicographic order; 24 to
27 show one sequence in all three channels, as grey. So 21 is FLAIR, T1GD, T2 and 15 is T2, T1GD, FLAIR, as published.
"""

from collections.abc import Mapping, Sequence
from itertools import permutations

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ORIGINAL
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.modalities import STRUCTURAL

Channels = tuple[str, str, str]

COLOURED: tuple[Channels, ...] = tuple(permutations(STRUCTURAL, 3))
GREY: tuple[Channels, ...] = tuple((modality,) * 3 for modality in STRUCTURAL)
CONFIGURATIONS = COLOURED + GREY
"""Sequences shown as red, green and blue, by the configuration's number."""


def channels_of(number: int) -> Channels:
    """Sequences shown as red, green and blue in a configuration.

    Raises:
        InputError: there is no such configuration.
    """
    if not 0 <= number < len(CONFIGURATIONS):
        raise InputError(f"pseudo-colour {number}: there are only 0 to {len(CONFIGURATIONS) - 1}; correct the number")
    return CONFIGURATIONS[number]


def number_of(channels: Sequence[str]) -> int:
    """Number of the configuration that shows these sequences as red, green and blue.

    Raises:
        InputError: there is no such configuration.
    """
    try:
        return CONFIGURATIONS.index(tuple(channels))
    except ValueError:
        raise InputError(
            f"pseudo-colour {', '.join(channels)}: three different ones of {', '.join(STRUCTURAL)}, or one of them "
            "three times, make a configuration; correct the names"
        ) from None


def is_grey(number: int) -> bool:
    """Whether a configuration shows one sequence in all channels."""
    return channels_of(number) in GREY


def name_of(number: int) -> str:
    """A configuration in words, for tables and figures: `FLAIR, T1GD, T2`, or `grey T1`."""
    channels = channels_of(number)
    return f"grey {channels[0]}" if is_grey(number) else ", ".join(channels)


def pseudo_colour(slices: Mapping[str, SliceArray], number: int, patient_id: str, item: int = 0) -> np.ndarray:
    """One slice of a patient in pseudo-colour.

    Args:
        slices: slices of each sequence, all with the same settings.
        number: the configuration.
        patient_id: the patient.
        item: which of the patient's slices.

    Returns:
        float32 (3, rows, columns) in [0, 1].

    Raises:
        InputError: a sequence lacks the slice, or the channels do not show the same place.
    """
    channels = {modality: slices[modality] for modality in channels_of(number)}
    check_same_place(channels, patient_id, item)
    return np.stack([channels[modality].item(patient_id, item) for modality in channels_of(number)])


def check_same_places(channels: Sequence[SliceArray]) -> None:
    """Check that several sequences show the same places of every patient who has slices of all of them.

    Raises:
        InputError: they do not.
    """
    named = {array.paths[0].stem: array for array in channels}
    if len(named) > 1:
        for patient_id, _, item in channels[0].rows:
            if all((patient_id, ORIGINAL, item) in array.rows for array in channels):
                check_same_place(named, patient_id, item)


def check_same_place(channels: Mapping[str, SliceArray], patient_id: str, item: int = 0) -> None:
    """Check that a patient's slices of several sequences lie in the same place and have the same shape.

    Raises:
        InputError: they do not.
    """
    (first, one), *others = channels.items()
    for name, other in others:
        pair = f"patient {patient_id}: {first} and {name}"
        shapes = ["×".join(map(str, array.item(patient_id, item).shape)) for array in (one, other)]
        if shapes[0] != shapes[1]:
            raise InputError(f"{pair} have slices of {' and '.join(shapes)} pixels; make them with the same settings")
        if one.grids[patient_id] != other.grids[patient_id]:
            raise InputError(
                f"{pair} are not on one grid ({one.grids[patient_id]}; {other.grids[patient_id]}); register the scans, "
                "or use one sequence alone"
            )
        numbers = [array.numbers[patient_id, ORIGINAL, item] for array in (one, other)]
        if numbers[0] != numbers[1]:
            raise InputError(
                f"{pair} show slices {numbers[0]} and {numbers[1]} of one grid; choose slices by the tumour, or the "
                "central ones"
            )
