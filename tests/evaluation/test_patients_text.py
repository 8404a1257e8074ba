import pandas as pd
import pytest

from radiogenomics.evaluation.calibration_table import calibration_note
from radiogenomics.evaluation.operating_table import operating_note
from radiogenomics.evaluation.patients_text import kind_of_patients, patients_text
from radiogenomics.evaluation.tables import metrics_note

ROWS = pd.DataFrame({"n": [57, 57, 60], "n_positive": [24, 24, 25]})


@pytest.mark.parametrize(("patients", "who"), [("simulated", "simulated test patients"), ("real", "test patients")])
def test_simulated_patients_are_called_so_beside_their_number(patients, who):
    rows = ROWS.assign(patients=patients)
    assert patients_text(rows) == f"57 {who} (24 positive) or 60 {who} (25 positive)"
    assert kind_of_patients(rows) == who


def test_rows_that_do_not_say_who_they_are_of_have_test_patients():
    assert patients_text(ROWS.head(1)) == "57 test patients (24 positive)"


def test_notes_under_tables_use_it():
    rows = ROWS.head(1).assign(patients="simulated", threshold_rule="half", rule="half", draws=10, method="Wilson")
    rows = rows.assign(metric="Brier", value=0.2, reference=0.24, clipped=0, distinct=57, published=None)
    for note in (operating_note(rows), calibration_note(rows), metrics_note(rows, [])):
        assert note.startswith("n = 57 simulated test patients (24 positive).")
