import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from radiogenomics.evaluation.external_table import (
    RECALIBRATED,
    area_difference,
    external_note,
    external_table,
    measured_together,
)

TITLES = {"vgg": "VGG16", "all": "All", "internal": "EGD, held out", "external": "TCGA", "cohort": "EGD"}
KINDS = {"internal": "real", "external": "simulated"}


def probabilities(seed: int, n: int, shift: float) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    logits = 1.5 * (labels - 0.5) + generator.normal(size=n) + shift
    ids = [f"{seed}-{number}" for number in range(n)]
    values = 1 / (1 + np.exp(-logits))
    return pd.DataFrame({"model": "vgg", "ensemble": "all", "patient_id": ids, "probability": values, "label": labels})


@pytest.fixture(scope="module")
def sets() -> dict[str, pd.DataFrame]:
    return {"internal": probabilities(1, 60, 0.0), "external": probabilities(2, 80, 1.5)}


@pytest.fixture(scope="module")
def measured(sets) -> pd.DataFrame:
    return measured_together(sets, draws=200)


def test_each_set_is_measured_by_itself(sets, measured):
    for name, rows in sets.items():
        found = measured[measured["of"] == name].set_index("metric")
        assert found.loc["AUC", "value"] == pytest.approx(roc_auc_score(rows["label"], rows["probability"]))
        assert found.loc["Brier", "value"] == pytest.approx(brier_score_loss(rows["label"], rows["probability"]))
        assert (found["n"] == len(rows)).all()


def test_probabilities_that_are_too_high_elsewhere_show_in_the_intercept(measured):
    intercepts = measured[measured["metric"] == "intercept"].set_index("of")
    assert intercepts.loc["external", "ci_high"] < 0
    assert intercepts.loc["internal", "ci_low"] < 0.1 < 0.1 + intercepts.loc["internal", "ci_high"]


def test_refitting_the_intercept_takes_away_what_a_shift_added(measured):
    brier = measured.set_index(["of", "metric"])["value"]
    assert brier["external", RECALIBRATED] < brier["external", "Brier"] - 0.02
    assert brier["internal", RECALIBRATED] == pytest.approx(brier["internal", "Brier"], abs=0.02)


def test_too_few_of_a_class_have_no_refitted_intercept():
    rows = probabilities(3, 12, 0.0).assign(label=[1] + [0] * 11)
    found = measured_together({"external": rows}, draws=50).set_index("metric").loc[RECALIBRATED]
    assert np.isnan(found["value"]) and found["method"] == "not defined (fewer than two patients of a class)"


def test_the_difference_of_independent_areas_adds_their_intervals_as_squares():
    internal = pd.Series({"value": 0.9, "ci_low": 0.8, "ci_high": 0.95})
    external = pd.Series({"value": 0.7, "ci_low": 0.6, "ci_high": 0.8})
    value, low, high = area_difference(internal, external)
    assert value == pytest.approx(-0.2)
    assert low == pytest.approx(-0.2 - np.hypot(0.1, 0.05)) and high == pytest.approx(-0.2 + np.hypot(0.1, 0.1))


def test_two_rows_per_model_and_ensemble_own_patients_first(measured):
    table = external_table(measured, TITLES)
    assert table["Patients"].tolist() == ["EGD, held out", "TCGA"]
    assert table["n (positive)"].tolist() == ["60 (30)", "80 (40)"]
    assert table["AUC − internal (95 % CI)"].iloc[0] == "" and "(" in table["AUC − internal (95 % CI)"].iloc[1]


def test_the_planted_drop_stands_beside_that_of_the_model(measured):
    table = external_table(measured, TITLES, {"internal": {"all": 0.99}, "external": {"all": 0.87}})
    assert table["Ideal AUC"].tolist() == ["0.990", "0.870"]
    assert table["Ideal AUC − internal"].tolist() == ["", "−0.120"]
    assert "Ideal AUC" not in external_table(measured, TITLES)
    note = external_note(
        {"titles": TITLES, "patients": KINDS, "left_out": [], "planted": {"simulations": {}}},
        {"shared": 0, "crosswalks": [], "linked": True},
        240,
    )
    assert "Ideal AUC: of an observer" in note


@pytest.mark.parametrize(
    ("shared", "words"),
    [
        ({"shared": 3, "crosswalks": ["m.xlsx"], "linked": True}, "3 patients who are in both cohorts are left out (m"),
        ({"shared": 0, "crosswalks": [], "linked": True}, "nobody is in both cohorts"),
        ({"shared": 0, "crosswalks": [], "linked": False}, "No published crosswalk links the two cohorts"),
    ],
)
def test_the_note_says_who_was_left_out_or_that_nothing_would_tell(shared, words):
    note = external_note({"titles": TITLES, "patients": KINDS, "left_out": ["Bright"], "planted": {}}, shared, 240)
    assert "Not predicted there: Bright." in note
    assert "Ideal AUC" not in note
    assert "None of the 240 images there is one of the study's patients'" in note
    assert words in note and "Simulated patients: TCGA." in note and "trained on EGD alone" in note
