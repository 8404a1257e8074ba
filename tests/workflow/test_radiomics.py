"""Studies on features: real patients from the archive's tables, and radiomics of simulated scans."""

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from radiogenomics.report.page import SIMULATED

LOCAL_DIR = "cohorts={{upenn_gbm: {{local_dir: {}}}}}"


OF_SURVIVAL = ("cross_validation.csv", "tables/metrics.csv", "tables/cross_validation.html", "tables/comparisons.html")
"""Files of the second study: its controls and its page are made as those of the first are."""


def pruned(config: dict) -> dict:
    """The real studies with few trees, inputs and models; patients, labels, splits and features stay as they are."""
    studies = config["studies"]
    for name in ("radiomics_mgmt", "radiomics_survival"):
        study = studies[name]
        study["inputs"] = {
            key: study["inputs"][key] for key in ("li2018", "struct", "clinical") if key in study["inputs"]
        }
        study["models"] = {
            key: {**model, "inputs": [item for item in model.get("inputs", study["inputs"]) if item in study["inputs"]]}
            for key, model in study["models"].items()
            if key in ("forest", "forest_captk", "majority")
        }
        for model in study["models"].values():
            model |= {"trees": 150, "cross_validation_trees": 50}
        study |= {"importance": {"forest_captk": ["clinical"]}, "figure_ensembles": ["clinical"]}
        study["compare"] = ["forest_captk", "majority"]
        study["controls"] = {"null_repeats": 50, "refits": 5, "splits": 2, "seeds": 2}
    studies["radiomics_mgmt"]["controls"]["refit"] = {"forest_captk": ["clinical"]}
    studies["radiomics_idh"] = None
    return config


@pytest.fixture(scope="module")
def real(repository, shared, tmp_path_factory, workflow_class):
    folder = tmp_path_factory.mktemp("real")
    config = pruned(yaml.safe_load((repository / "config" / "upenn_radiomics.yaml").read_text()))
    (folder / "few.yaml").write_text(yaml.safe_dump(config))
    workflow = workflow_class(repository, folder, folder / "few.yaml")
    archive = LOCAL_DIR.format((shared / "real" / "upenn_gbm" / "radiomic_features_CaPTk.zip").parent)
    targets = [f"results/radiomics_mgmt/{name}" for name in ("report.html", "provenance.json")]
    done = workflow.run(*targets, *(f"results/radiomics_survival/{name}" for name in OF_SURVIVAL), config=archive)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder / "results"


def test_the_cohort_and_the_test_set_are_the_published_ones(real):
    flow = pd.read_csv(real / "radiomics_mgmt" / "cohort_flow.csv").set_index("step")
    assert flow.loc["label known", ["n_after", "n_positive", "n_negative"]].tolist() == [262, 111, 151]
    labels = pd.read_csv(real / "radiomics_mgmt" / "labels" / "test.csv")
    assert labels["label"].value_counts().to_dict() == {0: 33, 1: 24}


def test_mgmt_from_structure_cannot_be_told_from_chance(real):
    measured = pd.read_csv(real / "radiomics_mgmt" / "cross_validation.csv").set_index(["model", "input"])
    row = measured.loc[("forest_captk", "struct")]
    assert row["n"] == 262 and row["n_positive"] == 111
    assert row["ci_low"] < 0.5 < row["ci_high"] and row["value"] < 0.6
    metrics = pd.read_csv(real / "radiomics_mgmt" / "metrics.csv")
    area = metrics[(metrics.model == "forest_captk") & (metrics.ensemble == "struct") & (metrics.metric == "AUC")].iloc[
        0
    ]
    assert area["n"] == 57 and area["ci_low"] < 0.5 < area["ci_high"]


def test_survival_above_the_median_is_told_from_chance(real):
    measured = pd.read_csv(real / "radiomics_survival" / "cross_validation.csv").set_index(["model", "input"])
    row = measured.loc[("forest_captk", "struct")]
    # 585 whose day of death is known, and 21 who were followed beyond the median of 390 days.
    assert row["n"] == 606 and row["n_positive"] == 313 and row["value"] > 0.6 and row["ci_low"] > 0.5
    # Age alone tells more than anything else: the baseline that every model must beat.
    assert measured.loc[("forest_captk", "clinical"), "value"] > 0.6
    assert measured.loc[("majority", "clinical"), "value"] == 0.5


