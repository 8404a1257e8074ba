from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.leakage.record_checks import record_check
from radiogenomics.leakage.records import FittedStep
from radiogenomics.leakage.roles import Roles

ROLES = Roles(
    pd.DataFrame(
        {
            "patient_id": ["A", "B", "C", "T"],
            "group": "all",
            "subset": ["train", "train", "train", "test"],
            "fold": [0, 1, 1, None],
        }
    )
)
GROUPS = {"T1": "all"}
FITS = [("classify", "svm", "T1", fold) for fold in (0, 1)]
STEPS = [
    *(FittedStep(step, "svm", "T1", 0, ("B", "C")) for step in ("scale", "classify")),
    *(FittedStep(step, "svm", "T1", 1, ("A",)) for step in ("scale", "classify")),
    FittedStep("threshold", "svm", "T1", None, (), ("A", "B", "C")),
]


def check(steps, expected=FITS):
    return record_check(steps, expected, ROLES, GROUPS)


def test_complete_records_of_every_step_are_no_finding():
    assert (check(STEPS).found, check(STEPS).notes) == ((), ())


@pytest.mark.parametrize("number", range(4))
def test_a_record_of_nobody_is_no_record(number):
    """Of a scaler as of a classifier."""
    emptied = [replace(step, patients=()) if step is STEPS[number] else step for step in STEPS]
    finding = f"{STEPS[number]} has no record of the patients that it was given"
    assert check(emptied).found == check([step for step in STEPS if step is not STEPS[number]]).found == (finding,)


def test_a_record_of_one_patient_is_no_record_of_the_fit():
    steps = [replace(STEPS[0], patients=("C",)), *STEPS[1:]]
    assert check(steps).found == (
        "the record of scale of svm on T1, fold 0 lacks 1 of its training patients (first: B)",
    )


def test_balancing_may_prune_a_patient_of_a_network():
    networks = [replace(step, step="network") for step in (STEPS[1], STEPS[3])]
    fits = [("network", "svm", "T1", fold) for fold in (0, 1)]
    pruned = check([replace(networks[0], patients=("C",)), networks[1], STEPS[4]], fits)
    assert pruned.found == ()
    assert pruned.notes[0].endswith("of 1 network(s), up to 1 training patient(s) of the fold are in no record")


def test_thresholds_say_on_whom_they_were_chosen():
    assert check(STEPS[:4]).found == ("no record says on which patients the thresholds were chosen",)
    nobody = replace(STEPS[4], chosen_on=())
    assert check([*STEPS[:4], nobody]).found == (
        "threshold of svm on T1 has no record of the patients on which it was chosen",
    )
