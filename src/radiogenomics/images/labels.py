"""What the numbers in a segmentation mean.

Here a segmentation has the labels of BraTS until 2022, which UPENN-GBM has too; what is stored otherwise is translated
when it is read.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from radiogenomics.errors import InputError
from radiogenomics.images.nifti import describe
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
