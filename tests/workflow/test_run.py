"""The whole DAG, small but real."""

import os
import re

import pandas as pd
import pytest
import torch

from radiogenomics.report.page import SIMULATED

STUDY = "results/spottune_mgmt"
MODELS = ["spottune", "random", "transfer"]
ENSEMBLES = ["dsc", "dti", "struct", "dsc_dti", "dsc_struct", "dti_struct", "dsc_dti_struct"]


@pytest.fixture(scope="module")
def study(finished):
    return finished.folder / STUDY


def test_predictions_follow_the_contract(study):
    predictions = pd.read_csv(study / "predictions.csv")
    assert {
        "study",
        "model",
        "input",
        "fold",
        "subset",
        "patient_id",
        "label",
        "probability",
        "n_draws",
        "sd_draws",
    } <= set(predictions.columns)
    assert predictions.probability.between(0, 1).all()
    assert set(predictions.model) == set(MODELS)
    assert (predictions[predictions.model == "spottune"].n_draws == 5).all()
    assert not predictions.duplicated(["model", "input", "fold", "patient_id"]).any()


def test_a_fold_predicts_the_test_and_its_own_validation_patients_and_no_training_patient(study):
    predictions, splits = pd.read_csv(study / "predictions.csv"), pd.read_csv(study / "splits.csv")
    test = set(splits.patient_id[splits.subset == "test"])
    groups = {"FLAIR": "structural", "DTI_FA": "DTI", "DSC_PH": "DSC"}
    by_network = predictions.groupby(["model", "input", "fold", "subset"]).patient_id.agg(set)
    assert len(by_network) == 3 * 3 * 2 * 2
    for (_, modality, fold, subset), patients in by_network.items():
        validating = (splits.group == groups[modality]) & (splits.fold == fold)
        assert patients == (test if subset == "test" else set(splits.patient_id[validating]))
        assert patients


def test_metrics_have_every_model_ensemble_and_metric(study):
    metrics = pd.read_csv(study / "metrics.csv")
    assert len(metrics) == len(MODELS) * len(ENSEMBLES) * 7
    assert (metrics.patients == "simulated").all()
    assert metrics.value.between(0, 1).all()
    # Where all draws of a bootstrap are equal there is no interval.
    known = metrics[metrics.ci_low.notna()]
    assert (known.ci_low <= known.value).all() and (known.value <= known.ci_high).all()
    assert set(metrics.metric[metrics.ci_low.isna()]) <= {"AP", "F1", "Brier"}


def test_all_tables_and_figures_are_there_and_say_simulated(study):
    tables = {*(f"metrics_{model}" for model in MODELS), "comparisons", "table1", "table1_partition"}
    tables |= {"recovery", "leakage", "published"}
    tables |= {"operating_points", "calibration", "area_tests", "chance", "spread", "controls"}
    tables |= {"saliency", "saliency_verdicts", "oddities"}
    assert (
        tables
        == {path.stem for path in (study / "tables").glob("*.html")}
        == {p.stem for p in study.glob("tables/*.csv")}
    )
    for path in study.glob("tables/*.html"):
        assert SIMULATED in path.read_text(), path
    for path in [study / "cohort_flow.csv", study / "dropped.csv", *study.glob("tables/*.csv")]:
        assert (pd.read_csv(path).patients == "simulated").all(), path
    figures = list(study.glob("figures/**/*.svg"))
    assert {"roc_dsc_dti", "roc_best", "precision_recall_dsc_dti", "precision_recall_best", "routing_spottune"} <= {
        path.stem for path in figures
    }
    for path in figures:
        assert "simulated" in path.read_text().lower(), path
        assert path.with_suffix(".png").stat().st_size > 5000


def test_a_second_run_does_nothing(finished):
    done = finished.run()
    assert done.returncode == 0
    assert "Nothing to be done" in done.stdout + done.stderr


@pytest.mark.full
def test_the_scheduler_does_not_wake_up_more_often_with_every_job_done(finished, copy_of):
    """With Snakemake's default limit on job starts these jobs take some hundred passes of the scheduler."""
    workflow = copy_of(finished)
    done = workflow.run("--verbose", "--forcerun", "overlay", "learning_curves", "metrics_table", "curves", "measure")
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-3000:]
    jobs = output.count("Finished jobid")
    assert jobs > 10
    assert output.count("Ready jobs") <= 2 * jobs


def test_the_report_is_made(finished):
    done = finished.run("--report", "results/report.html")
    assert done.returncode == 0, done.stderr[-2000:]
    assert (finished.folder / "results" / "report.html").stat().st_size > 500_000


def test_one_figure_runs_only_what_it_needs(repository, tmp_path, finished):
    workflow = type(finished)(repository, tmp_path)
    jobs = workflow.planned(f"{STUDY}/figures/roc_dsc_dti.svg")
    assert jobs["train"] == 3 * 2 * 2
    assert jobs["preprocess_images"] == 3, "the gate before training looks at the images of all modalities"
    assert not {"compare_models", "controls", "overlay", "routing", "check_before_evaluation"} & set(jobs)


def test_supplementary_runs_can_be_asked_for(finished, copy_of):
    """One of them has two modalities as two channels of one network."""
    workflow = copy_of(finished)
    jobs = workflow.planned("supplementary")
    assert jobs["train"] == 2 * 2
    assert jobs["supplementary_table"] == 1
    done = workflow.run("supplementary")
    assert done.returncode == 0, done.stderr[-2000:]
    trained = workflow.folder / STUDY / "training" / "spottune" / "DSC_channels" / "fold0" / "weights.pt"
    weights = torch.load(trained, weights_only=True)
    assert any(tensor.ndim == 5 and tensor.shape[1] == 2 for tensor in weights.values())
    assert len(pd.read_csv(workflow.folder / STUDY / "tables" / "supplementary.csv")) == 2


