"""Who the study's own test patients are, compared with those of another cohort: the case mix of an external test."""

import pandas as pd

from radiogenomics.cohorts.partitions import side_by_side

PARTS = ("internal", "external")
NOTE = (
    "The study's own test patients and those patients of the other cohort that its models predict. Where the two "
    "differ in who they are, and in how many of them are positive, a drop is not the models' alone. Age: median "
    "(interquartile range). Counts: n (% of the patients whose value is known). Standardised mean difference: as in "
    "Table 1 by partition; above 0.1 is often called a difference."
)


def case_mix(
    internal: tuple[pd.DataFrame, pd.DataFrame], external: tuple[pd.DataFrame, pd.DataFrame], classes: tuple[str, str]
) -> pd.DataFrame:
    """Label, sex, age and site of the test patients of either cohort.

    Args:
        internal, external: rows of cohort.csv and of splits.csv.
        classes: names of the positive and of the negative class.

    Returns:
        Columns characteristic, category, internal, external and smd, as `partition_characteristics` has them.
    """
    patients = pd.concat([_tested(*internal), _tested(*external)], keys=PARTS, names=["part", None]).reset_index("part")
    patients = patients.reset_index(drop=True)
    return side_by_side(patients, patients["part"], classes, PARTS)


def _tested(cohort: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    tested = splits.loc[splits["subset"] == "test", "patient_id"]
    chosen = cohort["included"].astype(bool) & cohort["patient_id"].isin(tested)
    return cohort.loc[chosen, ["label", "age", "sex", "site"]]
