"""Operators without which torchvision, and what imports it (timm, torchmetrics), cannot be imported.

Built for other devices than the installed PyTorch, as where a processor's PyTorch meets the common torchvision, its
compiled operators do not load, and its import stops at the first of them. No network here calls them: it is enough to
say what they would take and return. Call `register_missing` before the first import of any of the three.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import torch

OPERATORS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_REGISTERED: list[torch.library.Library] = []
"""A library's operators live as long as it does."""


@cache
def register_missing() -> None:
    """Declare torchvision's operators where its own do not load; nothing happens where they do."""
    if _load_compiled():
        return
    library = torch.library.Library("torchvision", "DEF")
    for operator in OPERATORS:
        library.define(operator)
    _REGISTERED.append(library)


def _load_compiled() -> bool:
    """Load torchvision's compiled operators, if they are there; whether they were loaded."""
    spec = find_spec("torchvision")
    for folder in (spec and spec.submodule_search_locations) or ():
        for library in Path(folder).glob("_C.*"):
            try:
                torch.ops.load_library(str(library))
            except OSError:  # Of another device or version; as torchvision itself does, go on without.
                continue
            return True
    return False
