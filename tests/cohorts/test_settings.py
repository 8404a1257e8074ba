"""Settings of a cohort, its archive and its label."""

import pytest
from pydantic import ValidationError

from radiogenomics.cohorts.settings import LabelSettings


def test_the_rule_of_a_label_that_is_made_of_a_number():
    days = LabelSettings(column="days", above="median", censored="followed")
    assert days.rule == (
        "made here of the column days: above the median of all baseline scans whose number is known, test patients "
        "included; who was followed beyond it (followed) counts as above"
    )
    assert days.unknown == "excluded, unless followed beyond the threshold"
    assert LabelSettings(column="days", above=390).rule == "made here of the column days: above 390"
    assert (LabelSettings().rule, LabelSettings().unknown) == (None, "excluded")


def test_classes_of_several_values_have_all_their_names():
    label = LabelSettings(positive=["CR", "PR"], negative="PD", missing=[""])
    assert label.class_names == ("CR or PR", "PD")
    assert label.meanings == {"CR": 1, "PR": 1, "PD": 0, "": None}
    assert LabelSettings(positive=[1, 2], negative=0).positive == ["1", "2"]


@pytest.mark.parametrize(
    "classes",
    [
        {"positive": ["CR", "CR"], "negative": "PD"},
        {"positive": ["CR", "PD"], "negative": ["PD"]},
        {"positive": [], "negative": "PD"},
        {"positive": ["CR", "Not Available"], "negative": "PD"},
    ],
)
def test_a_value_belongs_to_one_class_and_a_class_has_a_value(classes):
    with pytest.raises(ValidationError, match=r"is there twice|at least 1 item"):
        LabelSettings(**classes)


def test_a_class_may_be_all_that_the_other_is_not():
    label = LabelSettings(column="IDH", positive="other than negative", negative="wildtype", missing=["unknown"])
    values = ["wildtype", "IDH1 p.R132H", "mutated (NOS)", "unknown", "", " "]
    assert label.meanings_of(values) == {"wildtype": 0, "unknown": None, "IDH1 p.R132H": 1, "mutated (NOS)": 1}
    assert label.class_names == ("other than wildtype", "wildtype")
    other = LabelSettings(positive=["a", "b"], negative="other than positive", missing=[])
    assert other.meanings_of(["a", "c"]) == {"a": 1, "b": 1, "c": 0}
    with pytest.raises(ValueError, match="must name its values"):
        LabelSettings(positive="other than negative", negative="other than positive")
