"""Which of a patient's segmentations a scan is masked with."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.images.labels import CONVENTIONS, DECLARE_WHOLE, NECROTIC_CORE, OEDEMA, LabelConvention
from radiogenomics.oddities import notice

UPENN_FILE = re.compile(r"-\d{5}_\d{2}_")
Segmentation = Literal["automatic", "corrected", "predicted", "none"]
"""Segmentation that a study reads: one of the archive's, one that another study predicted, or none."""
FEWEST_BINARY = 5
"""Masks that all hold the same label alone before one other than 1 is taken for a whole tumour."""
MASK_FILES = {"automatic": "automated_approx_segm", "corrected": "segm"}


def mask_path(patient: pd.Series, choice: Segmentation) -> Path | None:
    """The patient's segmentation of the kind chosen; `corrected` falls back to `automatic`, `none` gives None.

    `predicted` is what `predicted_masks.with_predicted_masks` of the cohort's room put into the table.

    Raises:
        InputError: no such segmentation was found.
    """
    if choice == "none":
        return None
    wanted = ("corrected", "automatic") if choice == "corrected" else (choice,)
    found = next(filter(given, (patient.get(f"path_{name}") for name in wanted)), None)
    if found is None:
        where = expected(patient, MASK_FILES[choice]) if choice in MASK_FILES else ""
        raise InputError(
            f"patient {patient['patient_id']}: no {choice} segmentation found{where}; download it or exclude the "
            "patient"
        )
    return Path(found)


def drawn_mask(patient: pd.Series) -> Path | None:
    """A segmentation that the archive has of the patient, corrected or automatic; None where it has none."""
    found = next(filter(given, (patient.get(f"path_{name}") for name in ("corrected", "automatic"))), None)
    return None if found is None else Path(found)


def label_convention(patient: pd.Series) -> LabelConvention | None:
    """What the numbers in the patient's segmentation mean, by the column label_convention; None where nobody says it.

    Raises:
        InputError: no such convention.
    """
    convention = patient.get("label_convention")
    if not given(convention):
        return None
    if convention not in CONVENTIONS:
        raise InputError(
            f"patient {patient['patient_id']}: label convention {convention!r} is not known; "
            f"use one of {', '.join(CONVENTIONS)}"
        )
    return convention


def refuse_binary_masks(masks: Iterable[tuple[str | Path, LabelConvention | None, Iterable[int]]]) -> None:
    """Check that segmentations whose labels nobody explains are not masks of whole tumours.

    One tumour may hold nothing but one label. Where all of them hold the same one, it means the whole tumour.

    Args:
        masks: of all patients that were read: the file, the convention (None where nobody says it), the labels in it.

    Raises:
        InputError: nobody says what the labels mean, and all masks hold label 1 alone, or several another one alone.
    """
    undeclared = [(path, set(labels)) for path, convention, labels in masks if convention is None]
    for path, labels in undeclared:
        if labels == {NECROTIC_CORE}:
            notice(path, None, "the mask holds no label but 1, the necrotic core; is it one of the whole tumour?")
    found = {label for _, labels in undeclared for label in labels}
    if found == {NECROTIC_CORE, OEDEMA} and len(undeclared) >= FEWEST_BINARY:
        notice(
            "",
            None,
            f"none of the {len(undeclared)} segmentations has an enhancing tumour (4): if 1 is the whole core there, "
            "necrotic and enhancing, features and volumes of the necrotic core are those of the core; if 2 is the "
            "enhancing tumour, store it as 4",
        )
    if found == {NECROTIC_CORE} or (len(found) == 1 and len(undeclared) >= FEWEST_BINARY):
        (label,) = found
        stored = "" if label == NECROTIC_CORE else ", store them as 1"
        raise InputError(
            f"{undeclared[0][0]}: this mask holds no label but {label}, and so it is with all of the {len(undeclared)} "
            f"masks read; if they outline whole tumours{stored}, {DECLARE_WHOLE}; if they outline one region, `brats`"
        )


def expected(patient: pd.Series, suffix: str) -> str:
    """Text `` (expected …)`` with the name of a file in UPENN-GBM's layout, or nothing for scans of other archives."""
    name = file_name(patient, suffix)
    return f" (expected {name})" if UPENN_FILE.search(name) else ""


def file_name(patient: pd.Series, suffix: str) -> str:
    """Name of a file in UPENN-GBM's layout; baseline scans end in ``_11``."""
    scan_id = patient.get("scan_id", f"{patient['patient_id']}_11")
    return f"{scan_id}_{suffix}.nii.gz"


def given(path: object) -> bool:
    """Whether a cell of a path column is filled; an empty cell is read as NaN or as an empty text."""
    return isinstance(path, str | Path) and str(path) != ""
