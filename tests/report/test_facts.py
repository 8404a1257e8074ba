from dataclasses import replace

import pandas as pd

from radiogenomics.evaluation.area_tests import NADEAU_BENGIO
from radiogenomics.files import write_json, write_table
from radiogenomics.report.facts import study_facts
from radiogenomics.report.results import Results


def test_facts_are_what_the_files_say(about, folder):
    facts = study_facts(about, Results(folder))
    assert (facts["n_scans"], facts["n_included"], facts["n_excluded"]) == (8, 6, 2)
    assert facts["exclusions"] == "label known: unknown: 2"
    assert (facts["n_train"], facts["n_train_by_group"]) == (4, "structural 4, DTI 3")
    assert (facts["n_test"], facts["n_test_positive"], facts["n_test_negative"]) == (2, 1, 1)
    assert (facts["n_sites"], facts["n_without_age"], facts["n_without_sex"]) == (2, 1, 1)
    assert facts["metrics"] == "AUC, SEN"
    assert facts["libraries"] == "scikit-learn 1.9.1"
    assert facts["n_combinations"] == 4


def test_what_is_not_known_is_absent_and_never_empty(about, tmp_path):
    facts = study_facts(replace(about, cohort="", described_group="", settings={}), Results(tmp_path))
    assert not {"n_scans", "n_test", "n_train", "revision", "source", "cohort", "reference"} & set(facts)
    assert all(value not in (None, "") for value in facts.values())


def test_the_reference_standard_of_simulated_patients_is_the_simulation(about, tmp_path):
    assert "simulation" in study_facts(replace(about, simulated=True), Results(tmp_path))["reference"]
    assert "archive" in study_facts(about, Results(tmp_path))["reference"]


def test_what_was_not_held_against_anything_is_absent(about, folder, chance_table):
    judged = {"area_tests", "rank_tests", "n_against_chance", "auc_clinical", "spread_over"}
    write_table(pd.DataFrame(columns=["test", "p"]), folder / "area_tests.csv")
    write_table(pd.DataFrame(columns=["over"]), folder / "spread.csv")
    nothing = chance_table([None] * 4).assign(auc_clinical=None)
    write_table(nothing, folder / "chance.csv")
    assert not judged & set(study_facts(about, Results(folder)))
    tests = pd.DataFrame({"test": ["paired", NADEAU_BENGIO, "paired", "paired"], "p": [0.5, 0.2, 0.1, None]})
    write_table(tests, folder / "area_tests.csv")
    write_table(pd.DataFrame({"test": ["wilcoxon"] * 2, "p": [0.5, None]}), folder / "comparisons.csv")
    write_table(pd.DataFrame({"over": ["folds", "folds", "seeds"]}), folder / "spread.csv")
    write_table(chance_table([0.2] * 4), folder / "chance.csv")
    facts = study_facts(about, Results(folder))
    found = {name: facts[name] for name in judged}
    assert found == {
        "area_tests": "2 on the test patients, 1 in repeated cross-validation",
        "rank_tests": "Wilcoxon signed-rank tests (1 p-values)",
        "n_against_chance": 4,
        "auc_clinical": "0.58",
        "spread_over": "folds, seeds",
    }


def test_one_site_is_not_several(about, folder):
    assert study_facts(about, Results(folder))["several_sites"] == 2
    write_table(pd.read_csv(folder / "cohort.csv").assign(site="A"), folder / "cohort.csv")
    facts = study_facts(about, Results(folder))
    assert facts["n_sites"] == 1 and "several_sites" not in facts


def test_one_model_is_not_compared_with_itself(about, folder):
    assert study_facts(about, Results(folder))["several_models"] == "Forest, Elastic net"
    assert "several_models" not in study_facts(replace(about, models={"forest": "Forest"}), Results(folder))


def test_combinations_are_those_of_the_metrics_and_not_all_that_could_be(about, folder):
    metrics = pd.read_csv(folder / "metrics.csv")
    write_table(metrics[(metrics["model"] == "forest") | (metrics["ensemble"] == "dti")], folder / "metrics.csv")
    assert study_facts(about, Results(folder))["n_combinations"] == 3


def test_measures_without_an_interval_are_counted(about, folder):
    assert study_facts(about, Results(folder))["with_intervals"] == "every measure"
    metrics = pd.read_csv(folder / "metrics.csv")
    metrics.loc[[0, 3], ["ci_low", "ci_high"]] = None
    write_table(metrics, folder / "metrics.csv")
    assert study_facts(about, Results(folder))["with_intervals"].startswith("6 of 8 measures")


def test_a_check_that_had_nothing_to_examine_examined_nobody(about, folder):
    checks = [{"name": "crosswalks"}, {"name": "source_files", "nothing_to_examine": True}]
    write_json({"checks": checks}, folder / "before_training" / "leakage.json")
    assert study_facts(about, Results(folder))["examined_by"] == "known crosswalks"
