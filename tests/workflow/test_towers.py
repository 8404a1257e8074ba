"""A study of towers, end to end on a few simulated patients."""

import json

import pandas as pd
import pytest

from radiogenomics.report.page import SIMULATED


@pytest.fixture(scope="module")
def study(repository, tmp_path_factory, workflow_class):
    workflow = workflow_class(repository, tmp_path_factory.mktemp("towers"), "tests/workflow/towers_tiny.yaml")
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow.folder / "results" / "twin_tower_response"


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
    better = gain[gain["beside"] == "better_tower"]
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


def test_the_gates_found_no_leak(study):
    for when in ("before_training", "before_evaluation"):
        report = json.loads((study / when / "leakage.json").read_text())
        assert all(not check["found"] for check in report["checks"])
