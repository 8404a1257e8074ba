import pandas as pd

from radiogenomics.leakage.prediction_checks import prediction_checks
from radiogenomics.leakage.records import FittedStep
from radiogenomics.leakage.roles import Roles

ROLES = Roles(
    pd.DataFrame(
        {"patient_id": ["A", "B", "T"], "group": "all", "subset": ["train", "train", "test"], "fold": [0, 1, None]}
    )
)


def predictions(*rows):
    return pd.DataFrame(rows, columns=["fold", "subset", "patient_id"]).assign(model="svm", input="T1")


def test_a_fit_without_folds_predicts_the_test_patients_alone():
    """As the clinical baseline does."""
    whole = FittedStep("classify", "svm", "T1", None, ("A", "B"))
    checks = prediction_checks(predictions((0, "test", "T")), [whole], ROLES, {}, {})
    assert not [check for check in checks if check.found]
    checks = prediction_checks(predictions((0, "test", "T"), (0, "validation", "A")), [whole], ROLES, {}, {})
    assert [check.found for check in checks] == [(), ("svm on T1, fold 0, predicted a patient of the fit, A",)]


def test_predictions_without_any_record_are_a_leak():
    rows, unseen = prediction_checks(predictions((0, "test", "T")), [], ROLES, {"T1": "all"}, {})
    assert rows.found == ()
    assert unseen.found == ("svm on T1, fold 0: nothing says which patients its fit saw",)


def test_a_patient_twice_and_an_unknown_subset_are_leaks():
    table = predictions((0, "test", "T"), (0, "test", "T"), (0, "training", "B"))
    rows, _ = prediction_checks(table, [], ROLES, {"T1": "all"}, {})
    assert rows.found == (
        "svm on T1, fold 0: T is predicted twice",
        "svm on T1, fold 0: subset 'training' is neither validation nor test",
    )
