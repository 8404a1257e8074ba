"""Masks of test patients that are scored and shown: of networks, and such as were predicted elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import Volume, check_regions, read_mask
from radiogenomics.segmentation.masks import external_masks, read_predicted
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


def included_patients(cohort: pd.DataFrame) -> pd.DataFrame:
    """Rows of cohort.csv of those who take part, by patient_id."""
    included = cohort[cohort["included"].astype(bool)]
    return included.astype({"patient_id": str}).set_index("patient_id", drop=False)


def read_pair(predicted: PredictedMask, patients: pd.DataFrame, mask: str) -> tuple[Volume, Volume]:
    """The true and the predicted labels of a patient, on one grid.

    Args:
        predicted: a mask of the patient.
        patients: of `included_patients`.
        mask: the true segmentation, `automatic` or `corrected`.

    Raises:
        InputError: a mask is faulty, or lies on another grid than the true one.
    """
    patient = patients.loc[predicted.patient_id]
    truth = read_mask(mask_path(patient, mask), predicted.patient_id, label_convention(patient))
    check_regions(truth, predicted.patient_id)
    volume = read_predicted(Path(predicted.path), truth, predicted.patient_id, predicted.convention)
    return truth, volume
