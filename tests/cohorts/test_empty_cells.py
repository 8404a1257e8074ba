"""Cells that are empty as where they were merged are told; a few are not."""

from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.empty_cells import notice_empty_columns, notice_empty_labels

PATH = Path("patients.csv")


def merged(values: list[str]) -> list[str]:
    """Of neighbours with one value, the first alone keeps it."""
    return [value if row == 0 or values[row - 1] != value else "" for row, value in enumerate(values)]


@pytest.mark.parametrize("values", ["1001010011010010", "1111111100000000", "0010111010011010"])
def test_merged_labels_are_counted_with_what_to_do(told, values):
    cells = pd.Series(merged(list(values)), name="label")
    labels = pd.to_numeric(cells, errors="coerce").astype("Int64")
    notice_empty_labels(cells, labels)
    said = told()
    assert f"label column 'label' is empty for {(cells == '').sum()} of 16 patients" in said
    assert "if cells were merged in a spreadsheet, the value stands in the first of them alone: write it into" in said


@pytest.mark.parametrize("empty", [0, 1, 2, 3])
def test_a_few_patients_without_a_label_are_not_told(told, empty):
    cells = pd.Series(["1", "0"] * 10, name="label")
    cells[:empty] = ""
    notice_empty_labels(cells, pd.to_numeric(cells, errors="coerce").astype("Int64"))
    assert told() == ""


def test_who_has_a_label_by_follow_up_or_a_word_for_unknown_has_no_empty_cell(told):
    days = pd.Series(["300", ""] * 10, name="days")
    notice_empty_labels(days, pd.Series([0, 1] * 10, dtype="Int64"))
    words = pd.Series(["1", "Not Available"] * 10, name="label")
    notice_empty_labels(words, pd.to_numeric(words, errors="coerce").astype("Int64"))
    assert told() == ""


@pytest.mark.parametrize("column", ["age", "sex", "site"])
def test_a_column_that_is_empty_for_half_is_told_and_one_that_nobody_filled_in_is_not(told, column):
    table = pd.DataFrame({column: ["a", "", "", "", "b", "", "", "b"], "other": ""})
    notice_empty_columns(table, ["age", "sex", "site"], PATH)
    assert told().startswith(f"patients.csv: column {column!r} is empty for 5 of 8 patients, who are kept without it")
    for cells in (["a"] * 8, [""] * 8, ["a", "", "", "b", "b", "c", "d", "e"]):
        notice_empty_columns(table.assign(**{column: cells}), [column], PATH)
    assert told() == ""
