from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.evaluation.constant import CONSTANT
from radiogenomics.files import write_json, write_table
from radiogenomics.report.answers import beats_chance
from radiogenomics.report.first_lines import first_lines
from radiogenomics.report.results import Results


@pytest.fixture
def lines(about, folder):
    """Function to the first lines by term; keywords change what the configuration says."""
    return lambda **changes: dict(first_lines(replace(about, **changes), Results(folder)))


def test_first_lines_say_what_was_run_on_whom(lines):
    found = lines()
    assert list(found)[:3] == ["What was run", "Patients", "Better than chance?"]
    assert (
        found["What was run"]
        == "Training and test of models for MGMT (Methylated or Unmethylated): Forest; Elastic net."
    )
    assert found["Patients"] == (
        "Real patients, cohort upenn_gbm. Training: 3 to 4 patients, by modality group. "
        "Test: 2 patients (1 Methylated)."
    )


def test_simulated_patients_are_called_so_in_capitals(lines):
    assert lines(simulated=True)["Patients"].startswith("SIMULATED patients (nobody is real)")
    assert "SIMULATED" not in lines()["Patients"]


def test_no_model_better_than_chance_is_said_first_and_plainly(lines):
    text = lines()["Better than chance?"]
    assert text.startswith("Not shown. None of the 4 combinations of model and input is shown to do better than chance")
    assert "the lowest p is 0.200" in text


def test_absence_of_proof_is_not_called_proof_of_absence(lines, folder, chance_table):
    write_table(chance_table([0.055] * 4).iloc[:1], folder / "chance.csv")
    text = lines()["Better than chance?"]
    assert text.startswith("Not shown. The one model is not shown to do better than chance")
    assert "does better" not in text and "No." not in text and "Holm" not in text
    write_table(chance_table([0.01] * 4).iloc[:1], folder / "chance.csv")
    assert lines()["Better than chance?"].startswith("Yes. The one model does better than chance (p < 0.05;")


def test_some_models_better_than_chance_are_counted_and_named(lines, folder, chance_table):
    write_table(chance_table([0.01, 0.2, 0.049, 0.05]), folder / "chance.csv")
    text = lines()["Better than chance?"]
    assert text.startswith("In part. 2 of 4 combinations")
    assert text.endswith(": Forest (Struct); Elastic net (Struct).")
    assert lines(simulated=True)["Better than chance?"].endswith("simulated: this says nothing about real ones.")


def test_all_models_better_than_chance(lines, folder, chance_table):
    write_table(chance_table([0.01] * 4), folder / "chance.csv")
    text = lines()["Better than chance?"]
    assert text.startswith("Yes. 4 of 4") and text.endswith("Holm over all 4).")


def test_the_level_itself_does_not_beat_chance(chance_table):
    assert beats_chance(chance_table([0.05, 0.0499, 1.0, float("nan")])).tolist() == [False, True, False, False]


def test_one_class_leaves_chance_undefined(lines, folder, chance_table):
    write_table(chance_table([float("nan")] * 4), folder / "chance.csv")
    assert lines()["Better than chance?"].startswith("Cannot be tested")


def test_highest_auc_has_its_interval_and_is_called_optimistic(lines):
    text = lines()["Highest AUC"]
    assert text.startswith("Forest, Struct: 0.60 (95 % interval 0.40–0.80), which includes 0.5. The highest of 4 is an")
    assert text.endswith(
        "a single test (one-sided 5 %, not adjusted) would miss an AUC below 0.71 more often than one time in five."
    )


def test_highest_auc_without_an_interval_says_so(lines, folder):
    metrics = pd.read_csv(folder / "metrics.csv").assign(ci_low=float("nan"), ci_high=float("nan"))
    write_table(metrics, folder / "metrics.csv")
    assert "0.60 (no interval)" in lines()["Highest AUC"]


def test_clinical_baseline_stands_beside_the_best(lines, folder, chance_table):
    assert lines()["Clinical baseline"] == (
        "Age and sex alone reach an AUC of 0.58. Forest, Struct differs by +0.020 (−0.100 to +0.140): no difference is "
        "shown (p = 0.160, adjusted after Holm over 4 comparisons)."
    )


