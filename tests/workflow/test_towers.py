"""A study of towers, end to end on a few simulated patients."""

import json
import shutil

import pandas as pd
import pytest

from radiogenomics.downloads.gdc import FILE_TABLE
from radiogenomics.expression.gdc_folder import read_gdc_folder
from radiogenomics.report.page import SIMULATED

TINY = "tests/workflow/towers_tiny.yaml"


@pytest.fixture(scope="module")
def study(repository, tmp_path_factory, workflow_class):
    workflow = workflow_class(repository, tmp_path_factory.mktemp("towers"), TINY)
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow.folder / "results" / "twin_tower_response"


@pytest.fixture(scope="module")
def exported(study, repository, program, tmp_path_factory):
    """The fusion as a folder of its own, and beside it the reads of the study's patients, genes as rows."""
    folder = tmp_path_factory.mktemp("exported")
    names = ["--configfile", repository / TINY, "--study", "twin_tower_response", "--model", "twin_tower"]
    done = program(study.parents[1], "export", *names, "--out", folder / "model")
    assert done.returncode == 0, done.stderr
    (table,) = (study.parent / "simulated").rglob(FILE_TABLE)
    counts, _ = read_gdc_folder(table.parent, "unstranded")
    # Copies of genes on the other sex chromosome have the same id without its version.
    counts = counts.loc[:, ~counts.columns.str.endswith("_PAR_Y")]
    counts.columns = counts.columns.str.split(".").str[0]
    genes = pd.read_csv(study / "features" / "expression.csv", nrows=0).columns[1:]
    counts[genes].T.rename_axis("gene").to_csv(folder / "counts.csv")
    return folder


def test_single_patients_train_the_towers_and_complete_ones_the_fusion(study):
    splits = pd.read_csv(study / "splits.csv")
    counts = splits.groupby(["group", "subset"]).size()
    assert counts["images", "train"] == 16 and counts["expression", "train"] == 24
    assert counts["both", "train"] == 12 and counts["both", "test"] == 8
    steps = json.loads((study / "predictions" / "twin_tower" / "both_fitted.json").read_text())["fitted"]
    assert {step["step"] for step in steps} == {"scale of tower features", "network"}
    complete = set(splits["patient_id"][splits["group"].eq("both") & splits["subset"].eq("train")])
    assert all(set(step["patients"]) < complete for step in steps)


def test_all_models_predict_the_same_test_patients(study):
    predictions = pd.read_csv(study / "predictions.csv")
    tested = predictions[predictions["subset"] == "test"].groupby("model")["patient_id"].agg(frozenset)
    assert tested.nunique() == 1 and len(tested) == 6


def test_tables_and_figures_of_towers_are_on_the_page(study):
    page = (study / "report.html").read_text()
    assert SIMULATED in page and "Always saying" in page and "Ideal gain" in page
    used = pd.read_csv(study / "tables" / "incomplete.csv")["Predicted by"]
    assert set(used) == {"gene tower", "image tower"}
    for name in ("bottleneck", "tower_curves", "tower_accuracy", "tower_roc"):
        assert (study / "figures" / f"{name}.svg").stat().st_size > 1000


def test_published_methods_are_fitted_or_skipped_with_a_reason(study):
    table = pd.read_csv(study / "tables" / "published_methods.csv").set_index("Method")
    assert table.index[0] == "Twin tower" and len(table) == 5
    assert table["Accuracy published"].tolist() == [0.85, 0.825, 0.801, 0.765, 0.728]
    forest, skipped = table.iloc[4], table.iloc[1:4]
    assert forest.name.endswith("(re-implemented)") and forest["Accuracy"] != "–"
    assert skipped["Remarks"].str.contains("skipped: ").all() and (skipped["Accuracy"] == "–").all()
    assert "the cohort has no " in skipped.iloc[2]["Remarks"] and "does not ask for it" in skipped.iloc[1]["Remarks"]
    steps = json.loads((study / "published_methods" / "t1gd_texture_forest_fitted.json").read_text())["fitted"]
    assert {step["input"] for step in steps} == {"images"} and len({step["fold"] for step in steps}) == 2


def test_published_figures_stand_beside_ours(study):
    table = pd.read_csv(study / "published.csv").set_index(["model", "metric"])
    for model in ("twin_tower", "image_tower", "gene_tower", "mixture"):
        assert table.loc[(model, "ACC"), ["published", "ours"]].notna().all() and pd.notna(
            table.loc[(model, "F1"), "ours"]
        )
    assert pd.notna(table.loc[("svm", "ACC"), "ours"]) and pd.isna(table.loc[("inception_resnet", "ACC"), "ours"])


def test_the_gain_of_fusion_has_an_interval_and_stands_beside_the_best_one(study):
    gain = pd.read_csv(study / "modality_gain.csv")
    better = gain[gain["compared_with"] == "better_tower"]
    assert better["over"].value_counts().to_dict() == {"test": 2, "cross-validation": 2}
    assert (better["bootstrap_low"] <= better["gain"]).all() and (better["gain"] <= better["bootstrap_high"]).all()
    truth = pd.read_csv(study / "ground_truth.csv").set_index("name")["ideal_auc"]
    assert (better["ideal_gain"] - (truth["both"] - truth[["images", "expression"]].max())).abs().max() < 1e-9


