"""A real run of the first gate's rule: a leak stops the workflow before anything is fitted, and its list is kept."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

CONFIG = """
cohorts: {{upenn_gbm: null, mine: {{source: own, local_dir: {folder}}}}}
studies:
  spottune_mgmt: null
  mine:
    kind: features
    title: My patients
    cohort: mine
    label: {{column: label, positive: "1", negative: "0", missing: [""]}}
    groups: {{all: [T1]}}
    described_group: all
    split: {{test_fraction: 0.3, test_group: all, folds: 3, seed: 42}}
    mask: none
    tables: {{own: {{type: csv, path: {folder}/features.csv}}}}
    inputs: {{own: {{title: Own, group: all, tables: [own], features: ["f*"]}}}}
    models:
      logistic: {{title: Logistic, classifier: elastic_net}}
      majority: {{title: Majority, classifier: majority}}
    compare: [logistic, majority]
    cross_validation: null
    figure_ensembles: [own]
"""
FITS = "results/mine/predictions/majority/own_fitted.json"
LOGS = "results/logs/check_before_training"


@pytest.fixture
def run(repository, tmp_path):
    """Function that makes the fits of a study whose table has a feature of some name that gives the label away."""
    random, labels = np.random.default_rng(0), np.arange(60) % 2
    ids = [f"P{number:03}" for number in range(60)]
    pd.DataFrame({"patient_id": ids, "label": labels, "has_T1": "yes"}).to_csv(tmp_path / "patients.csv", index=False)

    def snakemake(telling: str) -> subprocess.CompletedProcess:
        features = pd.DataFrame(random.normal(size=(60, 3)), columns=["f1", "f2", "f3"])
        features = features.assign(patient_id=ids, **{telling: 10 * labels + random.normal(size=60)})
        features.to_csv(tmp_path / "features.csv", index=False)
        (tmp_path / "mine.yaml").write_text(CONFIG.format(folder=tmp_path))
        command = [
            *(sys.executable, "-m", "snakemake", FITS, "--cores", "1", "--directory", str(tmp_path / "run")),
            *("--snakefile", str(repository / "Snakefile"), "--configfile", str(tmp_path / "mine.yaml")),
            *("--workflow-profile", str(repository / "profiles" / "default")),
        ]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(command, capture_output=True, text=True, env=environment)

    return snakemake


def test_a_leak_stops_the_run_in_one_line_and_its_list_is_kept(run, tmp_path):
    done = run("f_volume")
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    assert done.returncode != 0 and len(errors) == 1, done.stderr[-3000:]
    assert errors[0].startswith("ERROR: study mine, before training: leak: feature 'f_volume' of the table own")
    assert errors[0].endswith(f"1 leak, listed in {LOGS}/mine.json")
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "run" / FITS).exists()
    assert not (tmp_path / "run" / "results" / "mine" / "before_training").exists()
    report = json.loads((tmp_path / "run" / LOGS / "mine.json").read_text())
    assert report["leaks"] == 1

    # What the message says to do: a feature that no input uses.
    done = run("volume")
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / "run" / FITS).exists()
    report = json.loads((tmp_path / "run" / "results" / "mine" / "before_training" / "leakage.json").read_text())
    assert report["leaks"] == 0 and report["patients"] == "real"
