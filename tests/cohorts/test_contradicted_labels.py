"""A column that says the same as the label is told where it says otherwise; any other column is not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.contradicted_labels import may_be_the_same, notice_contradicted_labels
from radiogenomics.cohorts.settings import LabelSettings

WORDS = {1: "methylated", 0: "unmethylated"}


def table(patients: int = 40, share: float = 0.45) -> pd.DataFrame:
    generator = np.random.default_rng(7)
    labels = (generator.random(patients) < share).astype(int)
    return pd.DataFrame(
        {
            "patient_id": [f"P{row:02d}" for row in range(patients)],
            "baseline": True,
            "site": ["Basel", "Kiel", "Bern", "Kiel"] * (patients // 4),
            "label": labels,
        }
    )


def notice_in(scans: pd.DataFrame, title: str | None = None, column: str = "label") -> None:
    settings = LabelSettings(column=column, title=title, positive="1", negative="0", missing=["", "Indeterminate"])
    notice_contradicted_labels(scans, settings, scans[column].astype("Int64"), list(scans))


@pytest.mark.parametrize(
    ("title", "column"),
    [("MGMT", "MGMT"), ("MGMT promoter methylation", "mgmt_status"), ("IDH mutation", "IDH1"), ("MGMT", "MGMTstatus")],
)
@pytest.mark.parametrize("rows", [[3], [3, 11, 20]])
def test_who_differs_in_a_column_of_the_label_s_name_is_named(told, title, column, rows):
    scans = table()
    words = scans["label"].map(WORDS)
    words[rows] = (1 - scans["label"][rows]).map(WORDS)
    notice_in(scans.assign(**{column: words}), title)
    named = ", ".join(scans["patient_id"][rows])
    said = f"column {column!r} says the same as the label 'label' but for {len(rows)} of 40 patients: {named}; if both"
    assert said in told()


@pytest.mark.parametrize("turned", [["Kiel"], ["Bern"], ["Kiel", "Bern"]])
@pytest.mark.parametrize("title", ["MGMT", None])
@pytest.mark.parametrize("unlike", [0, 1])
def test_a_label_that_is_turned_at_a_site_is_told_whatever_the_column_is_called(told, turned, title, unlike):
    scans = table(patients=80)
    says = scans["label"].where(~scans["site"].isin(turned), 1 - scans["label"])
    # One patient of forty in Kiel differs besides.
    says[[1] * unlike] = 1 - says[[1] * unlike]
    notice_in(scans.assign(MGMT=says.map(WORDS)), title)
    said = told()
    assert said.count("\n") == 0 and "column 'MGMT' and the label 'label' are turned at some sites" in said
    sides = said.split("is label 1 at ")[1].split(";")[0].split(", and label 0 at ")
    assert [set(side.split(", ")) for side in sides] == [{"Basel", "Kiel", "Bern"} - set(turned), set(turned)]


def test_what_agrees_throughout_or_is_another_thing_is_not_told(told):
    scans, generator = table(patients=200), np.random.default_rng(3)
    says = scans["label"].map(WORDS)
    unknown = says.where(scans.index % 7 != 0, "Indeterminate")
    related = says.where(generator.random(200) > 0.15, WORDS[0])
    unrelated = pd.Series(generator.choice(["yes", "no"], 200))
    scans = scans.assign(
        MGMT=says,
        MGMT_again=unknown,
        MGMT_reversed=(1 - scans["label"]).map(WORDS),
        MGMT_method=unrelated,
        MGMT_tested=["yes"] * 190 + ["no"] * 10,
        MGMT_percent=generator.random(200).astype(str),
        IDH=related,
        treated=unrelated,
        sex=unrelated,
        has_T1=True,
    )
    notice_in(scans, "MGMT promoter methylation")
    assert told() == ""


def test_a_rare_class_is_not_the_label_of_a_column_of_one_frequent_value(told):
    scans = table(share=0.1)
    notice_in(scans.assign(IDH_reviewed=["no"] * 3 + ["yes"] * 37), "IDH")
    assert told() == ""


@pytest.mark.parametrize("patients", [8, 12, 16, 40])
def test_chance_is_not_told(told, patients):
    generator = np.random.default_rng(patients)
    for _ in range(20):
        scans = table(patients)
        columns = {f"marker{number}": generator.choice(["yes", "no"], patients) for number in range(10)}
        notice_in(scans.assign(**columns), "MGMT")
    assert told() == ""


def test_words_of_names():
    assert may_be_the_same("IDH1", ["IDH mutation"]) and may_be_the_same("mgmt", ["label", "MGMT status"])
    assert not may_be_the_same("IDH2", ["IDH1"])
    assert not may_be_the_same("TERT promoter mutation", ["IDH mutation", "label"])
    assert not may_be_the_same("label_of_reader", ["label"])
    assert not may_be_the_same("TERT.expression.status", ["TERT.promoter.status"])
    assert not may_be_the_same("IDH1_IHC", ["IDH"]) and may_be_the_same("IDH1_IHC", ["IDH by IHC"])
