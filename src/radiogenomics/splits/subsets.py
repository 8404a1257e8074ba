"""Which patients of the cohort a step may see."""

import pandas as pd


def patient_ids(splits: pd.DataFrame, groups: list[str], *subsets: str) -> list[str]:
    """Sorted ids of the patients who are in one of the `subsets` (train, test) of one of the `groups`."""
    chosen = splits[splits.group.isin(groups) & splits.subset.isin(subsets)]
    return sorted(chosen.patient_id.unique())


def patients_of_groups(cohort: pd.DataFrame, splits: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Rows of the included scans of all training and test patients of the `groups`, sorted by patient."""
    wanted = patient_ids(splits, groups, "train", "test")
    return cohort[cohort.included & cohort.patient_id.isin(wanted)].sort_values("patient_id", ignore_index=True)


def training_patients(cohort: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    """Rows of the included scans of everyone who is a training patient of any group, and of nobody else."""
    wanted = patient_ids(splits, list(splits.group.unique()), "train")
    return cohort[cohort.included & cohort.patient_id.isin(wanted)].sort_values("patient_id", ignore_index=True)


def labels_of_group(cohort: pd.DataFrame, modalities: list[str]) -> pd.Series:
    """Label (1, 0) by patient_id of all included patients who have all of the modalities, sorted by patient."""
    has_all = cohort[[f"has_{modality}" for modality in modalities]].astype(bool).all(axis="columns")
    chosen = cohort[cohort["included"].astype(bool) & has_all].sort_values("patient_id")
    return chosen.set_index("patient_id")["label"].astype(int)
