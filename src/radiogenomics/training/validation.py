"""How good a network is on the validation patients after an epoch."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.training.selection import criterion

THRESHOLD = 0.5


def validation_metrics(logits: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Loss, AUC, sensitivity, specificity and criterion of one pass over the validation patients.

    All are computed from these patients alone, nothing is carried over from training or from an epoch before. The
    threshold 0.5 applies to probabilities. The loss is not class-weighted. A quantity that needs a class nobody belongs
    to is NaN.

    Args:
        logits: shape (n,).
        labels: shape (n,), 0.0 or 1.0.
    """
    logits, labels = logits.float(), labels.float()
    called, truth = torch.sigmoid(logits) > THRESHOLD, labels == 1
    sensitivity, specificity = _share(called[truth]), _share(~called[~truth])
    return {
        "validation_loss": float(binary_cross_entropy_with_logits(logits, labels)),
        "validation_auc": _auc(logits[truth], logits[~truth]),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "criterion": criterion(sensitivity, specificity),
    }


def _share(flags: torch.Tensor) -> float:
    return float(flags.double().mean())


def _auc(positives: torch.Tensor, negatives: torch.Tensor) -> float:
    """Share of the pairs of a positive and a negative patient that are in the right order; ties count half."""
    difference = positives[:, None].double() - negatives
    return _share(difference > 0) + _share(difference == 0) / 2
