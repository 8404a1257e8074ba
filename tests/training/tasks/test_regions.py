import numpy as np
import pandas as pd
import pytest
import torch
from torch.utils.data import Dataset

from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.channels import channels_of
from radiogenomics.segmentation.losses import SegmentationLoss
from radiogenomics.segmentation.settings import LossSettings
from radiogenomics.segmentation.training_settings import SegmentationTrainingSettings
from radiogenomics.training import loop
from radiogenomics.training.tasks.regions import DICE, RegionsTask, encoded
from radiogenomics.training.tasks.registry import task_class


class Cubes(Dataset):
    """Cubes with a shell (2), a kernel (4) and a core (1), whose grey value is their label's and noise."""

    def __init__(self, n: int, seed: int):
        generator = torch.Generator().manual_seed(seed)
        mask = torch.zeros(12, 12, 12, dtype=torch.uint8)
        mask[2:10, 2:10, 2:10], mask[3:8, 3:8, 3:8], mask[4:7, 4:7, 4:7] = 2, 4, 1
        self.masks = [
            mask.roll(tuple(torch.randint(-2, 3, (3,), generator=generator).tolist()), (0, 1, 2)) for _ in range(n)
        ]
        self.images = [(m + 0.1 * torch.randn(m.shape, generator=generator))[None] for m in self.masks]
        self.patient_ids = [f"P{row}" for row in range(n)]

    def __len__(self):
        return len(self.masks)

    def __getitem__(self, row):
        return {"images": self.images[row]}, self.masks[row], row


def settings(**keys) -> SegmentationTrainingSettings:
    augmentation = {"crop": (8, 8, 8), "intensity_shift": 0, "intensity_scale": 0}
    return SegmentationTrainingSettings(**{"augmentation": augmentation, "learning_rate": 0.02, **keys})


def network():
    torch.manual_seed(0)
    return model_settings({"network": "segresnet", "filters": 8, "blocks_down": (1, 1)}, "S").build(1)


def train(folder, chosen):
    task = task_class("regions").configured(chosen)
    return loop.train(network(), task, Cubes(6, 1), Cubes(3, 2), chosen, folder, {}, 1, "cpu")


def test_regions_are_learnt_in_batches_of_one_and_the_epoch_of_the_highest_dice_is_kept(tmp_path):
    history = (result := train(tmp_path, settings(epochs=8))).history
    assert list(history.columns) == [
        *("epoch", "training_loss", "validation_loss", *DICE, "dice_mean", "learning_rate", "seconds"),
    ]
    assert history["dice_mean"].max() > history["dice_mean"].iloc[0] + 0.15
    assert result.selection["rule"] == "dice"
    assert result.selection["epoch"] == history["dice_mean"].idxmax() + 1
    np.testing.assert_allclose(history["dice_mean"], history[list(DICE)].mean(axis=1))


def test_a_training_that_was_cut_off_ends_with_the_same_bits(tmp_path, monkeypatch):
    augmentation = {"crop": (8, 8, 8), "around_tumour": 0.5}
    chosen = settings(epochs=3, batch_size=2, schedule="one_cycle", checkpoint_seconds=0, augmentation=augmentation)
    whole = train(tmp_path / "whole", chosen)

    class CutError(Exception): ...

    def cut(values, *rest, **more):
        if values["epoch"] == 2:
            raise CutError

    with monkeypatch.context() as patched:
        patched.setattr(loop, "log_epoch", cut)
        with pytest.raises(CutError):
            train(tmp_path / "cut", chosen)
    resumed = train(tmp_path / "cut", chosen)
    assert resumed.history.drop(columns="seconds").equals(whole.history.drop(columns="seconds"))
    for name, tensor in whole.state_dict.items():
        assert torch.equal(tensor, resumed.state_dict[name]), name


@pytest.mark.parametrize("outputs", [3, 4])
def test_what_is_observed_is_the_loss_and_the_dice_of_each_patient(outputs):
    torch.manual_seed(0)
    target = torch.tensor([0, 1, 2, 4], dtype=torch.uint8)[torch.randint(0, 4, (2, 6, 6, 6))]
    target[1][target[1] == 1] = 0
    channels = channels_of(outputs)
    logits = 20 * encoded(target, channels) - 10
    task = RegionsTask(LossSettings(name="dice_ce"))
    observed = task.observe(logits, target)
    assert observed.shape == (2, 4)
    np.testing.assert_array_equal(observed[:, 1:], 1)
    wrong = target.clone()
    wrong[0][wrong[0] == 2] = 4
    dice = task.observe(20 * encoded(wrong, channels) - 10, target)[0, 1:].tolist()
    n2, n4 = int((target[0] == 2).sum()), int((target[0] == 4).sum())
    np.testing.assert_allclose(dice, [1, 0, 2 * n4 / (2 * n4 + n2)])
    loss = SegmentationLoss(LossSettings(name="dice_ce"), channels)
    expected = loss(logits[:1], encoded(target[:1], channels))
    assert float(observed[0, 0]) == pytest.approx(float(expected), abs=1e-6)


def test_each_patient_of_a_batch_is_altered_by_itself_and_by_the_generator_alone():
    task = task_class("regions").configured(settings())
    cubes = Cubes(1, 1)
    batch = {"images": torch.stack([cubes.images[0]] * 2)}, torch.stack([cubes.masks[0]] * 2)
    one, again = (task.augmented(*batch, np.random.default_rng(3)) for _ in range(2))
    assert torch.equal(one[0]["images"], again[0]["images"]) and torch.equal(one[1], again[1])
    assert one[1].shape == (2, 8, 8, 8) and not torch.equal(one[1][0], one[1][1])


def test_the_loss_chooses_the_epoch_where_it_is_asked_to():
    task = task_class("regions").configured(settings(select="loss"))
    history = pd.DataFrame({"epoch": [1, 2], "validation_loss": [0.1, 0.2], "dice_mean": [0.1, 0.9]})
    history = history.assign(**dict.fromkeys(DICE, 0.5))
    assert task.select(history)["epoch"] == 1 and set(task.rules) >= {task.select(history)["rule"]}
