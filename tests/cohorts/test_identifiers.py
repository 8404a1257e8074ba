from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.cohorts.identifiers import index_by_identifier, plain_identifier, refuse_rounded, whole_number
from radiogenomics.errors import InputError


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), ("00005", 5), ("5.0", 5), ("5.", 5), ("1.23E+02", 123), ("1.230e2", 123), ("1.00E+02", 100), ("0", 0)],
)
def test_b24_what_a_spreadsheet_did_to_a_number_is_undone(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["1E+02", "1.0E+02", "1.2E+03", "5.5", "1.234E+02", "", "-1", "1,0", "A5", "5 ", "1E-2", "٥"]
)
def test_b24_what_cannot_be_undone_is_not_guessed(text):
    """`1E+02` is what a spreadsheet shows of any number from 95 to 104."""
    assert whole_number(text) is None


@given(number=st.integers(0, 99_999), decimals=st.integers(0, 6))
def test_b24_scientific_notation_gives_the_number_or_nothing(number, decimals):
    assert whole_number(f"{number:.{decimals}E}") in (number, None)


@given(number=st.integers(0, 99_999), width=st.integers(1, 7))
def test_b24_zeros_in_front_change_nothing(number, width):
    assert whole_number(f"{number:0{width}d}") == number


def indexed(*names: str) -> pd.DataFrame:
    table = pd.DataFrame({"ID": names, "MGMT": [str(number) for number in range(len(names))]})
    return index_by_identifier(table, "ID", lambda text: text.upper() or None, "A", Path("labels.csv"))


def test_rows_are_found_by_what_their_identifier_means():
    assert indexed("a", "B")["MGMT"].to_dict() == {"A": "0", "B": "1"}


def test_b24_the_row_of_an_unreadable_identifier_is_named():
    with pytest.raises(InputError) as caught:
        indexed("a", "")
    assert str(caught.value) == (
        "labels.csv: patient row 2 has ID '', not one like A; export the table again with the column ID as text"
    )


def test_b15_a_duplicated_row_is_named():
    with pytest.raises(InputError, match=r"labels\.csv: A is there twice; remove the wrong row"):
        indexed("a", "b", "A")


def test_a_table_without_rows_is_empty():
    assert indexed().empty


@pytest.mark.parametrize("identifier", ["2.02301E+11", "1E+05"])
def test_an_identifier_that_was_rounded_is_refused(identifier):
    with pytest.raises(InputError, match=r"a.csv: the ID '.*' is a number that a spreadsheet program has rounded"):
        refuse_rounded(["A", identifier], "ID", "a.csv")


def test_identifiers_that_people_write_are_not_taken_for_rounded_ones():
    refuse_rounded(["12E3", "1.23E+02", "P1E+05", "2023011512345", "A+B", ""], "ID", "a.csv")


def test_what_programs_and_people_change_of_an_identifier():
    assert plain_identifier("P 007") == plain_identifier("p07") and plain_identifier("7.0") == plain_identifier("007")
    assert plain_identifier("v1.0") != plain_identifier("v1")
    assert plain_identifier("p013.nii.gz") == plain_identifier("P013.nii") == plain_identifier("P013")