def test_a_difference_from_the_clinical_baseline_is_shown_by_the_adjusted_p_value(lines, folder, chance_table):
    """The best of some rows whose own interval leaves out 0 by a hair shows nothing."""
    of_many = chance_table([1.0] * 4).assign(difference_low=0.002)
    write_table(of_many, folder / "chance.csv")
    assert "(+0.002 to +0.140): no difference is shown" in lines()["Clinical baseline"]
    write_table(of_many.assign(difference_p_adjusted=0.0004), folder / "chance.csv")
    assert ": a difference is shown (p < 0.001, adjusted" in lines()["Clinical baseline"]


def test_constant_predictions_are_no_contender(lines, folder, chance_table):
    """Their AUC of 0.5 is no result: neither counted against chance nor among those of which one is the highest."""
    last = [False, False, False, True]
    chance = chance_table([0.01] * 4)
    names = ["p_fixed", "p_fixed_adjusted", "difference_p", "difference_p_adjusted"]
    write_table(chance.assign(**{name: chance[name].mask(last) for name in names}), folder / "chance.csv")
    metrics = pd.read_csv(folder / "metrics.csv")
    of_last = (metrics["model"] == "net") & (metrics["ensemble"] == "dti")
    write_table(metrics.assign(method=metrics["method"].mask(of_last, CONSTANT)), folder / "metrics.csv")
    found = lines()
    assert found["Better than chance?"].startswith("Yes. 3 of 3")
    assert "The highest of 3 is" in found["Highest AUC"]
    assert "Holm over 3 comparisons" in found["Clinical baseline"]


def test_what_was_not_tested_is_said(lines, folder):
    (folder / "chance.csv").unlink()
    found = lines()
    assert found["Better than chance?"] == "Not tested in this run."
    assert "Clinical baseline" not in found
    assert found["Leaks"] == "Not examined before training. Not examined before evaluation."
    assert found["Controls"] == "None were run."


def test_gates_count_checks_and_leaks(lines, folder):
    checks = [{"name": "a", "question": "?", "examined": "1", "found": []}] * 3
    write_json({"gate": "before_training", "checks": checks, "leaks": 0}, folder / "before_training" / "leakage.json")
    bad = [*checks, {"name": "b", "question": "?", "examined": "1", "found": ["P1", "P2"]}]
    write_json({"gate": "before_evaluation", "checks": bad}, folder / "before_evaluation" / "leakage.json")
    assert lines()["Leaks"] == "Before training: 3 checks, no leak found. Before evaluation: 4 checks, 2 leaks found."


def test_a_check_with_nothing_to_examine_found_no_leak_and_is_counted_apart(lines, folder):
    checks = [{"name": "a", "found": []}] * 2 + [{"name": "b", "found": [], "nothing_to_examine": True}]
    write_json({"checks": checks}, folder / "before_training" / "leakage.json")
    assert lines()["Leaks"].startswith("Before training: 2 checks, no leak found; 1 had nothing to examine. Not ")


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        ([True, True], "All 2 quantities of the negative and positive controls are as expected."),
        ([True, False], "1 of 2 quantities are as expected. Not as expected: positive: coverage."),
        ([True, None], "All 1 quantities of the negative and positive controls are as expected."),
        ([None, None], "None were run."),
    ],
)
def test_controls_that_fail_are_named(lines, folder, passed, text):
    table = pd.DataFrame({"control": ["negative", "positive"], "quantity": ["p", "coverage"], "passed": passed})
    write_table(table, folder / "controls.csv")
    stand_in = " In them a fast model, ridge logistic regression, stands for the study's own, which they do not test."
    assert lines()["Controls"] == (text if text.startswith("None") else text + stand_in)


def test_a_study_of_predictions_needs_nothing_but_metrics(about, folder):
    for name in ("splits.csv", "chance.csv", "cohort.csv"):
        (folder / name).unlink()
    found = dict(first_lines(replace(about, is_trained=False, cohort=""), Results(folder)))
    assert found["What was run"].startswith("Evaluation of published predictions for MGMT")
    assert found["Patients"] == "Real patients. Test: 2 patients (1 Methylated)."
    assert found["Leaks"].startswith("Nothing was trained here.") and "Controls" not in found
