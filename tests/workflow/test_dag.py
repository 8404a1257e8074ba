"""The jobs of every ready configuration stay as they were recorded: files and parameters, by dry run.

Where a change is meant, `python tests/workflow/test_dag.py` records all of them anew; the tiny configuration is
recorded word for word, so that its difference can be read.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.studies.fits import (
    CLASSIFIERS,
    CROSS_VALIDATED,
    OWN,
    PRETRAINED,
    REFITTED,
    SEARCHED,
    TRAININGS,
    Fits,
)

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
GOLDEN = HERE / "golden"
PREDICTIONS = (
    "Patient,IDH_mutated,1p19q_codeleted,Prediction_score_IDH_mutated,Prediction_score_1p19q_codeleted\n"
    "TCGA-02-0001,0,0,0.1,0.1\nTCGA-02-0002,1,1,0.9,0.9\n"
)
EXTERNAL = {"reader": {"title": "A reader", "path": "table.csv", "patient_column": "id", "probability_column": "p"}}
CONFIGURATIONS = {
    "tiny": (["tests/workflow/tiny.yaml"], {}),
    "tiny_with_everything": (
        ["tests/workflow/tiny.yaml"],
        {"studies": {"spottune_mgmt": {"report_supplementary": True, "external": EXTERNAL}}},
    ),
    "registered": (
        ["tests/workflow/tiny.yaml"],
        {"cohorts": {"upenn_gbm": {"images": {"prepare": "register", "reference": "FLAIR", "spacing": 4.0}}}},
    ),
    "demo": ([], {}),
    "minimal_study": (["config/minimal_study.yaml"], {}),
    "explanations": (["config/explanations.yaml"], {}),
    "null_cohort": (["config/null_cohort.yaml"], {}),
    "upenn_gbm": (["config/upenn_gbm.yaml"], {}),
    "upenn_gbm_local": (["config/upenn_gbm.yaml"], {"cohorts": {"upenn_gbm": {"local_dir": "archive"}}}),
    "upenn_gbm_dicom": (["config/upenn_gbm_dicom.yaml"], {"cohorts": {"upenn_gbm": {"local_dir": "archive"}}}),
    "upenn_gbm_external": (["config/upenn_gbm_external.yaml"], {"cohorts": {"tcga": {"local_dir": "archive"}}}),
    "dress_rehearsal": (["config/upenn_gbm.yaml", "config/dress_rehearsal.yaml"], {}),
    "upenn_radiomics": (["config/upenn_radiomics.yaml"], {}),
    "radiomics": (["config/radiomics.yaml"], {}),
    "published_predictions": (["config/published_predictions.yaml"], {}),
    "efficientnet_mgmt": (["config/efficientnet_mgmt.yaml"], {}),
    "efficientnet_mgmt_real": (
        ["config/efficientnet_mgmt.yaml", "config/efficientnet_mgmt_real.yaml"],
        {"cohorts": {"rsna_miccai": {"local_dir": "archive"}}},
    ),
    "pseudocolour_idh": (["config/pseudocolour_idh.yaml"], {}),
    "pseudocolour_idh_real": (
        ["config/pseudocolour_idh.yaml", "config/pseudocolour_idh_real.yaml"],
        {"cohorts": {"egd": {"local_dir": "archive"}}},
    ),
    "resnet10_mgmt": (["config/resnet10_mgmt.yaml"], {}),
    "resnet10_mgmt_real": (
        ["config/resnet10_mgmt.yaml", "config/resnet10_mgmt_real.yaml"],
        {"cohorts": {"brats2021": {"local_dir": "archive"}}},
    ),
    "pseudocolour_idh_search": (["config/pseudocolour_idh.yaml", "config/pseudocolour_idh_search.yaml"], {}),
    "spottune_search": (["config/spottune_search.yaml"], {}),
    "segmentation": (["config/segmentation.yaml"], {}),
    "segmentation_real": (
        ["config/segmentation.yaml", "config/segmentation_real.yaml"],
        {"cohorts": {"segmented": {"local_dir": "archive"}}},
    ),
    "predicted_masks": (["config/predicted_masks.yaml"], {}),
    "own_patients": (["config/own_patients.yaml"], {"cohorts": {"mine": {"local_dir": "archive"}}}),
    "radiomics_mgmt": (["config/radiomics_mgmt.yaml"], {}),
    "twin_tower_response": (["config/twin_tower_response.yaml"], {}),
    "twin_tower_null": (["config/twin_tower_response.yaml", "config/twin_tower_null.yaml"], {}),
    "twin_tower_response_real": (["config/twin_tower_response.yaml", "config/twin_tower_response_real.yaml"], {}),
    "tcga_mirna": (["config/tcga_mirna.yaml"], {}),
}
"""Name of the record: overlays on `config/config.yaml`, and keys that overlays leave to the user."""
WORD_FOR_WORD = ("tiny",)


def lay_out(folder: Path) -> None:
    """The user's files that the configurations name."""
    for archive in ("archive", "TCGA"):
        (folder / archive).mkdir()
    for table in ("archive/patients.csv", "TCGA/LGG_miRNAseq_linkedomics_log2RPM.csv"):
        (folder / table).touch()
    # Predictions made elsewhere are read when a run starts.
    (folder / "table.csv").write_text("id,p\nUPENN-GBM-00001,0.5\n")
    (folder / "test_predictions.csv").write_text(PREDICTIONS)


