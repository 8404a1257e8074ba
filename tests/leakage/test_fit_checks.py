import pandas as pd

from radiogenomics.leakage.fit_checks import fit_checks, seen
from radiogenomics.leakage.records import TRANSFERRED_WEIGHTS, FittedStep
from radiogenomics.leakage.roles import Roles

ROLES = Roles(pd.DataFrame({"patient_id": ["A", "T"], "group": "all", "subset": ["train", "test"], "fold": [0, None]}))


def test_a_patient_is_recognised_by_any_name():
    person = {"T": "T", "T-in-may": "T", "A": "A"}
    assert list(seen(["A", "T-in-may"], ["T"], person, "test patient")) == [
        ("T-in-may", "T-in-may, who is test patient T")
    ]
    assert list(seen(["T"], ["T"], {}, "test patient")) == [("T", "test patient T")]


def test_patients_of_transferred_weights_belong_to_no_split():
    weights = FittedStep(TRANSFERRED_WEIGHTS, "", "", None, ("PRETRAINING-00000",))
    assert not [check for check in fit_checks([weights], ROLES, {}, {}) if check.found]
    network = FittedStep("network", "random", "T1", 0, ("PRETRAINING-00000",))
    assert [check.name for check in fit_checks([network], ROLES, {}, {}) if check.found] == ["fits_and_split"]


def test_what_published_weights_have_seen_is_said_to_be_unknown():
    notes = [note for check in fit_checks([], ROLES, {}, {}, ["resnet_50"]) for note in check.notes]
    assert notes == ["whose scans the published weights resnet_50 were trained on is not known by name"]


def test_a_threshold_of_an_ensemble_that_is_called_like_an_input():
    """The ensemble `T1` of two inputs is chosen on patients of both groups."""
    splits = pd.DataFrame({"patient_id": ["A", "B"], "group": ["T1", "T2"], "subset": "train", "fold": 0})
    threshold = FittedStep("threshold", "svm", "T1", None, (), ("A", "B"))
    checks = fit_checks([threshold], Roles(splits), {"T1": "T1", "T2": "T2"}, {})
    assert [check.found for check in checks if check.found] == []
    stranger = FittedStep("threshold", "svm", "T1", None, (), ("A", "C"))
    checks = fit_checks([stranger], Roles(splits), {"T1": "T1", "T2": "T2"}, {})
    assert [check.found for check in checks if check.found] == [
        ("threshold of svm on T1 used C, who is no training patient",)
    ]
