"""Models of a finished run are exported and predict, from the folder alone, what the run predicted."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

STUDY = "spottune_mgmt"


@pytest.fixture(scope="module")
def program(repository):
    """Function that runs the program in a folder."""

    def run(folder, *arguments):
        environment = {"PYTHONPATH": str(repository / "src"), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "radiogenomics.command_line.main", *map(str, arguments)]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)

    return run


@pytest.fixture(scope="module")
def exported(finished, program, repository, tmp_path_factory):
    """The first ensemble of SpotTune, of two inputs."""
    folder = tmp_path_factory.mktemp("exported") / "model"
    files = [repository / "config" / "config.yaml", *(repository / config for config in finished.configs)]
    options = [argument for path in files for argument in ("--configfile", path)]
    names = ["--study", STUDY, "--model", "spottune", "--ensemble", "dsc_dti"]
    done = program(finished.folder, "export", *options, *names, "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def patient(finished):
    """A test patient, with files, and what the run predicted."""
    study = finished.folder / "results" / STUDY
    rows = pd.concat([pd.read_csv(study / f"predictions/spottune/{name}.csv") for name in ("DSC_PH", "DTI_FA")])
    rows = rows[rows["subset"] == "test"]
    identifier = rows["patient_id"].iloc[0]
    cohort = pd.read_csv(study / "cohort.csv").query("included").set_index("patient_id").loc[identifier]
    files = {name: finished.folder / cohort[f"path_{name}"] for name in ("DSC_PH", "DTI_FA", "automatic", "FLAIR")}
    return identifier, files, rows[rows["patient_id"] == identifier].set_index(["input", "fold"])["probability"]


def arguments(exported, patient, out, *names):
    identifier, files, _ = patient
    scans = [argument for name in names for argument in ("--scan", f"{name}={files[name]}")]
    return ["predict", "--model", exported, "--patient", identifier, *scans, "--mask", files["automatic"], "--out", out]


def test_an_exported_model_predicts_what_the_run_predicted(exported, patient, program, tmp_path):
    done = program(tmp_path, *arguments(exported, patient, tmp_path / "out", "DSC_PH", "DTI_FA"))
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "out" / "predictions.json").read_text())
    found = pd.DataFrame(written["networks"]).set_index(["input", "fold"])["probability"]
    assert np.abs(found - patient[2].reindex(found.index)).max() < 1e-5 and len(found) == 4
    (summary,) = written["patients"]
    assert abs(summary["probability"] - patient[2].groupby("input").mean().mean()) < 1e-5
    assert summary["missing"] == [] and set(summary["distance_percentile"]) == {"DSC_PH", "DTI_FA"}
    page = (tmp_path / "out" / "predictions.html").read_text()
    assert "Research tool" in page and "simulated" in page.lower() and patient[0] in page
    assert not [path for path in exported.rglob("*") if path.suffix in (".pt", ".pth", ".pkl")]


def test_a_missing_sequence_is_said_and_a_strange_one_is_refused(exported, patient, program, tmp_path):
    done = program(tmp_path, *arguments(exported, patient, tmp_path / "out", "DTI_FA"))
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "predictions.json").read_text())["patients"][0]["missing"] == ["DSC_PH"]
    done = program(tmp_path, *arguments(exported, patient, tmp_path / "out", "FLAIR"))
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert "FLAIR is no sequence of this model" in done.stderr


def test_a_changed_byte_is_found(exported, patient, program, tmp_path):
    path = next((exported / "models").iterdir())
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        done = program(tmp_path, *arguments(exported, patient, tmp_path / "out", "DTI_FA"))
    finally:
        path.write_bytes(whole)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"{path.name}: changed since the model was exported" in done.stderr
