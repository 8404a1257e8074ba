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
