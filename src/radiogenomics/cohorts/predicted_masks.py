"""Segmentations that another study predicted, as a column of an archive's table of scans."""

import pandas as pd

from radiogenomics.errors import InputError

EMPTY = "the predicted segmentation is empty"
CONVENTION = "brats"
"""Meaning of the numbers in predicted segmentations, whatever that of the archive's own."""


def with_predicted_masks(scans: pd.DataFrame, masks: pd.DataFrame) -> pd.DataFrame:
    """Scans with `has_predicted`, `path_predicted` and the convention of these files.

    A baseline scan whose predicted segmentation is background throughout has that as its `fault`, unless it has one.

    Args:
        scans: one row per scan, as the `read_scans` of its archive returns them.
        masks: rows of predicted/<model>.csv of the study that segments: patient_id, path, voxels; a row per patient
            and fold.

    Raises:
        InputError: the study has segmented none of the patients.
    """
    of_patients = masks.astype({"patient_id": str}).drop_duplicates("patient_id").set_index("patient_id")
    predicted = scans["baseline"] & scans["patient_id"].isin(of_patients.index)
    if not predicted.any():
        raise InputError(
            "predicted_masks: the study that segments has predicted none of the cohort's patients; name a study of the "
            "same cohort"
        )
    paths = scans["patient_id"].map(of_patients["path"]).where(predicted, "")
    empty = predicted & (scans["patient_id"].map(of_patients["voxels"]) == 0)
    fault = scans["fault"].mask(empty & (scans["fault"] == ""), EMPTY)
    return scans.assign(has_predicted=predicted, path_predicted=paths, fault=fault, label_convention=CONVENTION)
