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


def test_a_label_of_numbers_may_be_written_as_numbers():
    label = LabelSettings(column="MGMT_value", positive=1, negative=0, missing=[-1])
    assert (label.positive, label.negative, label.missing) == ("1", "0", ["-1"])


@pytest.mark.parametrize("text", ["#N/A", "NA", "n/a", "n.d.", "?", "-", "unknown", "not done", "No data available"])
def test_what_stands_for_nothing_known_is_no_value_of_other_than(text):
    label = LabelSettings(column="IDH1", positive="other than negative", negative="wildtype", missing=[])
    values = ["wildtype", "R132H", "NOTCH", text]
    assert label.meanings_of(values) == {"R132H": 1, "NOTCH": 1, "wildtype": 0}
    assert label.model_copy(update={"missing": [text]}).meanings_of(values)[text] is None


def test_a_declared_value_in_other_letters_is_no_other_value():
    label = LabelSettings(positive="Methylated", negative="other than positive", missing=[])
    values = ["Methylated", "methylated", " Methylated", "Unmethylated"]
    assert label.meanings_of(values) == {"Methylated": 1, "Unmethylated": 0}


@pytest.mark.parametrize("text", ["wild-type", "Wild type", "WILD_TYPE"])
def test_a_declared_value_with_a_sign_in_it_is_no_other_value(text):
    label = LabelSettings(column="IDH1", positive="other than negative", negative="wildtype", missing=["-1"])
    assert label.meanings_of(["1", "R132H", "p.R132H", text]) == {
        "1": 1,
        "R132H": 1,
        "p.R132H": 1,
        "wildtype": 0,
        "-1": None,
    }
