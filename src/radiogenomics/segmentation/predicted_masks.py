"""Masks of test patients that are scored and shown: of networks, and such as were predicted elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from radiogenomics.segmentation.masks import external_masks
from radiogenomics.segmentation.names import TEST

ELSEWHERE = "elsewhere"
"""Fold of masks that were predicted elsewhere."""


@dataclass(frozen=True)
class PredictedMask:
    """A mask of a test patient: by which model and fold, where, and what its numbers mean."""

    model: str
    fold: int | str
    patient_id: str
    path: str
    convention: str = "brats"


def masks_to_score(
    tables: Mapping[str, pd.DataFrame], externals: Mapping[str, Mapping[str, Any]], test_patients: Sequence[str]
) -> list[PredictedMask]:
    """All masks of test patients, model by model.

    Args:
        tables: rows of masks/<model>.csv by model.
        externals: `folder` and `convention` of masks that were predicted elsewhere, by model.
        test_patients: all of them.

    Raises:
        InputError: a folder lacks the mask of a test patient.
    """
    found = [
        PredictedMask(model, row.fold, row.patient_id, row.path)
        for model, table in tables.items()
        for row in table[table["subset"] == TEST].astype({"patient_id": str}).itertuples()
    ]
    for model, external in externals.items():
        paths = external_masks(external["folder"], test_patients)
        found += [
            PredictedMask(model, ELSEWHERE, patient, str(path), external["convention"])
            for patient, path in paths.items()
        ]
    return found
