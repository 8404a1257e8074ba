import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit
from sklearn.metrics import brier_score_loss

from radiogenomics.errors import InputError
from radiogenomics.evaluation.calibration import CALIBRATION_METRICS, calibration, measure_calibration
from radiogenomics.evaluation.calibration_table import calibration_note, calibration_table


def patients(n, intercept=0.0, slope=1.0, seed=0):
    random = np.random.default_rng(seed)
    probabilities = random.beta(2, 2, n)
    return (random.random(n) < expit(intercept + slope * logit(probabilities))).astype(int), probabilities


def test_five_figures_with_intervals_and_what_is_right():
    labels, probabilities = patients(57)
    table = calibration(labels, probabilities)
    reference = ["reference", "reference_low", "reference_high"]
    assert list(table) == ["metric", "value", "ci_low", "ci_high", "method", *reference, "n", "n_positive", "clipped"]
    assert tuple(table["metric"]) == CALIBRATION_METRICS
    by_metric = table.set_index("metric")
    share = labels.mean()
    assert by_metric["reference"].drop("ECE").tolist() == pytest.approx([0, 1, share * (1 - share), 0])
    with_interval = by_metric.drop("ECE")
    assert with_interval["value"].between(with_interval["ci_low"], with_interval["ci_high"]).all()
    assert by_metric.loc["Brier", "value"] == pytest.approx(brier_score_loss(labels, probabilities))
    skill = 1 - by_metric.loc["Brier", "value"] / (share * (1 - share))
    assert by_metric.loc["Brier skill", "value"] == pytest.approx(skill)


def test_with_many_patients_the_intervals_are_walds():
    labels, probabilities = patients(1500, 0.3, 0.6)
    found = calibration(labels, probabilities).set_index("metric")
    odds, family = logit(probabilities), sm.families.Binomial()
    line = sm.GLM(labels, sm.add_constant(odds), family).fit().conf_int()[1]
    large = sm.GLM(labels, np.ones(1500), family, offset=odds).fit().conf_int()[0]
    assert found.loc["slope", ["ci_low", "ci_high"]].tolist() == pytest.approx(line.tolist(), abs=0.04)
    assert found.loc["intercept", ["ci_low", "ci_high"]].tolist() == pytest.approx(large.tolist(), abs=0.04)


def test_intervals_cover_what_is_right():
    covered = []
    for seed in range(60):
        found = calibration(*patients(80, seed=seed), draws=300).set_index("metric")
        low, high = found["ci_low"], found["ci_high"]
        covered.append([low["intercept"] <= 0 <= high["intercept"], low["slope"] <= 1 <= high["slope"]])
    assert np.mean(covered, axis=0).min() > 0.86


def test_calibration_error_of_calibrated_probabilities_is_near_its_reference():
    """With few patients it is far above 0 by chance alone; the reference says by how much."""
    found = [calibration(*patients(57, seed=seed), draws=100).set_index("metric").loc["ECE"] for seed in range(40)]
    values, references = ([row[name] for row in found] for name in ("value", "reference"))
    assert np.mean(references) > 0.08
    assert np.mean(values) == pytest.approx(np.mean(references), abs=0.02)


def test_calibrated_probabilities_lie_in_the_range_of_the_calibration_error_and_others_do_not():
    """An interval of the error could never hold the 0 of a calibrated model; the range stands beside it instead."""
    inside = []
    for slope, intercept in ((1.0, 0.0), (1.0, 2.5)):
        rows = [calibration(*patients(57, intercept, slope, seed), draws=200) for seed in range(60)]
        errors = [table.set_index("metric").loc["ECE"] for table in rows]
        assert all(np.isnan([row["ci_low"], row["ci_high"]]).all() for row in errors)
        assert all(row["method"] == "none (it cannot be 0 by chance)" for row in errors)
        inside.append(np.mean([row["reference_low"] <= row["value"] <= row["reference_high"] for row in errors]))
    assert inside[0] > 0.85 and inside[1] < 0.1


