"""What a study of segmentation answers, by settings alone."""

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError


@pytest.fixture
def study(repository):
    """Function that makes the study of the ready configuration, with some keys changed."""

    def read(*overlays: str, **changes):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        for overlay in ("segmentation", *overlays):
            update_config(raw, yaml.safe_load((repository / "config" / f"{overlay}.yaml").read_text()))
        update_config(raw, {"studies": {"segmentation": changes}})
        return studies_of(read_config(raw))["segmentation"]

    return read


def test_nothing_of_binary_predictions_is_asked_for(study):
    shown = [name for _, files in study().sections() for name in files]
    asked = " ".join([*shown, *study().records, *study().recorded])
    for word in ("metrics", "calibration", "operating", "chance", "controls", "thresholds", "roc", "predictions/"):
        assert word not in asked, word
    assert len(shown) == len(set(shown)) > 10


def test_masks_from_elsewhere_are_looked_at_for_the_table_of_oddities(study, tmp_path):
    external = {"theirs": {"title": "Theirs", "folder": str(tmp_path)}}
    path = "results/segmentation/external_masks_oddities.csv"
    assert path in study(external=external).oddities and path not in study().oddities


def test_a_quantity_that_segmentation_has_not_is_refused(study):
    name = next(iter(study().settings.models))
    message = rf"^config: studies\.segmentation\.models\.{name}\.training\.monitor: 'auc' is .*; set one of loss, dice$"
    with pytest.raises(InputError, match=message):
        study(models={name: {"training": {"monitor": "auc"}}})


def test_the_published_parameters(study):
    models = study("segmentation_real").settings.models
    segresnet, unet25d, unet3d = (models[name] for name in ("segresnet_dice", "unet25d", "unet3d"))
    assert (segresnet.network.filters, segresnet.network.blocks_down) == (16, (1, 2, 2, 4))
    training = segresnet.training
    assert (training.epochs, training.batch_size, training.learning_rate, training.schedule) == (800, 1, 1e-4, "cosine")
    assert (training.loss.name, training.augmentation.crop) == ("dice", (80, 128, 128))
    training = unet25d.training
    assert (training.epochs, training.batch_size, training.learning_rate) == (30, 1, 1e-3)
    assert training.loss.name == "cross_entropy"
    training = unet3d.training
    assert (training.epochs, training.batch_size, training.learning_rate) == (100, 2, 1e-4)
    assert (training.loss.name, training.early_stopping, training.minimal_delta) == ("dice_focal", 5, 1e-3)


def test_every_trained_fold_leaves_a_record_and_the_gate_compares_the_masks(study):
    one, all_folds = study(), study(trained_folds=None)
    assert len(one.expected_fits) == len(one.fitted_records) == 4
    assert len(all_folds.expected_fits) == len(all_folds.fitted_records) == 16
    assert one.fitted_predictions == one.mask_tables and len(one.mask_tables) == 4


def test_a_new_title_or_more_memory_retrains_nothing(study):
    renamed = {"segresnet_dice": {"title": "Another", "training": {"mem_mb": 9000}, "inference": {"overlap": 0.1}}}
    assert study().model_parameters("segresnet_dice") == study(models=renamed).model_parameters("segresnet_dice")
    changed = {"segresnet_dice": {"training": {"loss": {"name": "hausdorff"}}}}
    assert study().model_parameters("segresnet_dice") != study(models=changed).model_parameters("segresnet_dice")


def test_published_figures_of_segmentation_stand_beside_simulated_patients(study):
    assert study().published.names == ["tuberlin_segmentation"]
    assert study(published=["tuberlin"]).published.names == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"models": {"unet3d": {"preparation": "slice"}}},
            r"preparation: 'slice' does not exist \(nearest: 'slices'\)",
        ),
        ({"models": {"unet3d": {"network": {"network": "unet2d"}}}}, r"network 'unet2d' does not exist"),
        ({"trained_folds": 5}, r"trained_folds is 5, but the split has 4 folds"),
        ({"preparations": {"brain": {"sequences": ["T1", "T1"]}}}, r"'T1' is listed twice"),
        ({"groups": {"structural": ["T1", "T1GD", "T2"]}}, r"sequences: 'FLAIR' does not exist"),
        ({"external": {"nnunet": {"title": "nnU-Net", "folder": "no/such"}}}, r"no/such is no folder"),
        ({"external": {"unet3d": {"title": "U", "folder": "."}}}, r"'unet3d' is used twice"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(study, changes, message):
    with pytest.raises(InputError, match=message) as error:
        study(**changes)
    assert "\n" not in str(error.value)


def test_a_network_that_does_not_segment_is_refused(study):
    network = {"network": "resnet", "initial_weights": "random"}
    models = {"classifier": {"title": "C", "preparation": "brain", "network": network}}
    with pytest.raises(InputError, match=r"classifier\.network: 'resnet' does not segment; use segresnet"):
        study(models=models)
