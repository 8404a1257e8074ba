"""What a study says of its own result: leak gates, chance, controls, external predictions, its page and its records."""

import json
import re
import shutil

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def study(finished):
    return finished.folder / "results" / "spottune_mgmt"


@pytest.mark.parametrize("gate", ["before_training", "before_evaluation"])
def test_both_gates_say_what_was_checked_and_found(study, gate):
    report = json.loads((study / gate / "leakage.json").read_text())
    assert report["leaks"] == 0 and report["patients"] == "simulated"
    assert len(report["checks"]) >= 7 and all(check["found"] == [] for check in report["checks"])


def test_every_fit_has_a_record_of_its_patients(study):
    splits = pd.read_csv(study / "splits.csv")
    test = set(splits["patient_id"][splits["subset"] == "test"])
    records = list(study.glob("training/*/*/fold*/fitted.json"))
    assert len(records) == 18
    for path in [*records, study / "thresholds_fitted.json", study / "predictions" / "clinical_baseline_fitted.json"]:
        for fitted in json.loads(path.read_text())["fitted"]:
            assert not test & {*fitted["patients"], *fitted["chosen_on"]}


def test_every_model_stands_beside_chance_and_the_clinical_baseline(study):
    chance = pd.read_csv(study / "chance.csv")
    assert len(chance) == 21 and chance["p_fixed"].between(0, 1).all() and (chance["permutations"] == 10_000).all()
    assert (chance["p_fixed_adjusted"] >= chance["p_fixed"]).all() and chance["auc_clinical"].nunique() == 1
    assert (chance["minimal_detectable_auc"] > 0.7).all()
    assert "simulated" in (study / "tables" / "chance.html").read_text()


def test_networks_were_retrained_to_permuted_labels_and_from_another_seed(study):
    original = pd.read_csv(study / "labels" / "train.csv").set_index("patient_id")["label"]
    permuted = pd.read_csv(study / "labels" / "train_permuted1.csv").set_index("patient_id")["label"]
    assert permuted.sum() == original.sum() and (permuted.reindex(original.index) != original).any()
    chance = pd.read_csv(study / "chance.csv").set_index(["model", "ensemble"])
    assert (chance.loc["spottune", "refits"] == 1).all() and (chance.loc["random", "refits"] == 0).all()
    spread = pd.read_csv(study / "spread.csv")
    assert {"folds", "seeds"} <= set(spread["over"])
    ours = pd.read_csv(study / "predictions" / "spottune" / "FLAIR.csv")
    others = pd.read_csv(study / "predictions_seed1" / "spottune" / "FLAIR.csv")
    assert (ours["patient_id"] == others["patient_id"]).all() and (ours["probability"] != others["probability"]).any()


def test_controls_pass(study):
    controls = pd.read_csv(study / "controls.csv")
    assert set(controls["control"]) == {"negative", "positive"} and (controls["repeats"] >= 50).all()
    judged = controls[controls["passed"].notna()]
    assert set(judged["control"]) == {"negative", "positive"}
    assert judged["passed"].astype(str).eq("True").all()


def test_intervals_of_seven_metrics_and_their_threshold(study):
    metrics = pd.read_csv(study / "metrics.csv")
    assert set(metrics["metric"]) == {"AUC", "AP", "SEN", "SPE", "ACC", "F1", "Brier"}
    assert (metrics["threshold"] == 0.5).all()
    points = pd.read_csv(study / "operating_points.csv")
    assert set(points["rule"]) == {"half", "youden", "sensitivity"}


