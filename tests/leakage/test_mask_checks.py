import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.findings import stop_on_leaks
from radiogenomics.leakage.mask_checks import checks_of_masks, mask_checks
from radiogenomics.leakage.records import FittedStep, write_fitted

NOBODY = pd.DataFrame(columns=["patient_id_a", "patient_id_b", "crosswalk"], dtype=object)
MASKS = pd.DataFrame(
    {
        "patient_id": ["P0", "P1", "P2", "P2"],
        "model": "net",
        "input": "structural",
        "fold": [0, 1, 0, 1],
        "path": ["0", "1", "2", "2"],
    }
)
COHORT = pd.DataFrame(
    {"patient_id": ["P0", "P1", "P2"], "scan_id": ["P0", "P1", "P2"], "included": True, "path_predicted": list("012")}
)


def steps(first=("P1",), second=("P0",)) -> list[FittedStep]:
    """Trainings of two folds, each with the patients whom the other one left out."""
    return [FittedStep("network", "net", "structural", fold, trained) for fold, trained in enumerate((first, second))]


def found(masks=MASKS, records=None, cohort=COHORT, person=None) -> tuple[str, ...]:
    """Leaks."""
    (check,) = mask_checks(masks, steps() if records is None else records, cohort, person or {})
    return check.found


def test_masks_by_networks_that_left_the_patient_out_are_no_leak():
    assert found() == ()


def test_a_mask_by_a_network_that_trained_on_the_patient_is_a_leak():
    assert found(records=steps(first=("P0", "P1"))) == ("the network net, fold 0 segmented its training patient P0",)
    assert len(found(records=steps(first=("P2",), second=("P2",)))) == 2


def test_another_name_of_the_patient_hides_nothing():
    person = {"P0": "P0", "Q0": "P0"}
    assert found(records=steps(first=("P1", "Q0")), person=person) == (
        "the network net, fold 0 segmented P0, who is its training patient Q0",
    )


def test_masks_and_networks_that_nobody_recorded_are_leaks():
    assert found(records=steps()[:1]) == (
        *("nothing says which patients the network net, fold 1 was trained on, which segmented P1",),
        "nothing says which patients the network net, fold 1 was trained on, which segmented P2",
    )
    other = COHORT.assign(path_predicted=["0", "1", "elsewhere"])
    assert found(cohort=other) == ("nothing says which network predicted the segmentation of P2",)


def test_who_takes_no_part_is_not_asked_about():
    cohort = COHORT.assign(included=[False, True, True])
    assert found(records=steps(first=("P0", "P1")), cohort=cohort) == ()


def test_the_gate_reads_the_files_and_stops(tmp_path):
    table, record = tmp_path / "net.csv", tmp_path / "fitted.json"
    MASKS.to_csv(table, index=False)
    write_fitted(steps(first=("P0", "P1")), record)
    cohort = COHORT.assign(path_predicted=[0, 1, 2])
    with pytest.raises(InputError, match="leak: the network net, fold 0 segmented its training patient P0"):
        stop_on_leaks(checks_of_masks([table], [record], cohort, NOBODY), "before training")
    assert checks_of_masks([], [], COHORT, NOBODY) == []
