import pandas as pd

from radiogenomics.leakage.findings import Check, leakage_report
from radiogenomics.leakage.tables import leakage_note, leakage_table

SECOND = Check("choices", "Was a threshold chosen on a test patient?", "3 choices", ("P1",), "-")


def reports(*notes):
    noted = Check("folds", "Is a patient in two folds?", "9 patients", (), "-", notes)
    return [
        leakage_report("before training", "mgmt", "real", [noted]),
        leakage_report("before evaluation", "mgmt", "real", [SECOND]),
    ]


def test_every_question_of_both_gates_is_a_row():
    assert leakage_table(reports()).to_numpy().tolist() == [
        ["before training", "Is a patient in two folds?", "9 patients", 0],
        ["before evaluation", "Was a threshold chosen on a test patient?", "3 choices", 1],
    ]


def test_the_note_says_n_and_what_is_no_leak():
    assert leakage_note(reports(), 57).startswith(
        "n = 57 patients in the split. A leak would have stopped the run. Every"
    )
    assert "Seen, and no leak: a; b; c and 2 more." in leakage_note(reports(*"abcde"), 57)


def test_a_check_that_had_nothing_to_examine_did_not_pass():
    empty = Check("crosswalks", "Is one person under two names?", "pairs of names: 0", (), "-", nothing_to_examine=True)
    row = leakage_table([leakage_report("before training", "mgmt", "real", [empty])]).iloc[0]
    assert row["examined"] == "nothing to examine (pairs of names: 0)" and pd.isna(row["found"])