def test_published_figures_stand_beside(real):
    table = pd.read_csv(real / "radiomics_mgmt" / "tables" / "metrics.csv").set_index(["Model", "Input"])
    assert table.loc[("Forest, published settings", "Six features (CaPTk stand-ins)"), "AUC published"] == "0.5764"
    assert (table.drop(("Forest, published settings", "Six features (CaPTk stand-ins)"))["AUC published"] == "–").all()
    page = (real / "radiomics_mgmt" / "tables" / "metrics.html").read_text()
    assert "Schmitz 2024, section 3" in page and SIMULATED not in page
    survival = pd.read_csv(real / "radiomics_survival" / "tables" / "metrics.csv")
    assert not survival.columns.str.contains("published").any()


def test_predictions_have_the_columns_of_the_contract(real):
    ours = pd.read_csv(real / "radiomics_mgmt" / "predictions.csv")
    # As docs/INTERNALS.md has them, and as test_run.py finds them in a study of networks.
    assert set(ours) == {
        *("study", "model", "input", "fold", "subset", "patient_id", "probability", "n_draws", "sd_draws"),
        *("label", "patients"),
    }
    assert set(ours["patients"]) == {"real"}


def test_training_never_sees_a_label_of_a_test_patient(real):
    train = pd.read_csv(real / "radiomics_mgmt" / "labels" / "train.csv")
    test = pd.read_csv(real / "radiomics_mgmt" / "labels" / "test.csv")
    assert not set(train["patient_id"]) & set(test["patient_id"])


def test_missing_features_and_checksums_are_on_record(real):
    exclusions = pd.read_csv(real / "radiomics_mgmt" / "features" / "captk_exclusions.csv")
    assert (
        len(exclusions) == 96 and set(exclusions["patients"]) == {"real"} and set(exclusions["region"]) == {"ET", "NC"}
    )
    record = json.loads((real / "radiomics_mgmt" / "provenance.json").read_text())
    assert any(file["path"].endswith("features/captk.csv") for file in record["files"])


def test_results_of_different_studies_stay_apart_in_the_report(real):
    """Snakemake's report merges what has the same labels."""
    assert "Survival" in (real / "radiomics_survival" / "tables" / "metrics.html").read_text()
    for name in ("metrics", "cross_validation", "comparisons"):
        pages = [
            (real / f"radiomics_{study}" / "tables" / f"{name}.html").read_text() for study in ("mgmt", "survival")
        ]
        assert ">MGMT: " in pages[0] and ">Survival: " in pages[1]


@pytest.mark.full
def test_the_whole_real_study(repository, shared, tmp_path, workflow_class):
    """Minutes: config/upenn_radiomics.yaml as it is."""
    workflow = workflow_class(repository, tmp_path, "config/upenn_radiomics.yaml")
    done = workflow.run(config=LOCAL_DIR.format((shared / "real" / "upenn_gbm" / "radiomic_features_CaPTk.zip").parent))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    measured = pd.read_csv(tmp_path / "results" / "radiomics_mgmt" / "cross_validation.csv")
    # More than 0.65 for MGMT on these patients would first of all be a leak.
    assert measured["value"].max() < 0.65


TINY_SCANS = """
cohorts:
  upenn_gbm:
    simulation: {patients: 40, spacing: 5.0, tumour_volume_sd: 0.2, effect: {T1GD: 4.0, FLAIR: 4.0}}
studies:
  radiomics_scans:
    split: {folds: 2}
    tables:
      six: {radiomics: {minimum_voxels: 1}}
      all: {radiomics: {feature_classes: [firstorder]}}
    models:
      forest: {trees: 100, cross_validation_trees: 20, leaf_patients: 3}
      forest_all: {trees: 100, cross_validation_trees: 20, leaf_patients: 3}
    cross_validation: {folds: 3, repeats: 1}
    controls: {null_repeats: 50}
"""
MINE = """
studies:
  radiomics_scans:
    tables:
      mine: {{type: csv, path: {csv}, patient_column: ID}}
    inputs:
      mine: {{title: Mine, group: structural, tables: [mine]}}
"""


@pytest.fixture(scope="module")
def scans(repository, tmp_path_factory, workflow_class):
    """A finished run of config/radiomics.yaml on a few simulated patients, with a table of one's own."""
    folder = tmp_path_factory.mktemp("scans")
    ids = [f"UPENN-GBM-{number:05}" for number in range(1, 81)]
    table = pd.DataFrame({"ID": ids, "score": range(80)})
    table.to_csv(folder / "mine.csv", index=False, encoding="utf-8-sig")
    (folder / "tiny.yaml").write_text(TINY_SCANS)
    (folder / "mine.yaml").write_text(MINE.format(csv=folder / "mine.csv"))
    configs = ("config/radiomics.yaml", folder / "tiny.yaml", folder / "mine.yaml")
    workflow = workflow_class(repository, folder, *configs)
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow


def study_of(workflow) -> Path:
    return workflow.folder / "results" / "radiomics_scans"