def test_f12_a_truncated_output_is_noticed_and_made_again(finished, copy_of):
    workflow = copy_of(finished)
    before = workflow.results()
    metrics = workflow.folder / STUDY / "metrics.csv"
    metrics.write_bytes(metrics.read_bytes()[:100])
    done = workflow.run()
    assert done.returncode == 0, done.stderr[-2000:]
    assert "metrics.csv: changed since it was made" in done.stderr
    assert workflow.results() == before


def test_trainings_with_new_settings_run_again_although_the_gate_before_them_does_too(finished, copy_of, checkout):
    """Snakemake alone would leave them as they are: they take the gate's finding as ancient."""
    workflow = copy_of(finished, checkout)
    script = checkout / "workflow" / "scripts" / "leakage" / "check_before_training.py"
    script.write_text(script.read_text() + "EDITED = True\n")
    jobs = workflow.planned()
    assert jobs["check_before_training"] == 1
    assert not {"train", "predict"} & set(jobs), "a gate that is asked anew trains nothing"
    overlay = checkout / "tests" / "workflow" / "rate.yaml"
    overlay.write_text("studies: {spottune_mgmt: {training: {learning_rate: 0.123}}}\n")
    changed = type(workflow)(checkout, workflow.folder, *workflow.configs, overlay).planned()
    assert changed["check_before_training"] == 1
    assert {"train", "predict"} < set(changed)


def test_new_times_of_all_files_of_the_checkout_rerun_nothing(finished, copy_of, checkout):
    workflow = copy_of(finished, checkout)
    for path in checkout.rglob("*"):
        os.utime(path)
    assert workflow.planned() == {}


def test_an_edit_of_the_library_reruns_exactly_the_rules_that_use_it(finished, copy_of, checkout):
    workflow = copy_of(finished, checkout)
    with (checkout / "src/radiogenomics/evaluation/comparisons.py").open("a") as module:
        module.write("\nEDITED = True\n")
    shown = {"comparison_table", "published_table", "provenance", "study_page", "research_object"}
    assert set(workflow.planned()) == {"compare_models", "area_tests", "chance", *shown}


def test_a_changed_setting_reruns_exactly_the_rules_that_read_it(finished, copy_of, checkout):
    workflow = copy_of(finished, checkout)
    config = checkout / workflow.configs[0]
    config.write_text(config.read_text().replace("draws: 5", "draws: 6"))
    jobs = workflow.planned()
    assert "predict" in jobs
    assert "train" not in jobs


def test_another_ensemble_neither_simulates_nor_trains_anew(finished, copy_of, checkout):
    workflow = copy_of(finished, checkout)
    with (checkout / workflow.configs[0]).open("a") as config:
        config.write("    ensembles: {DTI_structural: {title: DTI and structural, groups: [DTI, structural]}}\n")
    jobs = workflow.planned()
    assert {"ground_truth", "recover_effect", "measure"} <= set(jobs)
    assert not {"simulate_cohort", "preprocess_images", "train", "predict"} & set(jobs)


def test_the_picture_of_the_rules_is_that_of_the_workflow(finished, repository):
    """By `snakemake --configfile tests/workflow/tiny.yaml --rulegraph | dot -Grankdir=LR -Tsvg > docs/dag.svg`."""
    graph = finished.run("--rulegraph").stdout
    rules = set(re.findall(r'label = "(\w+)"', graph))
    drawn = set(re.findall(r">(\w+)</text>", (repository / "docs" / "dag.svg").read_text()))
    assert len(rules) > 20
    assert drawn == rules


def test_a_run_says_which_groups_and_models_its_overlays_make(finished):
    said = finished.run("--dry-run").stderr
    assert "  groups: structural (FLAIR), DTI (DTI_FA), DSC (DSC_PH)" in said
    assert "  models: spottune, random, transfer on " in said


def test_the_plan_counts_the_trainings_of_the_controls_too(finished, copy_of):
    done = copy_of(finished).run("plan")
    assert done.returncode == 0, done.stderr[-2000:]
    planned = done.stdout + done.stderr
    assert "31 trainings of networks: 18 for the results, 6 to permuted labels, 6 from other seeds" in planned
    assert "predictions of networks: 15" in planned and "GPU-hours at" in planned


def test_b26_unknown_config_key_is_one_line_without_a_traceback(finished):
    done = finished.run(config="sead=1")
    assert done.returncode != 0
    assert "unknown key 'sead' (nearest: 'seed')" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_spottune_is_explained_along_its_route_by_branch_and_beside_controls(study):
    shares = pd.read_csv(study / "explanations" / "spottune" / "FLAIR.csv")
    explained = shares.groupby("network")["path"].agg(set)
    assert explained["trained"] == {"routed path", "fine-tuned branch", "frozen branch"}
    assert explained["random weights"] == explained["permuted labels"] == {"routed path"}
    assert "planted region" in set(shares["part"]) and set(shares["fold"]) == {0, 1}
    agreements = pd.read_csv(study / "explanations" / "spottune" / "FLAIR_agreement.csv")
    assert len(agreements) == 3 * 5
    page = (study / "report.html").read_text()
    for shown in ("What the maps of saliency are worth", "Planted region: the tumour core", "no evidence"):
        assert shown in page