def jobs(name: str, folder: Path, changes: dict | None = None) -> dict:
    """All jobs of a configuration, in a folder where the user's files that it names lie."""
    lay_out(folder)
    overlays, overrides = CONFIGURATIONS[name]
    configs = [str(REPOSITORY / overlay) for overlay in overlays]
    overrides = overrides if changes is None else changes
    command = [sys.executable, str(HERE / "dag.py"), str(REPOSITORY), json.dumps(overrides), *configs]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def rerun(recorded: dict, found: dict) -> dict[str, set[str]]:
    """Outputs of the jobs that a change runs again, by rule: their parameters changed, or what they read."""
    before = {tuple(outputs(job)): job["params"] for jobs in recorded.values() for job in jobs}
    after = [(rule, job) for rule, jobs in found.items() for job in jobs]
    changed = {path for _, job in after if job["params"] != before.get(tuple(outputs(job))) for path in outputs(job)}
    while True:
        more = {path for _, job in after if changed & set(paths(job["input"])) for path in outputs(job)} - changed
        if not more:
            break
        changed |= more
    again: dict[str, set[str]] = {}
    for rule, job in after:
        if changed & set(outputs(job)):
            again.setdefault(rule, set()).update(outputs(job))
    return again


def paths(named: dict[str, list[str]]) -> list[str]:
    return [path for some in named.values() for path in some]


def outputs(job: dict) -> list[str]:
    return sorted(paths(job["output"]))


def changed_tiny(tmp_path: Path, **study) -> dict[str, set[str]]:
    """What a run of the tiny configuration does again after a change of its study."""
    recorded = json.loads((GOLDEN / "tiny.json").read_text())
    return rerun(recorded, jobs("tiny", tmp_path, {"studies": {"spottune_mgmt": study}}))


def test_more_draws_predict_again_by_the_networks_that_draw_and_train_nothing(tmp_path):
    again = changed_tiny(tmp_path, prediction={"draws": 6})
    assert {path.split("/")[3] for path in again["predict"]} == {"spottune"}
    assert not {"train", "freeze_features", "pretrain_weights", "preprocess_images"} & set(again)


def test_a_new_name_of_a_model_makes_its_own_table_again_and_no_figures_of_others(tmp_path):
    again = changed_tiny(tmp_path, models={"random": {"title": "From scratch"}})
    tables = {path for path in again["metrics_table"] if path.endswith(".html")}
    assert tables == {"results/spottune_mgmt/tables/metrics_random.html"}
    curves = {path for path in again["learning_curves"] if path.endswith(".svg")}
    assert curves == {"results/spottune_mgmt/figures/learning_curves_random.svg"}
    assert not {"train", "predict", "collect_predictions", "measure", "compare_models"} & set(again)


