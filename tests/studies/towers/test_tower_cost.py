"""What a study of towers says that it takes, before it starts."""

import pandas as pd
import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.networks.arithmetic import arithmetic_of


@pytest.fixture(scope="module")
def study(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(raw, yaml.safe_load((repository / "config" / "twin_tower_response.yaml").read_text()))
    return studies_of(read_config(raw))["twin_tower_response"]


@pytest.fixture(scope="module")
def splits():
    rows = [("images", "train")] * 10 + [("both", "train")] * 6 + [("both", "test")] * 4 + [("expression", "train")] * 3
    return pd.DataFrame(
        [(f"P{number}", group, subset) for number, (group, subset) in enumerate(rows)],
        columns=["patient_id", "group", "subset"],
    )


def test_image_towers_are_counted_on_patients_with_scans_alone(study, splits):
    plan = study.plan(splits)
    (row,) = plan.rows.to_dict("records")
    edge, folds = study.settings.slice_size, study.settings.split.folds
    cost = arithmetic_of(study.settings.models["image_tower"], 5, (edge, edge))
    epochs = study.settings.tower_training.image_tower.epochs
    # Every patient trains in all folds but one, and validates in that.
    assert row["training_flops"] == epochs * (10 * (folds - 1) * cost.step + 10 * cost.forward)
    assert row["prediction_flops"] == (10 + folds * 4) * cost.forward
    assert row["trainings"] == folds and row["precision"] == "32-true"
    assert plan.image_bytes == 23 * 5 * edge**2 * 4
    assert "gene towers and fusions are not counted" in plan.notes[0]


def test_a_study_without_an_image_tower_has_nothing_to_count(study, splits, monkeypatch):
    monkeypatch.setattr(type(study), "fits", [each for each in study.fits if each.model != "image_tower"])
    assert study.plan(splits) is None