def test_radiomics_of_simulated_scans_recover_what_was_planted(scans):
    six = pd.read_csv(study_of(scans) / "features" / "six.csv")
    assert six.shape[1] == 7 and six.drop(columns="patient_id").notna().any().all()
    recovery = pd.read_csv(study_of(scans) / "tables" / "recovery.csv")
    assert set(recovery["Ensemble"]) == {"Six features", "Struct"} and set(recovery["patients"]) == {"simulated"}
    metrics = pd.read_csv(study_of(scans) / "metrics.csv").set_index(["model", "ensemble", "metric"])["value"]
    assert metrics["forest_all", "struct", "AUC"] > 0.8


def test_clinical_volumes_come_from_the_segmentations(scans):
    clinical = pd.read_csv(study_of(scans) / "features" / "clinical.csv")
    assert (clinical["volume_edema"] > 0).all() and clinical["age"].notna().all()


@pytest.mark.parametrize(
    ("model", "name"), [("forest_all", "clinical"), ("forest_all", "struct"), ("elastic_net", "struct")]
)
def test_an_exported_classifier_predicts_from_a_table_what_the_run_predicted(
    model, name, scans, exported_again, tmp_path
):
    rows = pd.read_csv(study_of(scans) / f"predictions/{model}/{name}.csv").query("subset == 'test'")
    expected = rows.groupby("patient_id")["probability"].mean()
    tables = [pd.read_csv(path) for path in sorted((study_of(scans) / "features").glob("*.csv"))]
    features = [
        each.set_index("patient_id") for each in tables if "patient_id" in each and each["patient_id"].is_unique
    ]
    joined = pd.concat(features, axis="columns")
    table = joined.loc[expected.index, ~joined.columns.duplicated()].reset_index()
    names = {"study": "radiomics_scans", "model": model, "ensemble": name}
    found = exported_again(scans, names, table, tmp_path)
    assert (found - expected).abs().max() < 1e-9 and len(found) == len(expected)
    assert not [path for path in (tmp_path / "model").rglob("*") if path.suffix in (".pkl", ".joblib", ".pt")]


def test_what_is_simulated_says_so(scans):
    for name in ("metrics", "cross_validation", "comparisons"):
        assert SIMULATED in (study_of(scans) / "tables" / f"{name}.html").read_text()
    assert "SIMULATED PATIENTS" in (study_of(scans) / "figures" / "importance_forest" / "li2018.svg").read_text()


def test_another_number_of_trees_computes_no_feature_anew(scans):
    planned = scans.planned("--config", "studies={radiomics_scans: {models: {forest: {trees: 120}}}}")
    assert planned["fit_classifiers"] == 1
    assert not {"extract_radiomics", "read_features", "cross_validate", "simulate_cohort"} & set(planned)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("figures/importance_elastic_net/struct.svg", "`importance` of elastic_net does not name 'struct'"),
        ("figures/roc_strct.svg", "MissingRuleException"),
        ("tables/metrics_forest.html", "MissingRuleException"),
        ("tables/supplementary.html", "MissingRuleException"),
    ],
)
def test_what_the_study_does_not_have_is_not_made(scans, target, message):
    done = scans.run(f"results/radiomics_scans/{target}")
    assert done.returncode != 0 and message in done.stdout + done.stderr
    assert "AttributeError" not in done.stderr and "KeyError" not in done.stderr
    assert not (scans.folder / "results" / "radiomics_scans" / target).exists()


def test_every_result_in_the_report_names_its_study(repository):
    texts = {rules.name: rules.read_text() for rules in (repository / "workflow" / "rules").glob("*.smk")}
    # Every result in the report is declared by `report(`, with labels.
    assert sum(text.count("report(\n") for text in texts.values()) > 0
    for name, text in texts.items():
        assert text.count("report(\n") == text.count('labels={"study": "{study}", '), name


def test_a_second_run_does_nothing(scans):
    assert scans.planned() == {}


BRATS_SUFFIXES = {"T1": "t1", "T1GD": "t1ce", "T2": "t2", "FLAIR": "flair", "automated_approx_segm": "seg"}
KNOWN_ELSEWHERE = 5
BRATS = """
cohorts:
  brats: {{source: brats2021, local_dir: {folder}, exclude_patients_of: [upenn_gbm]}}
studies:
  radiomics_scans:
    cohort: brats
    label: {{column: MGMT value, positive: "1", negative: "0", missing: [""]}}
    published: null
"""


