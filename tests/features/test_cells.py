import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.features.cells import numeric_cells
from radiogenomics.oddities import noticed_since_last

COLUMNS = list("abcdefgh")


@pytest.fixture
def texts() -> pd.DataFrame:
    """Cells of twelve patients: fractions in six columns, whole numbers in two."""
    noticed_since_last()
    numbers = pd.DataFrame(np.random.default_rng(0).uniform(2, 4, (12, 8)).round(4), columns=COLUMNS)
    numbers.index = [f"P{row:02}" for row in range(12)]
    return numbers.astype(str).assign(g=np.arange(12).astype(str), h=(np.arange(12) * 150).astype(str))


def told(texts: pd.DataFrame) -> list[tuple[str, str]]:
    numeric_cells(texts, "features.csv")
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_missing_values_become_missing(texts):
    texts.iloc[0] = ["", "NA", "-nan", "inf", "-inf", "Not Available", "nan", "n/a"]
    assert numeric_cells(texts, "x").iloc[0].isna().all()


def test_infinite_cells_and_the_largest_numbers_count_as_missing(texts):
    texts.iloc[0, :3] = ["inf", "1.7976931348623157e+308", "-3.4028235e+38"]
    assert numeric_cells(texts, "x").iloc[0].isna().sum() == 3
    ((_, _, what),) = noticed_since_last()
    assert what.startswith("3 infinite number(s) count as missing: a of P00, b of")


@pytest.mark.parametrize("placeholder", [-999, 9999])
def test_a_number_that_may_stand_for_a_missing_value_is_kept_and_told(placeholder):
    noticed_since_last()
    texts = pd.DataFrame({"a": ["1.5", str(placeholder), "2.5"], "b": ["-1200", "-999", "-700"]}, ["P1", "P2", "P3"])
    assert numeric_cells(texts, "features.csv").loc["P2", "a"] == placeholder
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P2", "features.csv") and what.startswith(f"a is {placeholder}, far from all others")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["a", "b", "h"], "3 columns (a …) are 999, 2 of them far from all others"),
        (["c"], "c is 999, far from all others"),
    ],
)
def test_all_cells_that_are_to_be_emptied_are_counted(texts, columns, said):
    texts.loc["P05", columns] = "999"
    cells = "the cell" if len(columns) == 1 else f"these {len(columns)} cells"
    assert told(texts) == [("P05", f"{said}; if it stands for a missing value, empty {cells}")]


def test_once_the_far_ones_are_emptied_the_rest_is_told(texts):
    fractions = (np.random.default_rng(1).uniform(500, 1500, (12, 3))).round(3).astype(str)
    texts[["a", "b", "c"]] = fractions
    assert told(texts) == []
    texts.loc["P05", ["a", "b", "c"]] = "999"
    ((patient, said),) = told(texts)
    assert patient == "P05" and said.startswith("3 columns (a …) are 999, where other rows have fractions; if it")


@pytest.mark.parametrize(("name", "called"), [("unit", "of unit"), ("", "of row 1, which has no id,")])
def test_a_row_of_units_is_told_from_a_wrong_cell(texts, name, called):
    units = pd.DataFrame([["mm3", *[""] * 6, "mm"]], [name], COLUMNS)
    message = rf"f.csv: a {called} is 'mm3', not a number, and no other cell of this row is one; remove the row if it"
    with pytest.raises(InputError, match=message):
        numeric_cells(pd.concat([units, texts]), "f.csv")
    texts.loc["P03", "c"] = "1.234,5"
    with pytest.raises(
        InputError, match=r"c of P03 is '1\.234,5', not a number; correct the cell, or remove the column"
    ):
        numeric_cells(texts, "f.csv")


def test_numbers_without_their_points_are_told_once(texts):
    points = texts.loc["P03", COLUMNS[:6]].str.replace(".", "")
    texts.loc["P03", COLUMNS[:6]] = points
    ((patient, what),) = told(texts)
    assert patient == "P03" and what.startswith("6 number(s) in 6 column(s), of 1 patient(s) (P03), are whole and far")
