"""What the numbers in a segmentation mean.

Here a segmentation has the labels of BraTS until 2022, which UPENN-GBM has too; what is stored otherwise is translated
when it is read.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

NECROTIC_CORE, OEDEMA, ENHANCING = 1, 2, 4
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
