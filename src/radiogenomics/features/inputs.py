"""What a classifier is given: the chosen columns of one or more tables."""

import fnmatch
from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.modalities import modality_of

SEGMENTATION_CLASSES = {"shape", "Volumetric", "Morphologic"}
"""Classes of pyradiomics and of CaPTk that describe a region whatever the scan."""


def input_features(
    tables: Mapping[str, pd.DataFrame], patterns: list[str] | None, modalities: list[str]
) -> pd.DataFrame:
    """Patients × features of one input, by patient_id.

    Args:
        tables: tables of features by name, each with patient_id.
        patterns: names of features, or patterns with `*`; None takes those of the group's modalities and all that
            belong to no modality, and of features that describe the segmentation alone those of one modality.
        modalities: modalities of the input's group.

    Raises:
        InputError: two tables share a feature, a pattern matches none, or no feature is left.
    """
    joined = _joined(tables)
    if patterns is None:
        chosen = _without_copies([name for name in joined if modality_of(name) in (None, *modalities)])
    else:
        chosen = [name for pattern in patterns for name in _matching(pattern, joined, ", ".join(tables))]
    if not chosen:
        raise InputError(
            f"features: table(s) {', '.join(tables)} hold nothing of {', '.join(modalities)}; correct the input's "
            "tables, or name its `features`"
        )
    return joined[list(dict.fromkeys(chosen))]


def _without_copies(names: list[str]) -> list[str]:
    """Names without those that repeat another modality's: size and shape come from the one segmentation of all.

    Copies would count several times in a selection, and hide each other's importance.
    """
    kept: dict[str, str] = {}
    for name in names:
        modality = modality_of(name)
        of_segmentation = modality is not None and not SEGMENTATION_CLASSES.isdisjoint(name.split("_"))
        kept.setdefault(name.removeprefix(f"{modality}_") if of_segmentation else name, name)
    return list(kept.values())


def _joined(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    joined: pd.DataFrame | None = None
    for name, table in tables.items():
        table = table.set_index("patient_id")
        for feature in () if joined is None else table.columns.intersection(joined.columns):
            raise InputError(f"features: {feature!r} is in table {name} and in another of the input; rename one")
        joined = table if joined is None else joined.join(table, how="outer")
    return joined


def _matching(pattern: str, features: pd.DataFrame, tables: str) -> list[str]:
    found = fnmatch.filter(features.columns, pattern)
    if not found:
        raise InputError(
            f"features: {pattern!r} is not in table(s) {tables}{nearest(pattern, features.columns)}; correct the "
            "input's `features`"
        )
    return found
