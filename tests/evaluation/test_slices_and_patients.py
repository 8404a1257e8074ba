import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

from radiogenomics.evaluation.slices_and_patients import note, slices_and_patients


@pytest.fixture
def slices():
    """20 patients with 1 to 5 slices, two folds; validation rows that must not count."""
    generator = np.random.default_rng(0)
    rows = [
        ("m", "T1", fold, "test", f"{patient:02d}", item, generator.uniform())
        for fold in (0, 1)
        for patient in range(20)
        for item in range(1 + patient % 5)
    ]
    rows += [("m", "T1", 0, "validation", "99", 0, 0.9)]
    return pd.DataFrame(rows, columns=["model", "input", "fold", "subset", "patient_id", "item", "probability"])


@pytest.fixture
def labels():
    return pd.DataFrame({"patient_id": [f"{patient:02d}" for patient in range(20)], "label": [0, 1] * 10})


def test_the_two_units_are_counted_and_measured_by_themselves(slices, labels):
    table = slices_and_patients(slices, labels, draws=50, seed=1).set_index("unit")
    means = slices[slices["subset"] == "test"].groupby(["patient_id", "item"])["probability"].mean().reset_index()
    of_patients = means.groupby("patient_id")["probability"].mean().reset_index()
    for unit, expected in (("slice", means), ("patient", of_patients)):
        joined = expected.merge(labels)
        row = table.loc[unit]
        assert row["n"] == len(joined)
        assert row["auc"] == pytest.approx(roc_auc_score(joined["label"], joined["probability"]))
        assert row["accuracy"] == pytest.approx(((joined["probability"] > 0.5) == joined["label"]).mean())
        assert row["auc_low"] <= row["auc"] <= row["auc_high"]
        called = joined["probability"] > 0.5
        assert row["precision"] == pytest.approx(precision_score(joined["label"], called))
        assert row["recall"] == pytest.approx(recall_score(joined["label"], called))
        assert row["f1"] == pytest.approx(f1_score(joined["label"], called))


def test_copies_of_a_slice_do_not_narrow_the_interval_per_slice(slices, labels):
    one = slices[slices["item"] == 0]
    copies = pd.concat([one.assign(item=number) for number in range(10)])
    few, many = (slices_and_patients(table, labels, draws=200, seed=1).iloc[0] for table in (one, copies))
    assert many["n"] == 10 * few["n"]
    assert many["auc_high"] - many["auc_low"] == pytest.approx(few["auc_high"] - few["auc_low"])


def test_the_note_counts_patients(slices, labels):
    table = slices_and_patients(slices, labels, draws=10, seed=1)
    assert note(table, "simulated patients").startswith("20 test simulated patients;")