def record_of(name: str, rules: dict) -> dict:
    from dag import digests

    return rules if name in WORD_FOR_WORD else digests(rules)


def test_every_ready_configuration_is_recorded(repository):
    ready = {f"config/{path.name}" for path in repository.glob("config/*.yaml")}
    named = {overlay for overlays, _ in CONFIGURATIONS.values() for overlay in overlays}
    # Every other one is laid over `config.yaml`, which is the demo.
    assert CONFIGURATIONS["demo"] == ([], {})
    assert ready == {overlay for overlay in named if overlay.startswith("config/")} | {"config/config.yaml"}
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(CONFIGURATIONS)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_jobs_are_those_that_were_recorded(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    recorded = json.loads((GOLDEN / f"{name}.json").read_text())
    found = record_of(name, jobs(name, tmp_path))
    assert found.keys() == recorded.keys()
    for rule, expected in recorded.items():
        assert found[rule] == expected, rule


def counted(fits: list[Fits]) -> dict[str, int]:
    """Jobs of the rules that make some fits."""
    networks = [each for each in fits if each.what == TRAININGS and each.why not in (CROSS_VALIDATED, SEARCHED)]
    trained = [each for each in networks if each.why != PRETRAINED]
    whys = [each.why for each in fits if each.what == CLASSIFIERS]
    return {
        "trained": sum(each.count for each in trained),
        "predicted": sum(each.predicts for each in trained),
        "pretrained": sum(each.count for each in networks if each.why == PRETRAINED),
        "fitted": whys.count(OWN),
        "cross_validated": whys.count(CROSS_VALIDATED),
        "refitted": whys.count(REFITTED),
    }


@pytest.fixture
def studies(name, tmp_path, monkeypatch):
    """Studies of a configuration."""
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    overlays, overrides = CONFIGURATIONS[name]
    raw = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text())
    for overlay in [*(yaml.safe_load((REPOSITORY / path).read_text()) for path in overlays), overrides]:
        update_config(raw, overlay)
    return list(studies_of(read_config(raw)).values())


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_page_says_what_was_odd_in_the_data_and_how_scans_were_registered(name, studies):
    for study in studies:
        shown = {file for _, files in study.sections() for file in files}
        registered = bool(getattr(study, "registration_quality", None))
        assert "tables/oddities.html" in shown, study.name
        assert {"tables/registration.html", "figures/registration.png"} <= shown or not registered, study.name


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_fits_that_a_study_announces_are_those_that_its_jobs_make(name, studies):
    recorded = json.loads((GOLDEN / f"{name}.json").read_text())
    jobs = {rule: found["jobs"] if isinstance(found, dict) else len(found) for rule, found in recorded.items()}

    def number(*rules: str) -> int:
        return sum(jobs.get(rule, 0) for rule in rules)

    # Jobs of towers train all folds of a model.
    towers = number("train_image_towers", "train_gene_towers", "train_fusions")
    folds = next(study.settings.split.folds for study in studies) if towers else 0
    expected = {
        "trained": number("train", "train_segmenter") + towers * folds,
        "predicted": number("predict", "predict_slices", "segment_patients") + towers,
        "pretrained": number("pretrain_weights", "pretrain_encoder"),
        "fitted": number("fit_classifiers"),
        "cross_validated": number("cross_validate"),
        "refitted": number("refit"),
    }
    assert counted([each for study in studies for each in study.fits]) == expected


if __name__ == "__main__":
    import tempfile

    GOLDEN.mkdir(exist_ok=True)
    for each in sys.argv[1:] or CONFIGURATIONS:
        with tempfile.TemporaryDirectory() as folder:
            text = json.dumps(record_of(each, jobs(each, Path(folder))), indent=1, sort_keys=True)
        (GOLDEN / f"{each}.json").write_text(text + "\n")
        print(each)
