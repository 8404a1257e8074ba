import pandas as pd
import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.networks.arithmetic import arithmetic_of


def read(repository, *overlays):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    for overlay in overlays:
        update_config(raw, yaml.safe_load((repository / overlay).read_text()))
    return next(iter(studies_of(read_config(raw)).values()))


def split(study):
    """Ten training patients and three test patients of each group."""
    rows = [
        (f"P{patient}", group, "train" if patient < 10 else "test")
        for group in study.settings.split_groups()
        for patient in range(13)
    ]
    return pd.DataFrame(rows, columns=["patient_id", "group", "subset"])


@pytest.fixture(scope="module")
def planned(repository):
    return read(repository, "tests/workflow/tiny.yaml")


@pytest.fixture(scope="module")
def study(planned):
    return planned.settings


@pytest.fixture(scope="module")
def plan(planned):
    return planned.plan(split(planned))


def test_every_model_is_trained_on_every_input_and_fold(study, plan):
    rows = plan.rows[plan.rows["why"] == ""]
    assert list(dict.fromkeys(rows["model"])) == study.compare
    assert rows.groupby("model")["input"].apply(lambda names: tuple(sorted(names))).nunique() == 1
    assert (rows["trainings"] == study.split.folds).all()
    assert rows["trainings"].sum() == len(study.compare) * len(study.inputs_of_model("spottune")) * study.split.folds


def test_what_is_trained_again_for_the_controls_costs_as_much(study, plan):
    spottune = plan.rows[plan.rows["model"] == "spottune"]
    assert list(dict.fromkeys(spottune["variant"])) == ["", "_permuted1", "_seed1"]
    flops = spottune.groupby("variant")[["training_flops", "prediction_flops"]].sum()
    assert (flops.nunique() == 1).all() and (flops > 0).all(axis=None)
    assert spottune["trainings"].sum() == 3 * 3 * study.split.folds


def test_arithmetic_of_one_training(study, plan):
    row = plan.rows[plan.rows["why"] == ""].set_index(["model", "input"]).loc[("random", "FLAIR")]
    cost = arithmetic_of(study.models["random"], 1, study.images.shape)
    images = 10 * (study.split.folds - 1) * (1 + len(study.augmentation.transforms))
    assert row["images_per_epoch"] == images
    assert row["training_flops"] == study.training.epochs * (images * cost.step + 10 * cost.forward)
    assert row["prediction_flops"] == (10 + study.split.folds * 3) * cost.forward


def test_draws_count_and_frozen_features_are_computed_once(study, plan):
    rows = plan.rows[plan.rows["why"] == ""].set_index(["model", "input"])
    spottune = arithmetic_of(study.models["spottune"], 1, study.images.shape)
    assert rows.loc[("spottune", "FLAIR"), "prediction_flops"] == (10 + 6) * study.prediction.draws * spottune.forward
    head = arithmetic_of(study.models["transfer"], 1, study.images.shape)
    copies = 1 + len(study.augmentation.transforms)
    assert rows.loc[("transfer", "FLAIR"), "training_flops"] == (10 * copies + 3) * head.forward
    assert rows.loc[("transfer", "FLAIR"), "prediction_flops"] == 0


def test_bytes_of_images(study, plan):
    copies = 1 + len(study.augmentation.transforms)
    z, y, x = study.images.shape
    assert plan.image_bytes == len(study.modalities) * (10 * copies + 3) * z * y * x * 4


def test_slices_are_counted_per_patient_and_no_copies_are_stored(repository):
    slices = read(repository, "config/efficientnet_mgmt.yaml")
    plan = slices.plan(split(slices))
    # A fifth of the series' slices, which are 4.5 mm thick: 155 / 4.5 / 5.
    assert slices.items_of_patient("efficientnet") == 7 and "series of 35 slices" in plan.notes[0]
    row = plan.rows.set_index(["model", "input"]).loc[("efficientnet_tuned", "FLAIR")]
    cost = arithmetic_of(slices.model("efficientnet_tuned"), 1, (48, 48))
    fine_tuning = next(phase for phase in slices.settings.training.phases if phase.name == "fine_tuning")
    # Of ten patients, a quarter validates the one training.
    assert slices.settings.split.validation_fraction == 0.25
    assert row["trainings"] == 1 and row["images_per_epoch"] == 8 * 7
    assert row["training_flops"] == fine_tuning.epochs * (56 * cost.step + 17.5 * cost.forward)
    assert plan.image_bytes == 4 * 13 * 7 * 48 * 48 * 4