def test_the_first_lines_say_what_was_run_on_whom_and_whether_it_beats_chance(study):
    page = (study / "report.html").read_text()
    first = re.sub("<[^>]*>", " ", page.split("<nav")[0].split("<header>")[1])
    first = " ".join(first.split())
    chance = pd.read_csv(study / "chance.csv")
    better, tested = (chance["p_fixed_adjusted"] < 0.05).sum(), chance["p_fixed_adjusted"].notna().sum()
    answer = "Not shown." if not better else "Yes." if better == tested else "In part."
    found = f"None of the {tested} combinations" if not better else f"{better} of {tested} combinations"
    metrics = pd.read_csv(study / "metrics.csv")
    areas = metrics.loc[metrics["metric"] == "AUC", "value"]
    sizes = metrics[["n", "n_positive"]].iloc[0]
    checks = len(json.loads((study / "before_training" / "leakage.json").read_text())["checks"])
    judged = pd.read_csv(study / "controls.csv")["passed"].notna().sum()
    for text in (
        *("SpotTune; Random initialisation; Transferred weights", "SIMULATED patients (nobody is real)"),
        f"Test: {sizes['n']} patients ({sizes['n_positive']} Methylated)",
        *(f"{answer} {found}", f": {areas.max():.2f} (", f"The highest of {len(areas)}"),
        f"Age and sex alone reach an AUC of {chance['auc_clinical'].max():.2f}.",
        f"All {judged} quantities of the negative and positive controls are as expected.",
    ):
        assert text in first, text
    assert re.search(rf"Before training: \d+ checks, no leak found; \d+ had|Before training: {checks} checks", first)
    assert not re.search(r'(src|href)="https?:', page), "the page opens without a network"


def test_cards_sheets_and_the_research_object_are_beside(study):
    assert len(list((study / "cards").glob("*.html"))) == 21
    for name in ("claim", "tripod_ai", "metrics"):
        sheet = pd.read_csv(study / "checklists" / f"{name}.csv")
        assert {"filled", "open"} <= set(sheet["state"])
    crate = json.loads((study / "ro-crate-metadata.json").read_text())
    files = {item["@id"] for item in crate["@graph"] if item["@type"] == "File"}
    assert {"metrics.csv", "predictions.csv", "report.html"} <= files
    assert all((study / name).is_file() for name in files if not name.startswith(("http", "#")))


def test_external_predictions_enter_as_a_model_and_train_nothing(finished, copy_of, tmp_path):
    workflow = copy_of(finished)
    study = workflow.folder / "results" / "spottune_mgmt"
    labels = pd.read_csv(study / "labels" / "test.csv")
    table = labels.assign(probability=0.1 + 0.8 * labels["label"])[["patient_id", "probability"]]
    table.to_csv(tmp_path / "theirs.csv", index=False)
    config = f"studies={{spottune_mgmt: {{external: {{theirs: {{title: Theirs, path: {tmp_path}/theirs.csv}}}}}}}}"
    planned = workflow.run("--dry-run", config=config).stdout
    assert "rule train:" not in planned and "rule predict:" not in planned
    done = workflow.run(
        "results/spottune_mgmt/chance.csv", "results/spottune_mgmt/tables/area_tests.html", config=config
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    chance = pd.read_csv(study / "chance.csv").set_index("model")
    assert chance.loc["theirs", "auc"] == 1.0
    assert "theirs" in set(pd.read_csv(study / "area_tests.csv")["model_b"])


def test_b38_external_predictions_of_training_patients_stop_in_one_line(finished, copy_of, tmp_path):
    workflow = copy_of(finished)
    labels = pd.read_csv(workflow.folder / "results" / "spottune_mgmt" / "labels" / "train.csv")
    labels.assign(probability=0.5).to_csv(tmp_path / "theirs.csv", index=False)
    config = f"studies={{spottune_mgmt: {{external: {{theirs: {{title: Theirs, path: {tmp_path}/theirs.csv}}}}}}}}"
    done = workflow.run("results/spottune_mgmt/metrics.csv", config=config)
    assert done.returncode != 0
    assert "is not in the study's test set (a training patient)" in done.stdout + done.stderr


def test_published_predictions_are_a_study_of_their_own(repository, shared, tmp_path, workflow_class):
    """The multi-task network on TCGA: AUC 0.896 over 217 patients, and its other figures as published."""
    shutil.copy(shared / "real" / "tcga" / "test_predictions.csv", tmp_path)
    workflow = workflow_class(repository, tmp_path, "config/published_predictions.yaml")
    done = workflow.run(config="studies={multitask_1p19q: null}")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    study = tmp_path / "results" / "multitask_idh"
    metrics = pd.read_csv(study / "metrics.csv").set_index("metric")
    assert metrics["value"].round(3)[["AUC", "ACC", "SEN", "SPE"]].tolist() == [0.896, 0.843, 0.716, 0.930]
    assert (metrics["n"] == 217).all() and metrics.loc["AUC", "ci_low"] < 0.896 < metrics.loc["AUC", "ci_high"]
    assert "Yes." in (study / "report.html").read_text()
