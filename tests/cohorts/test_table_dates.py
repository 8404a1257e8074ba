"""Dates are known by the names of their columns and by their form; what may be two dates is none."""

import pandas as pd
import pytest

from radiogenomics.cohorts.table_dates import dates_of
from radiogenomics.oddities import noticed_since_last


def read(column: str, cells: list[str]) -> tuple[list[str], list[str]]:
    """Days of a column and what is said of it; nothing where it is no column of dates."""
    noticed_since_last()
    found = dates_of(pd.DataFrame({column: cells, "note": cells}), "t.csv")
    days = [str(day)[:10] for day in found.get(column, [])]
    return days, [each.what for each in noticed_since_last()]


@pytest.mark.parametrize("column", ["birth_date", "DOB", "ScanDate", "MRI date", "date_of_surgery", "death", "last_fu"])
@pytest.mark.parametrize("cells", [["2015-03-09", "", "2016-11-30"], ["20150309", "unknown", "20161130"],
                                   ["9.3.2015", "", "30.11.2016"], ["2015/3/9 10:30", "", "2016/11/30"],
                                   ["9/3/2015", "", "30/11/2016"], ["3-9-2015", "", "11-30-2016"]])  # fmt: skip
def test_dates_of_any_clear_form(column, cells):
    days, said = read(column, cells * 2)
    assert days == ["2015-03-09", "NaT", "2016-11-30"] * 2 or cells[1] == "unknown"
    assert said == []


@pytest.mark.parametrize(
    ("column", "cells"),
    [("scan_id", ["200012", "190011"]), ("death", ["0", "1"]), ("os_event", ["2015-03-09"] * 2), ("dx", ["IDH", "wt"])],
)
def test_other_columns_are_none(column, cells):
    assert read(column, cells) == ([], [])


def test_days_and_months_that_cannot_be_told_apart_are_told():
    days, (said,) = read("scan_date", [f"{n}/{n + 1}/2015" for n in range(1, 12)])
    assert days == [] and said.startswith(
        "column 'scan_date' does not tell whether the day or the month is first (1/2/"
    )
    days, (said,) = read("scan_date", ["13/1/2015", "2/3/2015", "1/31/2015"])
    assert days == [] and "has the day first (13/1/2015) and the month first (1/31/2015); write all as YYYY" in said
    assert read("scan_date", ["1/2/2015", "2/3/2015"]) == ([], []), "of two dates, nothing is odd"
