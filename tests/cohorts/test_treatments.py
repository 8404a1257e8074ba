import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.cohorts.treatments import COLUMNS, OUTCOMES, SAYS_NOTHING, STOPPED, first_outcomes
from radiogenomics.errors import InputError


def outcome(*treatments: tuple[str, str, str]) -> str:
    """Outcome of one patient from (days to start, given, outcome) of each treatment."""
    rows = [["P1", "Drug", given, days, word] for days, given, word in treatments]
    return first_outcomes(pd.DataFrame(rows, columns=COLUMNS))["treatment_outcome"]["P1"]


def test_the_first_treatment_that_tells_an_outcome_counts():
    late, early = ("200", "yes", "Complete Response"), ("30", "yes", "Stable Disease")
    assert outcome(late, early) == "Stable Disease"
    assert outcome(late, ("30", "yes", "Unknown")) == "Complete Response"
    assert outcome(late, ("30", "no", "Stable Disease")) == "Complete Response"
    assert outcome(("", "yes", "Progressive Disease"), late) == "Complete Response"
    # As numbers, not as text.
    assert outcome(("100", "yes", "Stable Disease"), ("20", "yes", "Partial Response")) == "Partial Response"


def test_of_treatments_that_begin_together_the_worst_outcome_counts():
    assert outcome(("30", "yes", "Complete Response"), ("30", "yes", "Progressive Disease")) == "Progressive Disease"
    assert outcome(("", "", "Partial Response"), ("", "", "Stable Disease")) == "Stable Disease"


@pytest.mark.parametrize("word", [*SAYS_NOTHING, STOPPED])
def test_what_says_nothing_leaves_the_outcome_empty(word):
    assert outcome(("30", "yes", word)) == ""


def test_every_patient_has_a_row_with_its_numbers():
    rows = [
        ["P2", "Drug", "yes", "3", "Stable Disease"],
        ["P2", "Drug", "yes", "2", "Unknown"],
        ["P1", "Drug", "no", "", ""],
    ]
    table = first_outcomes(pd.DataFrame(rows, columns=COLUMNS))
    assert table.index.tolist() == ["P1", "P2"]
    assert table[["treatments", "told"]].to_numpy().tolist() == [[1, 0], [2, 1]]


@given(st.permutations([("30", "yes", word) for word in OUTCOMES[:5]] + [("2", "yes", OUTCOMES[9])]))
def test_the_order_of_the_rows_means_nothing(treatments):
    assert outcome(*treatments) == "Complete Response"


def test_unknown_words_and_days_stop():
    with pytest.raises(InputError, match=r"patient P1: .* 'Complete response', which is no word.*nearest: 'Complete R"):
        outcome(("30", "yes", "Complete response"))
    with pytest.raises(InputError, match="patient P1: a treatment began on day 'soon'"):
        outcome(("soon", "yes", "Stable Disease"))
