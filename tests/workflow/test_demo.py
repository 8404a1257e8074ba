"""The demo: the configuration that a new user meets first."""

import pandas as pd
import pytest


@pytest.mark.full
def test_the_demo_recovers_the_planted_effect_of_the_strongest_group(finished, repository, tmp_path):
    workflow = type(finished)(repository, tmp_path, "config/config.yaml")
    done = workflow.run()
    assert done.returncode == 0, done.stderr[-3000:]
    study = tmp_path / "results" / "spottune_mgmt"
    metrics = pd.read_csv(study / "metrics.csv").set_index(["model", "ensemble", "metric"])["value"]
    assert metrics["spottune", "dsc", "AUC"] > 0.8
    recovery = pd.read_csv(study / "tables" / "recovery.csv").set_index(["Network", "Ensemble"])["Verdict"]
    assert recovery["SpotTune", "DSC"] == "within sampling error"
    planted = pd.read_csv(study / "ground_truth.csv").set_index("name")["ideal_auc"]
    assert planted["dsc"] > 0.95
