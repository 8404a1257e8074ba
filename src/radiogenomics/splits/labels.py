"""Labels kept apart: what training may read, and what only the evaluation reads."""

import pandas as pd

from radiogenomics.errors import InputError


def label_tables(cohort: pd.DataFrame, splits: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Labels of all training patients and labels of all test patients, each with patient_id and label (1, 0).

    In a study that predicts no label the tables say who trains and who is tested, and all labels are missing.

    Raises:
        InputError: a patient trains in one group and is tested in another.
    """
    training, test = (set(splits["patient_id"][splits["subset"] == subset]) for subset in ("train", "test"))
    for patient_id in sorted(training & test):
        raise InputError(f"patient {patient_id} is in a training set and in a test set of splits.csv; make it anew")
    labels = cohort[cohort["included"].astype(bool)].sort_values("patient_id").astype({"label": "Int64"})
    labels = labels[["patient_id", "label"]]
    return tuple(labels[labels["patient_id"].isin(ids)].reset_index(drop=True) for ids in (training, test))