def test_the_seed_alone_decides():
    labels, probabilities = patients(40)
    pd.testing.assert_frame_equal(calibration(labels, probabilities, 3), calibration(labels, probabilities, 3))
    assert not calibration(labels, probabilities, 3).equals(calibration(labels, probabilities, 4))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_constant_probabilities_have_no_slope(labels, value):
    found = calibration(labels, np.full(57, value)).set_index("metric")
    assert found.loc["slope", "method"] == "not defined (constant probabilities)"
    assert found.loc["slope", ["value", "ci_low", "ci_high"]].isna().all()
    assert found.drop("slope")["value"].notna().all()
    assert (found["clipped"] == (0 if value == 0.3 else 57)).all()


@pytest.mark.filterwarnings("error")
def test_perfect_separation_has_no_slope(labels):
    found = calibration(labels, labels.astype(float)).set_index("metric")
    assert found.loc["slope", "method"] == "not defined (classes perfectly separated)"
    assert found.loc[["Brier", "Brier skill", "ECE"], "value"].tolist() == [0, 1, 0]
    assert found.loc["Brier", "method"] == "none (all draws are equal)"


@pytest.mark.filterwarnings("error")
def test_draws_that_separate_the_classes_leave_the_interval_of_the_slope_open():
    labels = np.r_[np.zeros(6), np.ones(6)]
    probabilities = np.r_[np.linspace(0.1, 0.5, 5), 0.6, 0.55, np.linspace(0.7, 0.9, 5)]
    row = calibration(labels, probabilities).set_index("metric").loc["slope"]
    assert np.isfinite(row["value"]) and row["ci_low"] > 0 and row["ci_high"] == np.inf


@pytest.mark.filterwarnings("error")
def test_b22_one_class_is_defined():
    found = calibration(np.ones(20), np.linspace(0.2, 0.8, 20)).set_index("metric")
    assert (found.loc[["intercept", "slope", "Brier skill"], "method"] == "not defined (one class)").all()
    assert found.loc[["Brier", "ECE"], "value"].notna().all()


@pytest.mark.filterwarnings("error")
def test_fewer_than_ten_patients_have_no_interval():
    found = calibration([1, 0, 1, 0, 0], [0.2, 0.3, 0.9, 0.1, 0.5])
    assert found["value"].notna().all()
    assert found[["ci_low", "ci_high"]].isna().all(axis=None)
    assert found["method"].iloc[:4].str.startswith("none (fewer than 10 patients").all()


def test_b37_probability_outside_0_1_is_refused():
    with pytest.raises(InputError, match="Forest: 1 probabilities are outside"):
        calibration([0, 1], [0.2, 1.2], where="Forest")


def test_table_has_a_row_per_model_and_ensemble(make_predictions):
    measured = measure_calibration(make_predictions(), seed=1, draws=200)
    table = calibration_table(measured, {"random": "Random initialisation", "dsc": "DSC"})
    assert list(table["Model"].unique()) == ["spottune", "Random initialisation", "transfer"]
    assert list(table["Ensemble"]) == ["DSC", "dti"] * 3
    assert table["Slope (95 % CI)"].str.contains("(", regex=False).all()
    assert table["ECE"].str.fullmatch(r"0\.\d{3}").all()
    assert table["ECE if calibrated (95 % range)"].str.fullmatch(r"0\.\d{3} \(0\.\d\d–0\.\d\d\)").all()
    note = calibration_note(measured)
    assert "n = 57 test patients (24 positive)" in note and "1 − Brier / 0.244" in note
    assert "intercept, slope, Brier, Brier skill: bootstrap, whole sample; ECE: none (it cannot be 0 by chance)" in note
    assert "count as" not in note
    extreme = measure_calibration(make_predictions({"a": 900.0}, ("dsc",)), seed=1, draws=200)
    assert "patients) count as 1e-06" in calibration_note(extreme)
    assert calibration_table(extreme)["Slope (95 % CI)"].tolist() == ["–"]


def test_a_slope_beyond_sense_is_not_printed_as_a_number(labels):
    near = 0.5 + 1e-5 * np.random.default_rng(0).normal(size=57)
    measured = measure_calibration(
        pd.DataFrame({"model": "a", "ensemble": "dsc", "probability": near, "label": labels}), seed=1, draws=200
    )
    assert abs(measured.set_index("metric").loc["slope", "value"]) > 100
    text = calibration_table(measured)["Slope (95 % CI)"].iloc[0]
    assert text.startswith(("> 100 (", "< −100 (")) and " to " in text