@pytest.fixture(scope="module")
def brats(scans, repository, tmp_path_factory, workflow_class):
    """The simulated scans again, filed as BraTS 2021, of whom the mapping says that some are patients of UPENN-GBM."""
    folder = tmp_path_factory.mktemp("brats")
    simulated = scans.folder / "results" / "simulated"
    clinical = pd.read_csv(next(simulated.rglob("*clinical_info*.csv")), dtype=str).set_index("ID")
    labels = clinical["MGMT"].map({"Methylated": 1, "Unmethylated": 0}).dropna()
    labels = labels[labels.index.str.endswith("_11")]
    rows = []
    for number, (scan_id, label) in enumerate(labels.items()):
        case = f"BraTS2021_{number:05}"
        for suffix, theirs in BRATS_SUFFIXES.items():
            image = next(simulated.rglob(f"{scan_id}_{suffix}.nii.gz"))
            target = folder / "archive" / case / f"{case}_{theirs}.nii.gz"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(image)
        known = number < KNOWN_ELSEWHERE
        person = ("UPENN-GBM", 1, scan_id) if known else ("new", 2, "new-not-previously-in-TCIA")
        rows.append((*person, case, "Training", "Training", int(label)))
    columns = [
        *("Data Collection (as on TCIA+additional)", "Site ID", "PatientID on TCIA Radiology Portal"),
        *("BraTS2021 ID", "Segmentation (Task 1) Cohort", "MGMT (Task 2) Cohort", "MGMT value"),
    ]
    pd.DataFrame(rows, columns=columns).to_excel(folder / "archive" / "BraTS2021_MappingToTCIA.xlsx", index=False)
    (folder / "brats.yaml").write_text(BRATS.format(folder=folder / "archive"))
    configs = (*scans.configs[:2], folder / "brats.yaml")
    workflow = workflow_class(repository, folder, *configs)
    (folder / "results").mkdir()
    (folder / "results" / "simulated").symlink_to(simulated)
    done = workflow.run("results/radiomics_scans/tables/metrics.html", "results/overlaps.csv")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow


def test_brats_2021_runs_through_the_same_rules(brats, scans):
    features = pd.read_csv(study_of(brats) / "features" / "six.csv")
    assert features["patient_id"].str.startswith("BraTS2021_").all()
    theirs = pd.read_csv(study_of(scans) / "features" / "six.csv")
    shared_values = set(theirs["T1_core_firstorder_Skewness"].round(9))
    assert set(features["T1_core_firstorder_Skewness"].round(9)) <= shared_values


def test_b17_patients_of_another_cohort_are_reported_and_excluded(brats):
    overlaps = pd.read_csv(brats.folder / "results" / "overlaps.csv")
    assert len(overlaps) == KNOWN_ELSEWHERE and set(overlaps["crosswalk"]) == {"BraTS2021_MappingToTCIA.xlsx"}
    cohort = pd.read_csv(study_of(brats) / "cohort.csv")
    excluded = cohort[cohort["exclusion_reason"].fillna("").str.contains("of upenn_gbm")]
    assert len(excluded) == KNOWN_ELSEWHERE and not excluded["included"].any()
    splits = pd.read_csv(study_of(brats) / "splits.csv")
    assert not set(splits["patient_id"]) & set(excluded["patient_id"])


OWN = """
cohorts:
  mine: {{local_dir: {folder}}}
studies:
  radiomics_mine:
    groups: {{structural: [T1]}}
    mask: none
    tables:
      radiomics: {{type: csv, path: {folder}/features.csv}}
      clinical: {{volumes: none}}
    models:
      forest: {{trees: 100, cross_validation_trees: 20, leaf_patients: 3}}
    cross_validation: {{folds: 3, repeats: 1}}
    controls: {{null_repeats: 50}}
"""


def test_own_patients_need_nothing_but_a_table_and_their_features(repository, tmp_path, workflow_class):
    numbers = range(60)
    patients = pd.DataFrame({"patient_id": [f"ward {number}" for number in numbers]})
    labelled = patients.assign(
        label=[number % 2 for number in numbers], age=[40 + number % 7 for number in numbers], sex="f", has_T1="yes"
    )
    labelled.to_csv(tmp_path / "patients.csv", index=False)
    telling = patients.assign(telling=[6 * (number % 2) + number // 2 * 7 % 10 for number in numbers], other=numbers)
    telling.to_csv(tmp_path / "features.csv", index=False)
    (tmp_path / "own.yaml").write_text(OWN.format(folder=tmp_path))
    workflow = workflow_class(repository, tmp_path, "config/own_patients.yaml", tmp_path / "own.yaml")
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    metrics = pd.read_csv(tmp_path / "results" / "radiomics_mine" / "metrics.csv").set_index(
        ["model", "ensemble", "metric"]
    )["value"]
    assert metrics["forest", "struct", "AUC"] > 0.7
    assert not (tmp_path / "results" / "radiomics_mine" / "tables" / "recovery.csv").exists()
