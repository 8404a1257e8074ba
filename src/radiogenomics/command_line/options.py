"""Options that several commands have."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from radiogenomics.errors import InputError

CONVENTIONS = ("brats", "brats2023", "whole_tumour")
"""Names of `images.labels.CONVENTIONS`; the help of the program waits for no library that reads scans."""


def _known_convention(name: str | None) -> str | None:
    if name is not None and name not in CONVENTIONS:
        raise InputError(f"--label-convention: {name!r} is not known; use {', '.join(CONVENTIONS)}")
    return name


def _possible_width(width: float) -> float:
    if not 0 <= width < 1:
        raise InputError(f"--interval-width {width:g}: no width of an interval of probabilities; give 0 to below 1")
    return width


Columns = Annotated[
    list[str] | None,
    typer.Option(help="Column of the paths of a sequence, as T1GD=t1ce_file; of the segmentation mask=…"),
]
Convention = Annotated[
    str | None,
    typer.Option(
        help="What the numbers of segmentations mean: brats, brats2023 or whole_tumour.", callback=_known_convention
    ),
]
IntervalWidth = Annotated[
    float,
    typer.Option(
        help="Draws of routes (SpotTune) stop once the interval of the mean probability is as narrow as this; 0 takes "
        "all of them, as the study did.",
        callback=_possible_width,
    ),
]
ConfigFiles = Annotated[
    list[Path] | None, typer.Option("--configfile", help="Overlay on config/config.yaml; several in their order.")
]


def named_pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """Names and values of an option that is given as `name=value`, once or several times.

    Raises:
        InputError: one is not.
    """
    pairs = {}
    for text in texts or []:
        name, separator, value = text.partition("=")
        if not separator or not value:
            raise InputError(f"{option} {text}: write a name and its value, as T1GD=t1ce_file")
        pairs[name] = value
    return pairs
