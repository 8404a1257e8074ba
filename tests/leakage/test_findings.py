import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.findings import Check, leakage_report, stop_on_leaks

QUIET = Check("folds", "Is a patient in two folds?", "9 patients", (), "split anew")
LOUD = Check(
    "labels", "Is a label in the wrong file?", "9 labels", ("P1 is", "P2 is"), "delete the labels", ("P3 may",)
)


def test_the_report_says_what_was_asked_examined_and_found():
    report = leakage_report("before training", "mgmt", "real", [QUIET, LOUD])
    assert {name: report[name] for name in ("gate", "study", "patients", "leaks")} == {
        **{"gate": "before training", "study": "mgmt", "patients": "real", "leaks": 2}
    }
    assert report["checks"][1] == {
        **{"name": "labels", "question": "Is a label in the wrong file?", "examined": "9 labels"},
        **{"found": ("P1 is", "P2 is"), "fix": "delete the labels", "notes": ("P3 may",)},
        "nothing_to_examine": False,
    }


def test_a_leak_stops_in_one_line_with_the_first_their_number_and_the_list():
    with pytest.raises(InputError) as stopped:
        stop_on_leaks([QUIET, LOUD], "study mgmt, before training", "all.json")
    assert str(stopped.value) == (
        "study mgmt, before training: leak: P1 is; delete the labels; 2 leaks in all, listed in all.json"
    )


def test_notes_stop_nothing():
    stop_on_leaks([QUIET, Check("labels", "?", "9 labels", (), "-", ("P3 may",))], "study mgmt")
