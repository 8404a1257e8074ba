import pandas as pd
import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config
from radiogenomics.devices.measured import Rate
from radiogenomics.networks.arithmetic import arithmetic_of
from radiogenomics.studies.networks.plan import describe_plan, plan_of


@pytest.fixture(scope="module")
def study(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(raw, yaml.safe_load((repository / "tests" / "workflow" / "tiny.yaml").read_text()))
    return read_config(raw).studies["spottune_mgmt"]


@pytest.fixture(scope="module")
def splits(study):
    """Ten training patients and three test patients of each group."""
    rows = [
        (f"P{patient}", group, "train" if patient < 10 else "test")
        for group in study.split_groups()
        for patient in range(13)
    ]
    return pd.DataFrame(rows, columns=["patient_id", "group", "subset"])


@pytest.fixture(scope="module")
def plan(study, splits):
    return plan_of(study, splits)


def test_every_model_is_trained_on_every_input_and_fold(study, plan):
    rows = plan.rows
    assert list(dict.fromkeys(rows["model"])) == study.compare
    assert rows.groupby("model")["input"].apply(lambda names: tuple(sorted(names))).nunique() == 1
    assert (rows["trainings"] == study.split.folds).all()
    assert rows["trainings"].sum() == len(study.compare) * len(study.inputs_of_model("spottune")) * study.split.folds


def test_arithmetic_of_one_training(study, plan):
    row = plan.rows.set_index(["model", "input"]).loc[("random", "FLAIR")]
    cost = arithmetic_of(study.models["random"], 1, study.images.shape)
    images = 10 * (study.split.folds - 1) * (1 + len(study.augmentation.kinds))
    assert row["images_per_epoch"] == images
    assert row["training_flops"] == study.training.epochs * (images * cost.step + 10 * cost.forward)
    assert row["prediction_flops"] == (10 + study.split.folds * 3) * cost.forward


def test_draws_count_and_frozen_features_are_computed_once(study, plan):
    rows = plan.rows.set_index(["model", "input"])
    spottune = arithmetic_of(study.models["spottune"], 1, study.images.shape)
    assert rows.loc[("spottune", "FLAIR"), "prediction_flops"] == (10 + 6) * study.prediction.draws * spottune.forward
    head = arithmetic_of(study.models["transfer"], 1, study.images.shape)
    copies = 1 + len(study.augmentation.kinds)
    assert rows.loc[("transfer", "FLAIR"), "training_flops"] == (10 * copies + 3) * head.forward
    assert rows.loc[("transfer", "FLAIR"), "prediction_flops"] == 0


def test_bytes_of_images(study, plan):
    copies = 1 + len(study.augmentation.kinds)
    z, y, x = study.images.shape
    assert plan.image_bytes == len(study.modalities) * (10 * copies + 3) * z * y * x * 4


def test_description_divides_the_time_among_the_devices(plan):
    one, two = (describe_plan({"study": plan}, {"study": Rate(1e-6, "told so")}, devices) for devices in (1, 2))
    hours = (plan.rows["training_flops"].sum() + plan.rows["prediction_flops"].sum()) / 1e6 / 3600
    assert f"study: {plan.rows['trainings'].sum()} trainings and {len(plan.rows)} predictions of networks" in one
    assert f"time: {hours:.3g} GPU-hours at 1e-06 TFLOP/s sustained (told so), " in one
    assert f"{hours:.3g} h on 1 device(s)" in one
    assert f"{hours / 2:.3g} h on 2 device(s)" in two
