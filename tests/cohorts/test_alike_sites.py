"""Sites that may be one are told together; different ones are not."""

from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.alike_sites import notice_alike_sites


def notice_in(sites: list[str]) -> None:
    notice_alike_sites(pd.Series(sites), Path("patients.csv"))


@pytest.mark.parametrize(
    "sites",
    [
        ("Kiel", "kiel"),
        ("Kiel", "UKSH Kiel"),
        ("St. Gallen", "St Gallen"),
        ("Basel-Stadt", "Basel Stadt"),
        ("Site 1", "site1"),
        ("Zürich", "Zurich"),
        ("Freiburg im Breisgau", "Freiburg"),
    ],
)
def test_names_of_one_site_are_told_with_their_patients(told, sites):
    notice_in([sites[0]] * 3 + [sites[1]] * 2 + ["Bern", ""])
    said = told()
    assert said.count("\n") == 0 and f"{sites[0]!r} (3)" in said and f"{sites[1]!r} (2)" in said
    assert "taken for 2; if they are one, write it alike" in said and "Bern" not in said


def test_several_ways_of_one_site_are_one_line(told):
    notice_in(["Kiel", "kiel", "UKSH Kiel", "Basel", "UKSH  Lübeck", "uksh lübeck"])
    first, second = told().splitlines()
    assert "'Kiel' (1), 'UKSH Kiel' (1), 'kiel' (1)" in first and "taken for 3" in first
    assert "Lübeck" in second and "taken for 2" in second


@pytest.mark.parametrize(
    "sites",
    [
        ("Kiel", "Basel", "Bern"),
        ("Site 1", "Site 2", "Site 10", "Site 11"),
        ("1", "10", "1 T"),
        ("A", "B", "AB"),
        ("Freiburg", "Freiberg"),
        ("UKSH Kiel", "UKSH Lübeck"),
        ("", "", "Kiel"),
        ("3T", "1.5T"),
        ("06", "6"),
    ],
)
def test_other_sites_are_not_told(told, sites):
    notice_in(list(sites) * 3)
    assert told() == ""
