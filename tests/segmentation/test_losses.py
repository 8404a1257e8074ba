import math

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import nn

from radiogenomics.segmentation.channels import LabelChannels
from radiogenomics.segmentation.losses import LOSSES, SegmentationLoss
from radiogenomics.segmentation.settings import PUBLISHED_DISTANCES, LossSettings

WITH, WITHOUT = LabelChannels(background=True), LabelChannels(background=False)
BOTH = pytest.mark.parametrize("channels", [WITH, WITHOUT], ids=["background", "no background"])
NAMES = pytest.mark.parametrize("name", LOSSES)


def a_mask(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).choice([0, 1, 2, 4], size=(8, 8, 8)).astype(np.uint8)


def encoded(channels: LabelChannels, *masks: np.ndarray) -> torch.Tensor:
    return torch.stack([torch.from_numpy(channels.encode(mask)) for mask in masks])


def certain(channels: LabelChannels, *masks: np.ndarray) -> torch.Tensor:
    return encoded(channels, *masks).float() * 40 - 20


def loss(name: str, channels: LabelChannels, logits: torch.Tensor, target: torch.Tensor, **more) -> float:
    return float(SegmentationLoss(LossSettings(name=name, **more), channels)(logits, target))


@NAMES
@BOTH
def test_the_truth_costs_nothing_and_every_mistake_something(name, channels):
    mask = a_mask()
    target = encoded(channels, mask)
    assert loss(name, channels, certain(channels, mask), target) == pytest.approx(0, abs=2e-3)
    for other in (0, 1, 2, 4):
        wrong = np.where(mask == 2, other, mask) if other != 2 else np.where(mask == 0, 2, mask)
        assert loss(name, channels, certain(channels, wrong), target) > 0.01


@NAMES
@BOTH
def test_a_few_steps_down_the_gradient_find_the_mask(name, channels):
    mask = a_mask()
    logits = nn.Parameter(torch.zeros(1, len(channels.labels), 8, 8, 8))
    criterion = SegmentationLoss(LossSettings(name=name), channels)
    optimiser = torch.optim.Adam([logits], lr=0.3)
    first = criterion(logits, encoded(channels, mask)).item()
    for _ in range(60):
        optimiser.zero_grad()
        value = criterion(logits, encoded(channels, mask))
        value.backward()
        optimiser.step()
    assert value.item() < 0.4 * first
    assert (channels.decode(logits[0].detach()) == mask).mean() > 0.95


@BOTH
def test_dice_is_one_minus_the_mean_over_channels_and_patients(channels):
    generator = torch.Generator().manual_seed(1)
    target = encoded(channels, a_mask(0), a_mask(1)).double()
    logits = torch.randn(target.shape, generator=generator)
    shares = (logits.softmax(1) if channels.background else logits.sigmoid()).double()
    overlap, sizes = ((shares * target).sum((2, 3, 4)), (shares + target).sum((2, 3, 4)))
    expected = (1 - (2 * overlap + 1e-5) / (sizes + 1e-5)).mean()
    assert loss("dice", channels, logits, target) == pytest.approx(float(expected), abs=1e-5)


def test_background_without_a_channel_has_a_probability_all_the_same():
    # All logits are 0: each of four classes has a quarter, whether the background has a channel or not.
    target = encoded(WITHOUT, np.zeros((8, 8, 8), np.uint8))
    assert loss("cross_entropy", WITHOUT, torch.zeros(1, 3, 8, 8, 8), target) == pytest.approx(math.log(4))
    # MONAI's own loss of three channels is blind to the background: its cross-entropy would be 0 here.
    assert loss("dice_ce", WITHOUT, torch.zeros(1, 3, 8, 8, 8), target) > math.log(4)


def test_background_with_a_channel_can_be_left_out():
    mask = a_mask()
    wrong = np.where(mask == 0, 1, mask)
    arguments = WITH, certain(WITH, wrong), encoded(WITH, mask)
    for name in ("dice", "dice_ce", "dice_focal", "hausdorff"):
        assert loss(name, *arguments, include_background=False) != pytest.approx(loss(name, *arguments))


def test_without_a_background_channel_no_label_can_be_left_out():
    mask = a_mask()
    arguments = WITHOUT, certain(WITHOUT, np.where(mask == 1, 0, mask)), encoded(WITHOUT, mask)
    for name in ("dice", "dice_ce", "dice_focal", "hausdorff"):
        assert loss(name, *arguments, include_background=False) == pytest.approx(loss(name, *arguments))


def test_focal_part_of_softmax_channels_is_a_softmax_too():
    # A constant on all channels changes no softmax.
    logits = torch.randn(1, 4, 8, 8, 8, generator=torch.Generator().manual_seed(0))
    target = encoded(WITH, a_mask())
    assert loss("dice_focal", WITH, logits + 3, target) == pytest.approx(loss("dice_focal", WITH, logits, target))


def test_wasserstein_dice_forgives_a_near_label_and_not_a_far_one():
    mask = a_mask()
    costs = {
        other: loss(
            "generalised_wasserstein_dice",
            WITH,
            certain(WITH, np.where(mask == 1, other, mask)),
            encoded(WITH, mask),
        )
        for other in (0, 2, 4)
    }
    assert costs[4] < costs[2] < costs[0]
    near = ((0, 1, 1, 1), (1, 0, 0.1, 0.9), (1, 0.1, 0, 0.9), (1, 0.9, 0.9, 0))
    wrong = certain(WITH, np.where(mask == 1, 2, mask))
    assert loss("generalised_wasserstein_dice", WITH, wrong, encoded(WITH, mask), distances=near) < costs[2]


def test_wasserstein_dice_is_that_of_the_paper():
    # Equations 6 and 8 of Fidon et al. 2017, written out.
    mask, distances = a_mask(), torch.tensor(PUBLISHED_DISTANCES)
    logits = torch.randn(1, 4, 8, 8, 8, generator=torch.Generator().manual_seed(0))
    classes = encoded(WITH, mask)[0].argmax(0).flatten()
    shares = logits.softmax(1)[0].flatten(1)
    errors = (distances[classes] * shares.T).sum(1)
    found = (distances[classes, 0] * (distances[classes, 0] - errors)).sum()
    expected = 1 - 2 * found / (2 * found + errors.sum())
    assert loss("generalised_wasserstein_dice", WITH, logits, encoded(WITH, mask)) == pytest.approx(
        float(expected), abs=1e-5
    )


def test_bfloat16_logits_give_a_float32_loss():
    target = encoded(WITHOUT, a_mask())
    logits = torch.randn(1, 3, 8, 8, 8, generator=torch.Generator().manual_seed(0))
    found = SegmentationLoss(LossSettings(), WITHOUT)(logits.bfloat16(), target)
    assert found.dtype == torch.float32
    assert float(found) == pytest.approx(loss("dice", WITHOUT, logits, target), abs=5e-3)


@pytest.mark.parametrize(
    "distances",
    [
        ((0, 1, 1, 1), (0.9, 0, 0.6, 0.5), (1, 0.6, 0, 0.7), (1, 0.5, 0.7, 0)),
        ((0.1, 1, 1, 1), (1, 0, 0.6, 0.5), (1, 0.6, 0, 0.7), (1, 0.5, 0.7, 0)),
        ((0, 0, 0, 0),) * 4,
    ],
)
def test_what_is_no_distance_is_refused(distances):
    with pytest.raises(ValidationError, match="symmetric, 0 on the diagonal"):
        LossSettings(distances=distances)
