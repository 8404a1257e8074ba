import pandas as pd
import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.networks.arithmetic import arithmetic_of


@pytest.fixture(scope="module")
def study(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(raw, yaml.safe_load((repository / "config" / "segmentation.yaml").read_text()))
    # One small network of either layout is enough to count.
    models = {"segresnet_dice_ce": None, "unet3d": None}
    update_config(raw, {"studies": {"segmentation": {"models": models}}})
    return studies_of(read_config(raw))["segmentation"]


@pytest.fixture(scope="module")
def plan(study):
    subsets = ["train"] * 8 + ["test"] * 3
    rows = [(f"P{number}", "structural", subset) for number, subset in enumerate(subsets)]
    return study.plan(pd.DataFrame(rows, columns=["patient_id", "group", "subset"]))


def test_the_trained_folds_alone_are_counted(study, plan):
    assert list(plan.rows["model"]) == list(study.settings.models) and (plan.rows["trainings"] == 1).all()
    # Of eight patients, three of four folds train.
    assert (plan.rows["images_per_epoch"] == 6).all()


def test_arithmetic_of_a_network_that_sees_crops(study, plan):
    row = plan.rows.set_index("model").loc["segresnet_dice"]
    model = study.model("segresnet_dice")
    # 39×60×60 voxels at 4 mm, in multiples of what the network halves.
    scan = (40, 60, 60)
    step = arithmetic_of(model.network, 4, (16, 20, 20))
    seen = arithmetic_of(model.network, 4, scan)
    assert row["training_flops"] == model.training.epochs * (6 * step.step + 2 * seen.forward)
    assert row["prediction_flops"] == (2 + 3) * seen.forward


def test_bytes_of_what_is_prepared_count_each_preparation_once(study, plan):
    voxels = 39 * 60 * 60
    assert plan.image_bytes == 11 * voxels * (4 * 4 + 1) + 11 * voxels * (4 * 2 + 1)


def test_a_window_slides_over_what_was_prepared():
    from radiogenomics.studies.segmentation.cost import _windows

    assert _windows((39, 60, 60), (39, 60, 60), 0.5) == 1
    assert _windows((155, 240, 240), (80, 128, 128), 0.5) == 3 * 3 * 3