def test_the_page_names_no_patient(study):
    rows = pd.read_csv(study / "features" / "expression_exclusions.csv")
    assert (rows["sample_used"].notna() == (rows["reason"] == "another sample of the patient is used")).all()
    assert rows["sample_used"].notna().any()
    page = (study / "report.html").read_text()
    ids = set(pd.read_csv(study / "cohort.csv")["patient_id"])
    assert len(ids) > 20 and not [patient for patient in ids if patient in page]


def test_an_exported_fusion_predicts_what_the_study_predicted_and_a_tower_who_lacks_a_modality(
    study, exported, program, tmp_path
):
    rows = pd.read_csv(study / "predictions.csv").query("subset == 'test'")
    expected = rows.groupby(["model", "patient_id"])["probability"].mean()
    first, second, without_scans, without_genes = sorted(set(rows["patient_id"]))[:4]
    cohort = pd.read_csv(study / "cohort.csv").query("included").set_index("patient_id")
    table = pd.DataFrame({name: cohort[f"path_{name}"] for name in ("T1", "T1GD", "T2", "FLAIR")})
    table["mask"] = cohort["path_corrected"].fillna(cohort["path_automatic"])
    table = (str(study.parents[1]) + "/" + table).loc[[first, second, without_scans, without_genes]]
    table.loc[without_scans] = ""
    table.to_csv(tmp_path / "patients.csv")
    pd.read_csv(exported / "counts.csv").drop(columns=without_genes).to_csv(tmp_path / "counts.csv", index=False)
    given = ["--patients", "patients.csv", "--expression", "counts.csv"]
    done = program(tmp_path, "predict", "--model", exported / "model", *given, "--out", "out")
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(tmp_path / "out" / "predictions.csv").set_index("patient_id")
    used = {first: "twin_tower", second: "twin_tower", without_scans: "gene_tower", without_genes: "image_tower"}
    for patient, model in used.items():
        assert abs(found.loc[patient, "probability"] - expected[model, patient]) < 1e-5, model
    assert found["predicted_by"].tolist() == ["fusion", "fusion", "gene tower", "image tower"]
    assert found["missing"].fillna("").tolist() == ["", "", "T1 T1GD T2 FLAIR mask", "expression"]
    page = (tmp_path / "out" / "predictions.html").read_text()
    assert "Which network predicted" in page and "Research tool" in page


def test_mistakes_with_an_exported_fusion_are_one_line(study, exported, program, tmp_path):
    counts = pd.read_csv(exported / "counts.csv")
    patient = counts.columns[1]
    counts[counts["gene"] != counts["gene"][0]].to_csv(tmp_path / "fewer.csv", index=False)
    shutil.copytree(exported / "model", tmp_path / "changed")
    (path, *_) = sorted((tmp_path / "changed" / "models").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    ask = ["--patient", patient, "--expression"]
    for arguments, said in (
        ([exported / "model", *ask, tmp_path / "fewer.csv"], f"has no gene {counts['gene'][0]}"),
        (
            [exported / "model", *ask, exported / "counts.csv", "--scan", "ADC=x.nii.gz"],
            "ADC is no sequence of this model",
        ),
        ([tmp_path / "changed", *ask, exported / "counts.csv"], f"{path.name}: changed since the model was exported"),
    ):
        done = program(tmp_path, "predict", "--model", *arguments)
        lines = [line for line in done.stderr.splitlines() if not line.startswith("patient 1/1")]
        assert done.returncode == 2 and len(lines) == 1 and said in lines[0], done.stderr


def test_the_gates_found_no_leak(study):
    for when in ("before_training", "before_evaluation"):
        report = json.loads((study / when / "leakage.json").read_text())
        assert len(report["checks"]) >= 4 and all(check["found"] == [] for check in report["checks"])


FEATURES_ALONE = """
cohorts:
  upenn_gbm: null
  tcga:
    source: simulated_tcga
    response_simulation: {mri_only: 2, gene_only: 44, complete: 4, genes: 400, spacing: 8.0}
studies:
  spottune_mgmt: null
  expression:
    kind: features
    title: Expression
    cohort: tcga
    label: {column: treatment_outcome_gdc, positive: Complete Response, negative: Progressive Disease, missing: [""]}
    groups: {expression: [expression]}
    described_group: expression
    split: {test_fraction: 0.3, test_group: expression, folds: 3}
    mask: none
    cross_validation: null
    tables: {genes: {type: expression}}
    inputs: {genes: {title: Genes, group: expression, tables: [genes]}}
    models: {forest: {title: Forest, classifier: forest, trees: 10}, majority: {title: Majority, classifier: majority}}
    compare: [forest, majority]
    figure_ensembles: [genes]
"""


def test_patients_of_a_study_without_towers_are_simulated_too(repository, tmp_path, workflow_class):
    (tmp_path / "features.yaml").write_text(FEATURES_ALONE)
    planned = workflow_class(repository, tmp_path, tmp_path / "features.yaml").planned()
    assert planned["simulate_response_cohort"] == planned["select_cohort"] == 1 and planned["fit_classifiers"] == 2
