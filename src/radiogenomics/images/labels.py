"""What the numbers in a segmentation mean.

Here a segmentation has the labels of BraTS until 2022, which UPENN-GBM has too; what is stored otherwise is translated
when it is read.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.images.nifti import HEADER_BYTES, describe
from radiogenomics.oddities import notice

BACKGROUND, NECROTIC_CORE, OEDEMA, ENHANCING = 0, 1, 2, 4
LABELS = (NECROTIC_CORE, OEDEMA, ENHANCING)
WHOLE_TUMOUR = 255  # Tumour of which nobody says what region it is.

LabelConvention = Literal["brats", "brats2023", "whole_tumour"]

# Masks of a whole tumour are drawn with 1, or with the largest number of a byte.
BINARY = (1, 255)

# For each convention, what each stored number is here. A segmentation of `brats2023` without enhancing tumour holds 1
# and 2 alone and looks like one of `brats`; as 1 and 2 mean the same in both, nothing is misread.
CONVENTIONS: Mapping[LabelConvention, Mapping[int, int]] = MappingProxyType(
    {
        "brats": {1: NECROTIC_CORE, 2: OEDEMA, 4: ENHANCING},
        "brats2023": {1: NECROTIC_CORE, 2: OEDEMA, 3: ENHANCING},
        "whole_tumour": dict.fromkeys(BINARY, WHOLE_TUMOUR),
    }
)

DECLARE_WHOLE = (
    "set `label_convention: whole_tumour` of the cohort, or on the command line `--label-convention whole_tumour`"
)
"""What to do where a mask outlines a whole tumour and nobody says so."""
STORED = frozenset(range(5))
"""Numbers that segmentations hold which nobody scaled."""
SCALE = 112  # Place of scl_slope and scl_inter in a header of NIfTI-1.
ROUNDING = 0.05
"""A label this near to a whole number was scaled or stored as a fraction by a program."""


def whole_labels(array: np.ndarray, path: Path, patient: str | None = None) -> np.ndarray:
    """Labels of a stored segmentation as whole numbers; nearly whole ones are rounded, and that is said.

    Raises:
        InputError: a number lies between labels, as after an interpolation.
    """
    if array.dtype.kind in "iub":
        return array
    rounded = np.rint(array)
    off = np.abs(array - rounded)
    furthest = np.unravel_index(off.argmax(), off.shape)
    if not off[furthest] <= ROUNDING:
        name = describe(path, patient)
        if array.min() >= -ROUNDING and array.max() <= 1 + ROUNDING:
            raise InputError(
                f"{name}: the mask holds {array[furthest]:g}, which is no label, and nothing above 1, as of "
                "probabilities: store those above 0.5 as 1 and the others as 0 (or resample a mask again with the "
                "nearest neighbour)"
            )
        raise InputError(
            f"{name}: the mask holds {array[furthest]:g}, which is no label, as after an "
            "interpolation; resample the mask again with the nearest neighbour"
        )
    if off[furthest] > 0:
        notice(path, patient, f"labels such as {array[furthest]:g} are no whole numbers; they are rounded")
    return rounded


def refuse_scaled_labels(array: np.ndarray, content: bytes, name: str) -> None:
    """Check that no scale in the header makes other labels of those that are stored.

    Who writes a mask with the header of its scan writes the scale of that, too. Labels that were stored as other
    numbers, because of the scale, are no labels as they are stored.

    Args:
        array: labels as the header scales them.
        content: the file's first bytes, its header.
        name: patient and file, for the message.

    Raises:
        InputError: one does.
    """
    order = "<" if struct.unpack_from("<i", content)[0] == HEADER_BYTES else ">"
    slope, intercept = struct.unpack_from(f"{order}2f", content, SCALE)
    if not (np.isfinite(slope) and np.isfinite(intercept)) or slope == 0 or (slope, intercept) == (1, 0):
        return
    scaled = np.unique(array).astype(float)
    stored = np.rint((scaled - intercept) / slope)
    is_whole = np.allclose(stored * slope + intercept, scaled, rtol=1e-4, atol=1e-4)
    if len(scaled) <= len(STORED) and is_whole and set(stored) <= STORED and not np.array_equal(stored, scaled):
        before, after = (", ".join(f"{value:g}" for value in values) for values in (stored, scaled))
        raise InputError(
            f"{name}: the labels {before} are stored, of which the scale of the header (scl_slope {slope:g}, scl_inter "
            f"{intercept:g}) makes {after}, as where a mask was written with the header of its scan; write it again "
            "with the scale 1 and 0"
        )
