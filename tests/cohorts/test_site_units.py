"""A site that gives a number in another unit is told; sites that differ as patients do are not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.site_units import notice_age_units, notice_units_of_sites


def survival(patients: int, median: float, seed: int) -> list[float]:
    return list(np.round(median * np.exp(np.random.default_rng(seed).normal(0, 1, patients)), 1))


def cohort(**sites: list[float]) -> tuple[pd.Series, pd.Series]:
    rows = [(number, site) for site, numbers in sites.items() for number in numbers]
    table = pd.DataFrame(rows, columns=["number", "site"])
    return table["number"], table["site"]


@pytest.mark.parametrize(("factor", "median"), [(1 / 30.4, 330), (1 / 365.25, 330), (12, 1), (100, 0.3)])
def test_another_unit_at_one_site_is_told_with_both_medians(told, factor, median):
    numbers, sites = cohort(Basel=survival(20, median, 1), Kiel=[factor * x for x in survival(9, median, 2)])
    notice_units_of_sites(numbers, sites, "OS")
    lower, higher = ("Kiel", "Basel") if factor < 1 else ("Basel", "Kiel")
    medians = numbers.groupby(sites).median()
    said = told()
    assert said.count("\n") == 0
    assert f"at {lower} (median {medians[lower]:g}) than at {higher} (median {medians[higher]:g})" in said


def test_several_sites_of_the_other_unit_are_told_together(told):
    days = {name: survival(12, 400, seed) for seed, name in enumerate(("Basel", "Bern", "Zürich"))}
    months = {name: survival(12, 13, seed) for seed, name in enumerate(("Kiel", "Köln"))}
    notice_units_of_sites(*cohort(**days, **months), "OS")
    first, second = told().split(" than at ")
    assert all(name in first for name in months) and all(name in second for name in days)


@pytest.mark.parametrize("seed", range(8))
def test_sites_of_one_unit_are_not_told_nor_is_a_site_of_few(told, seed):
    many = {f"S{number}": survival(4 + number, 330, 100 * seed + number) for number in range(12)}
    few = {"Kiel": survival(3, 11, seed)}
    notice_units_of_sites(*cohort(**many, **few), "OS")
    assert told() == ""


def test_a_site_of_few_among_many_patients_is_not_told(told):
    many = {f"S{number}": survival(20, 330, number) for number in range(10)}
    notice_units_of_sites(*cohort(**many, Kiel=survival(6, 11, 99)), "OS")
    assert told() == ""


def test_two_groups_that_overlap_are_not_told_whatever_their_medians(told):
    shares = [1.0, 1.5, 2.0, 2.5, 25.0, 30.0, 35.0]
    notice_units_of_sites(*cohort(Basel=[*shares, 2.2, 1.2], Kiel=[*shares, 28.0, 31.0]), "methylation")
    assert told() == ""


@pytest.mark.parametrize("above", ["median", 365])
@pytest.mark.parametrize("is_censored", [False, True])
def test_a_label_of_numbers_is_told_in_its_selection(told, above, is_censored):
    numbers, sites = cohort(Basel=survival(12, 400, 1), Kiel=survival(8, 400, 2))
    months = numbers.where(sites == "Basel", (numbers / 30.4).round(1)).astype(str)
    days = numbers.astype(str)
    scans = pd.DataFrame({"patient_id": [f"P{row:02d}" for row in range(len(sites))], "site": sites})
    scans = scans.assign(scan_id=scans["patient_id"], baseline=True, fault="", age=50.0, sex="M", has_T1=True)
    scans["days"], scans["followed"] = (days, months) if is_censored else (months, days)
    scans.loc[:: 2 if is_censored else 100, "days"] = ""
    scans.loc[1::2, "followed"] = "" if is_censored else scans["followed"]
    label = LabelSettings(column="days", above=above, censored="followed", missing=[""])
    select_patients(scans, label, ["T1"], mask="none")
    (said,) = [line for line in told().splitlines() if "unit" in line]
    assert said.startswith(f": {'followed' if is_censored else 'days'} is about ") and "Kiel" in said


def test_ages_in_months_are_told_and_a_hospital_of_children_is_not(told):
    years = [4, 5, 7, 8, 9, 11, 12, 14, 16, 3]
    texts, sites = cohort(Basel=years, Kiel=[12 * age for age in years])
    notice_age_units(texts.astype(str).rename("age"), sites, "patients.csv")
    assert "patients.csv: age is about 12 times less at Basel (median 8.5) than at Kiel (median 102)" in told()
    texts, sites = cohort(Basel=years, Kiel=[9 * age for age in range(5, 11)] + [88, 91, 93])
    notice_age_units(texts.astype(str).rename("age"), sites, "patients.csv")
    assert told() == ""


def test_years_of_birth_are_told_elsewhere(told):
    texts, sites = cohort(Basel=[50, 61, 72, 44, 58], Kiel=[1941, 1950, 1962, 1970, 1981])
    notice_age_units(texts.astype(str).rename("age"), sites, "patients.csv")
    assert told() == ""
