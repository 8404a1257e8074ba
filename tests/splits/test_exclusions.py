import pandas as pd

from radiogenomics.splits.exclusions import explained, read_exclusions, without_excluded

COHORT = pd.DataFrame({"patient_id": ["a", "b"], "has_T1": [True, True], "has_T2": [True, False]})
EXCLUSIONS = pd.DataFrame({"patient_id": ["b"], "modality": ["T1"], "reason": ["a series of 2 slices"]})


def test_who_is_excluded_lacks_the_modality_and_nobody_else_does():
    cohort = without_excluded(COHORT, EXCLUSIONS)
    assert cohort["has_T1"].tolist() == [True, False] and cohort["has_T2"].tolist() == [True, False]
    assert COHORT["has_T1"].all()


def test_no_tables_exclude_nobody():
    assert without_excluded(COHORT, read_exclusions([])).equals(COHORT)


def test_tables_are_read_one_below_the_other(tmp_path):
    EXCLUSIONS.to_csv(tmp_path / "one.csv", index=False)
    EXCLUSIONS.head(0).to_csv(tmp_path / "none.csv", index=False)
    read = read_exclusions([tmp_path / "none.csv", tmp_path / "one.csv"])
    assert read.values.tolist() == EXCLUSIONS.values.tolist()


def test_the_reason_stands_behind_that_of_the_split():
    dropped = pd.DataFrame({"patient_id": ["a", "b"], "reason": ["without T2", "without T1"]})
    reasons = explained(dropped, EXCLUSIONS)["reason"].tolist()
    assert reasons == ["without T2", "without T1 (T1: a series of 2 slices)"]
