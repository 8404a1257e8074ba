from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.files import write_json, write_table
from radiogenomics.report.first_lines import beats_chance, first_lines
from radiogenomics.report.results import Results


@pytest.fixture
def lines(about, folder):
    """Function to the first lines by term; keywords change what the configuration says."""
    return lambda **changes: dict(first_lines(replace(about, **changes), Results(folder)))


def test_first_lines_say_what_was_run_on_whom(lines):
    found = lines()
    assert list(found)[:3] == ["What was run", "On whom", "Better than chance?"]
    assert (
        found["What was run"]
        == "Training and test of models for MGMT (Methylated or Unmethylated): Forest; Elastic net."
    )
    assert found["On whom"] == (
        "Real patients, cohort upenn_gbm. Training: 3 to 4 patients, by modality group. "
        "Test: 2 patients (1 Methylated)."
    )


def test_simulated_patients_are_called_so_in_capitals(lines):
    assert lines(simulated=True)["On whom"].startswith("SIMULATED patients (nobody is real)")
    assert "SIMULATED" not in lines()["On whom"]


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
        "a single test (two-sided 5 %, not adjusted) would miss an AUC below 0.71 more often than one time in five."
    )


def test_highest_auc_without_an_interval_says_so(lines, folder):
    metrics = pd.read_csv(folder / "metrics.csv").assign(ci_low=float("nan"), ci_high=float("nan"))
    write_table(metrics, folder / "metrics.csv")
    assert "0.60 (no interval)" in lines()["Highest AUC"]


def test_clinical_baseline_stands_beside_the_best(lines, folder, chance_table):
    assert lines()["Clinical baseline"] == (
        "Age and sex alone reach an AUC of 0.58. Forest, Struct differs by +0.02 (−0.10 to +0.14): no difference is "
        "shown."
    )
    write_table(chance_table([1.0] * 4).assign(difference_low=0.01), folder / "chance.csv")
    assert "no difference" not in lines()["Clinical baseline"]


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
    assert lines()["Controls"] == text


def test_a_study_of_predictions_needs_nothing_but_metrics(about, folder):
    for name in ("splits.csv", "chance.csv", "cohort.csv"):
        (folder / name).unlink()
    found = dict(first_lines(replace(about, kind="predictions", cohort=""), Results(folder)))
    assert found["What was run"].startswith("Evaluation of published predictions for MGMT")
    assert found["On whom"] == "Real patients. Test: 2 patients (1 Methylated)."
    assert found["Leaks"].startswith("Nothing was trained here.") and "Controls" not in found
