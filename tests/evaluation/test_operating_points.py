import warnings

import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.metrics import evaluate
from radiogenomics.evaluation.operating_points import OPERATING_METRICS, operating_points
from radiogenomics.evaluation.operating_table import operating_note, operating_table

THRESHOLDS = pd.DataFrame(
    [
        ("spottune", "dsc", "half", 0.5, 132, 57, 0.5, 0.6),
        ("spottune", "dsc", "youden", 0.42, 132, 57, 0.7, 0.5),
        ("spottune", "dsc", "sensitivity", 0.3, 132, 57, 0.91, 0.2),
    ],
    columns=["model", "ensemble", "rule", "threshold", "n", "n_positive", "sensitivity", "specificity"],
)


@pytest.fixture
def probabilities(make_predictions):
    return make_predictions({"spottune": 1.0, "external": 0.5}, ("dsc",))


def test_every_rule_has_its_metrics_and_a_model_without_thresholds_one_half_alone(probabilities):
    points = operating_points(probabilities, THRESHOLDS, seed=1, draws=200)
    assert points.groupby(["model", "rule"], sort=False).size().to_dict() == {
        ("spottune", "half"): 6,
        ("spottune", "youden"): 6,
        ("spottune", "sensitivity"): 6,
        ("external", "half"): 6,
    }
    assert tuple(points["metric"].unique()) == OPERATING_METRICS
    assert (points[["n", "n_positive"]].drop_duplicates().to_numpy() == [[57, 24]]).all()


def test_values_and_intervals_are_those_of_the_metrics(probabilities):
    points = operating_points(probabilities, THRESHOLDS, seed=1).query("model == 'spottune' and rule == 'youden'")
    rows = probabilities[probabilities["model"] == "spottune"]
    expected = evaluate(rows["label"], rows["probability"], threshold=0.42, seed=1).set_index("metric")
    for metric in ("SEN", "SPE", "ACC", "F1"):
        found = points.set_index("metric").loc[metric]
        assert found[["value", "ci_low", "ci_high"]].tolist() == pytest.approx(
            expected.loc[metric, ["value", "ci_low", "ci_high"]].tolist()
        )


def test_predictive_values_that_nobody_defines_are_empty_and_say_so(probabilities):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        none = operating_points(probabilities.assign(probability=0.1), None, seed=1).set_index(["model", "metric"])
    assert np.isnan(none.loc[("spottune", "PPV"), "value"])
    assert none.loc[("spottune", "PPV"), "method"] == "not defined (nobody called positive)"
    assert none.loc[("spottune", "NPV"), ["count", "total"]].tolist() == [33, 57]


def test_b22_one_class_is_defined(probabilities):
    positive = probabilities[probabilities["label"] == 1]
    points = operating_points(positive, None, seed=1).query("model == 'spottune'").set_index("metric")
    assert points.loc["SEN", "total"] == 24
    assert points.loc[["SPE", "F1"], "method"].tolist() == ["not defined (one class)"] * 2


def test_table_shows_validation_beside_test(probabilities, tmp_path):
    points = operating_points(probabilities, THRESHOLDS, seed=1)
    # The file has further columns before these.
    thresholds = THRESHOLDS.assign(patients="real")[["patients", *THRESHOLDS]]
    table = operating_table(points, thresholds, 0.9)
    assert list(table["Rule"]) == ["0.5", "highest Youden index", "sensitivity ≥ 0.9", "0.5"]
    assert list(table["Threshold"]) == ["0.500", "0.420", "0.300", "0.500"]
    assert list(table["Validation patients (positive)"]) == ["132 (57)"] * 3 + ["–"]
    assert list(table["Validation SEN, SPE"])[1] == "0.70, 0.50"
    assert table["SEN (95 % CI)"].str.fullmatch(r"\d\.\d{3} \(\d\.\d\d–\d\.\d\d\)").all()
    assert (operating_table(points, None, 0.9)["Validation patients (positive)"] == "–").all()


def test_note_says_on_whom_thresholds_were_chosen(probabilities):
    note = operating_note(operating_points(probabilities, THRESHOLDS, seed=1))
    assert "n = 57 test patients (24 positive)" in note
    assert "chosen on validation patients alone" in note
    assert "SEN, SPE, ACC, PPV, NPV: Wilson; F1: bootstrap" in note


def test_note_says_nothing_of_chosen_thresholds_where_there_are_none(probabilities):
    note = operating_note(operating_points(probabilities, None, seed=1))
    assert "validation" not in note and "fold" not in note and "PPV and NPV hold" in note


def test_note_says_that_the_epoch_of_networks_was_chosen_on_the_same_patients(probabilities):
    points = operating_points(probabilities, THRESHOLDS, seed=1)
    assert "the network's epoch was chosen on the same patients" in operating_note(points, networks=True)
    assert "epoch" not in operating_note(points)
