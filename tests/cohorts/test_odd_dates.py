"""Ages, survival and dates of one table are held against each other."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.odd_dates import notice_odd_dates
from radiogenomics.cohorts.own_settings import OwnTableSettings
from radiogenomics.cohorts.own_table import read_own_table
from radiogenomics.oddities import noticed_since_last

IDS = [f"P{number:02}" for number in range(12)]


@pytest.fixture
def table() -> pd.DataFrame:
    """Twelve patients, whose scans are some days before the operation."""
    drawn = np.random.default_rng(0)
    surgery = pd.Timestamp("2014-01-01") + pd.to_timedelta(drawn.integers(0, 1500, 12), "D")
    age, survival = drawn.uniform(35, 85, 12), drawn.integers(40, 1500, 12)
    noticed_since_last()
    return pd.DataFrame(
        {
            "patient_id": IDS,
            "age": age.round(1).astype(str),
            "birth_date": (surgery - pd.to_timedelta((age * 365.25).round(), "D")).strftime("%Y-%m-%d"),
            "mri_date": (surgery - pd.to_timedelta(drawn.integers(0, 20, 12), "D")).strftime("%Y-%m-%d"),
            "surgery_date": surgery.strftime("%Y-%m-%d"),
            "death_date": (surgery + pd.to_timedelta(survival, "D")).strftime("%Y-%m-%d"),
            "OS_days": survival.astype(str),
        }
    )


def told(table: pd.DataFrame) -> list[tuple[str, str]]:
    notice_odd_dates(table, "age", Path("t.csv"), table["patient_id"])
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_ages_and_survival_by_the_dates_are_not_told(table):
    days = table["OS_days"].astype(float)
    assert told(table) == []
    assert told(table.assign(age=table["age"].astype(float).astype(int).astype(str))) == []
    assert told(table.assign(birth_date=table["birth_date"].str[:4] + "-01-01", age=table["age"].str[:2])) == []
    for unit, each in (("OS_months", 30.44), ("survival", 30.44), ("OS (years)", 365.25), ("overall survival", 1)):
        assert told(table.drop(columns="OS_days").assign(**{unit: (days / each).round(1).astype(str)})) == []
    assert told(table.assign(OS="1", survival="0", PFS_days="10", age="")) == []
    assert told(table.drop(columns=["birth_date", "death_date"]).assign(age="3", OS_days="1")) == []
    alive = table.assign(death_date="", last_contact=table["death_date"])
    assert told(alive) == []


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"])
def test_an_age_that_contradicts_two_dates_is_told(table, form):
    table["birth_date"] = pd.to_datetime(table["birth_date"]).dt.strftime(form)
    table.loc[4, "age"] = str(float(table.loc[4, "age"]) - 3)
    ((patient, what),) = told(table)
    assert patient == "P04" and what.startswith(f"age is {table.loc[4, 'age']}, but ")
    assert what.endswith("; if age is not of another date, correct the wrong cell, or find out whose row it is")
    table.loc[4, "age"] = "90"
    assert told(table) == [], "very old patients are written as 90 or so"


@pytest.mark.parametrize(("column", "each"), [("OS_days", 1), ("OS_months", 30.44), ("OS", 1), ("survival", 30.44)])
def test_survival_that_contradicts_two_dates_is_told(table, column, each):
    days = table.pop("OS_days").astype(float)
    days[7] = days[7] / 10
    table[column] = (days / each).round(1).astype(str)
    ((patient, what),) = told(table)
    assert patient == "P07" and what.startswith(f"{column} is {table.loc[7, column].removesuffix('.0')}, but ")
    assert "days lie between surgery_date and death_date; if " in what or "mri_date and death_date; if " in what


def test_what_contradicts_the_dates_of_most_is_told_once(table):
    older = (table["age"].astype(float) + 4).round(1).astype(str)
    ((patient, what),) = told(table.assign(age=older))
    assert patient == "" and what.startswith("the ages of ") and "at which date column 'age' is meant" in what
    ((_, what),) = told(table.assign(OS_months=table.pop("OS_days")))
    assert what.startswith("the times of 12 of 12 patients contradict the dates (first: P00: OS_months is ")


def test_dates_in_an_impossible_order_are_told(table):
    table.loc[2, "mri_date"] = "1914-05-06"
    table.loc[3, "death_date"], table.loc[3, "OS_days"] = "2013-01-01", ""
    found = told(table)
    assert ("P02", "mri_date (1914-05-06) cannot follow birth_date") in [(who, what[:46]) for who, what in found]
    assert [what.split("; ")[1] for who, what in found if who == "P03"] == ["correct the wrong date"] * 2


def test_a_table_of_own_patients_is_looked_at(tmp_path, table):
    table.loc[4, "age"] = "12"
    table.rename(columns={"age": "Age (y)"}).to_csv(tmp_path / "p.csv", index=False)
    read_own_table(tmp_path / "p.csv", OwnTableSettings(age="Age (y)"))
    assert [each.patient_id for each in noticed_since_last()] == ["P04"]
