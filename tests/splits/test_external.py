import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.splits.external import external_patients

GROUPS = {"structural": ["T1", "T2"], "diffusion": ["DTI"]}


@pytest.fixture
def cohort() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "patient_id": ["D", "A", "B", "C"],
            "label": [1, 1, 0, 0],
            "included": [True, True, True, False],
            "has_T1": [True] * 4,
            "has_T2": [False, True, True, True],
            "has_DTI": [False, True, True, True],
        }
    )


def test_who_has_everything_tests_every_group_and_nobody_trains(cohort):
    splits = external_patients(cohort, GROUPS, "tcga")
    assert list(splits["group"].unique()) == list(GROUPS)
    for _, rows in splits.groupby("group"):
        assert rows["patient_id"].tolist() == ["A", "B", "D"]
        assert rows["subset"].tolist() == ["test", "test", "unused"]
        assert rows["reason"].tolist() == ["", "", "without T2, DTI"]
    assert splits["fold"].isna().all()


def test_one_class_is_refused(cohort):
    with pytest.raises(InputError, match=r"cohort tcga: of 2 patients 1 positive and 0 negative .* needs both classes"):
        external_patients(cohort[cohort["patient_id"] != "B"], GROUPS, "tcga")
