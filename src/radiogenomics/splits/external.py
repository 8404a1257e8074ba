"""Patients of another cohort as test patients: who of them has all that the models are given."""

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.splits.holdout import lacking_modalities


def external_patients(cohort: pd.DataFrame, groups: dict[str, list[str]], name: str) -> pd.DataFrame:
    """Rows of a splits.csv in which nobody trains.

    As in the study's own split, the test patients are those who have the modalities of all groups, so that every
    ensemble is measured on the same ones.

    Args:
        cohort: rows of cohort.csv of the other cohort, without what could not be prepared; those included count.
        groups: modalities by name of the group.
        name: of the cohort, for messages.

    Returns:
        group, patient_id, subset (`test`, `unused`), fold (missing) and reason (empty unless `unused`).

    Raises:
        InputError: the patients who are left are of one class, or none is left.
    """
    included = cohort[cohort["included"].astype(bool)].set_index("patient_id").sort_index()
    lacking = pd.DataFrame(
        {group: lacking_modalities(included, group, modalities) for group, modalities in groups.items()}
    )
    missing = lacking.apply(lambda row: ", ".join(dict.fromkeys(", ".join(filter(None, row)).split(", "))), axis=1)
    tested = missing == ""
    labels = included["label"][tested]
    if labels.nunique() < 2:
        raise InputError(
            f"cohort {name}: of {len(included)} patients {int((labels == 1).sum())} positive and "
            f"{int((labels == 0).sum())} negative ones have all modalities; an external test needs both classes"
        )
    rows = pd.DataFrame(
        {"subset": tested.map({True: "test", False: "unused"}), "fold": pd.array([pd.NA] * len(tested), dtype="Int64")}
    )
    rows["reason"] = ("without " + missing).where(~tested, "")
    return pd.concat([rows.reset_index().assign(group=group) for group in groups], ignore_index=True)
