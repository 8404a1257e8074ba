"""Which of a patient's segmentations a scan is masked with."""

from pathlib import Path
from typing import Literal

import pandas as pd

from radiogenomics.errors import InputError

MASK_FILES = {"automatic": "automated_approx_segm", "corrected": "segm"}


def mask_path(patient: pd.Series, choice: Literal["automatic", "corrected", "none"]) -> Path | None:
    """The patient's segmentation of the kind chosen; `corrected` falls back to `automatic`, `none` gives None.

    Raises:
        InputError: no such segmentation was found.
    """
    if choice == "none":
        return None
    candidates = [patient["path_automatic"]]
    if choice == "corrected":
        candidates.insert(0, patient["path_corrected"])
    found = next(filter(given, candidates), None)
    if found is None:
        raise InputError(
            f"patient {patient['patient_id']}: no {choice} segmentation found "
            f"(expected {file_name(patient, MASK_FILES[choice])}); download it or exclude the patient"
        )
    return Path(found)


def file_name(patient: pd.Series, suffix: str) -> str:
    """Name of a file in the archive's layout; baseline scans end in ``_11``."""
    scan_id = patient.get("scan_id", f"{patient['patient_id']}_11")
    return f"{scan_id}_{suffix}.nii.gz"


def given(path: object) -> bool:
    """Whether a cell of a path column is filled; an empty cell is read as NaN or as an empty text."""
    return isinstance(path, str | Path) and str(path) != ""
