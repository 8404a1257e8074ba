"""Losses of segmentation, found by their name in the config; all parts are MONAI's.

A loss takes logits (n, channels, z, y, x) and the encoded labels of the same shape (see `channels`). Dice, focal and
Hausdorff losses look at each channel by itself, after a sigmoid where the background has no channel. Cross-entropy and
the generalised Wasserstein Dice need a distribution over all four classes: there the background has the logit 0.
"""

from collections.abc import Callable, Mapping

import torch
from monai.losses import DiceCELoss, DiceLoss, FocalLoss, GeneralizedWassersteinDiceLoss, HausdorffDTLoss
from torch import Tensor, nn

from radiogenomics.segmentation.channels import LabelChannels
from radiogenomics.segmentation.settings import LossSettings

Loss = Callable[[Tensor, Tensor], Tensor]


class SegmentationLoss(nn.Module):
    """Loss of a segmentation network with some channels."""

    def __init__(self, settings: LossSettings, channels: LabelChannels):
        """Loss by its name in the settings."""
        super().__init__()
        self.loss = LOSSES[settings.name](settings, channels)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        """Logits and encoded labels (n, channels, z, y, x) → mean loss, computed in float32 whatever the logits are."""
        return self.loss(logits.float(), target.to(logits.device, torch.float32))


def _by_channel(settings: LossSettings, channels: LabelChannels) -> dict[str, bool]:
    """Options of MONAI's losses; without a channel for it, `include_background=False` would leave out necrosis."""
    return {
        "include_background": settings.include_background or not channels.background,
        "softmax": channels.background,
        "sigmoid": not channels.background,
    }


def _dice(settings: LossSettings, channels: LabelChannels) -> Loss:
    return DiceLoss(**_by_channel(settings, channels))


def _hausdorff(settings: LossSettings, channels: LabelChannels) -> Loss:
    return HausdorffDTLoss(**_by_channel(settings, channels))


def _dice_focal(settings: LossSettings, channels: LabelChannels) -> Loss:
    # MONAI's DiceFocalLoss takes a focal loss of sigmoids even where the Dice loss is of a softmax.
    dice = _dice(settings, channels)
    focal = FocalLoss(
        include_background=settings.include_background or not channels.background,
        gamma=settings.focal_gamma,
        use_softmax=channels.background,
    )
    return lambda logits, target: dice(logits, target) + focal(logits, target)


def _dice_ce(settings: LossSettings, channels: LabelChannels) -> Loss:
    # MONAI's cross-entropy of three channels would not see the background at all.
    background = settings.include_background and channels.background
    return _completed(DiceCELoss(include_background=background, softmax=True), channels)


def _cross_entropy(settings: LossSettings, channels: LabelChannels) -> Loss:
    return _completed(nn.functional.cross_entropy, channels)


def _generalised_wasserstein_dice(settings: LossSettings, channels: LabelChannels) -> Loss:
    loss = GeneralizedWassersteinDiceLoss(torch.tensor(settings.distances))
    return _completed(lambda logits, target: loss(logits, target.argmax(dim=1)), channels)


def _completed(loss: Loss, channels: LabelChannels) -> Loss:
    """A loss of four classes, for channels with or without the background."""
    return lambda logits, target: loss(channels.with_background(logits), channels.target_with_background(target))


LOSSES: Mapping[str, Callable[[LossSettings, LabelChannels], Loss]] = {
    "dice": _dice,
    "dice_ce": _dice_ce,
    "generalised_wasserstein_dice": _generalised_wasserstein_dice,
    "hausdorff": _hausdorff,
    "dice_focal": _dice_focal,
    "cross_entropy": _cross_entropy,
}
