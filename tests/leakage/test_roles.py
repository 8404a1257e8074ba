import pandas as pd
import pytest

from radiogenomics.leakage.roles import Roles, judged

SPLITS = pd.DataFrame(
    [
        ("A", "structural", "train", 0),
        ("A", "DSC", "train", 1),
        ("B", "structural", "train", 1),
        ("B", "DSC", "unused", None),
        ("C", "structural", "train", 0),
        ("C", "DSC", "train", 1),
        ("D", "DSC", "train", 0),
        ("T", "structural", "test", None),
        ("U", "structural", "test", None),
        ("N", "structural", "unused", None),
    ],
    columns=["patient_id", "group", "subset", "fold"],
)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("A", "T", "A trains (structural, DSC) and T is tested"),
        ("T", "A", "A trains (structural, DSC) and T is tested"),
        ("A", "B", "of group structural, one validates in fold 0 and the other in fold 1"),
        ("A", "C", None),
        ("B", "D", None),  # they share no group: no training has both
        ("T", "U", None),
        ("A", "N", None),
        ("A", "stranger", None),
    ],
)
def test_two_names_of_one_person_must_not_be_on_two_sides(one, other, why):
    assert Roles(SPLITS).conflict(one, other) == why


def test_cross_validation_separates_any_two_patients_of_the_study():
    roles = Roles(SPLITS, cross_validated=True)
    assert all("cross-validation" in roles.conflict(*pair) for pair in (("T", "U"), ("A", "N"), ("A", "C")))
    assert roles.conflict("A", "stranger") is None


def test_what_no_training_separates_is_a_note():
    found, notes = judged([("A", "T", "same"), ("T", "U", "same"), ("A", "C", "same")], Roles(SPLITS))
    assert found == ("same: A trains (structural, DSC) and T is tested",)
    assert notes == ("same: both are tested", "same: no training separates them")


def test_patients_of_groups_and_folds():
    roles = Roles(SPLITS)
    assert roles.tested == {"T", "U"} and roles.trained == {"A", "B", "C", "D"}
    assert roles.training_patients("DSC") == {"A", "C", "D"}
    assert roles.validation_patients("structural", 0) == {"A", "C"}
