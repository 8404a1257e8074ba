"""Numbers that a spreadsheet cut are told; such as programs write, and columns of whole numbers, are not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.lost_digits import notice_one_digit, notice_rounded_rows
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def numbers() -> pd.DataFrame:
    """Measurements of twenty patients in eight columns, and two counts."""
    noticed_since_last()
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.gamma(3, 20, (20, 8)).round(2), [f"P{row:02}" for row in range(20)], list("abcdefgh"))
    return table.assign(voxels=rng.integers(10, 9000, 20), zones=rng.integers(10, 90, 20)).astype(float)


def told() -> list[tuple[str, str]]:
    return [(patient, what) for patient, _, what in noticed_since_last()]


@pytest.mark.parametrize("shown", ["{digit}E+05", "-{digit}E-03", "{digit}.E+05"])
def test_numbers_of_one_digit_are_told(numbers, shown):
    texts = numbers.astype(str)
    for column in ("b", "d"):
        texts.loc["P05":"P09", column] = [shown.format(digit=digit) for digit in (1, 3, 1, 2, 2)]
    notice_one_digit(texts, "f.csv")
    ((_, what),) = told()
    first = ", ".join(texts.loc["P05":"P07", "b"])
    assert what.startswith(f"10 numbers in 2 column(s) have one digit (b: {first} …), as a spreadsheet shows them in")


@pytest.mark.parametrize("cells", [["1e-05"] * 5, ["1.23E+11", "1.24E+11", "1.23E+11"], ["1E-05", "2E-05", "3E-05"]])
def test_what_programs_write_is_not(numbers, cells):
    texts = numbers.astype(str)
    texts.iloc[: len(cells), 2] = cells
    notice_one_digit(texts, "f.csv")
    assert told() == []


@pytest.mark.parametrize(("rows", "patient"), [(1, "P00"), (3, ""), (15, "")])
def test_rounded_rows_are_told(numbers, rows, patient):
    numbers.iloc[3, 4] = np.nan
    notice_rounded_rows(numbers, "f.csv")
    assert told() == []
    numbers.iloc[:rows] = numbers.iloc[:rows].round()
    notice_rounded_rows(numbers, "f.csv")
    ((named, what),) = told()
    assert named == patient and what.startswith(f"all numbers of {rows} patient(s) (P00") and "in 8 columns;" in what


@pytest.mark.parametrize(
    "change",
    [
        lambda numbers: numbers.round(),
        lambda numbers: numbers.mul(numbers.index != "P03", axis=0),
        lambda numbers: numbers[["voxels", "zones"]],
        lambda numbers: numbers.assign(**{name: numbers[name].round() for name in "abcd"}),
        lambda numbers: numbers[:9].round().iloc[:1],
    ],
    ids=["all", "an absent region", "counts alone", "some columns", "one row"],
)
def test_whole_numbers_of_all_are_not(numbers, change):
    notice_rounded_rows(change(numbers), "f.csv")
    assert told() == []
