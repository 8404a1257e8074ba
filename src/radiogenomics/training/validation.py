"""How good a network is on the validation patients after an epoch."""

import math

import torch
from torch.nn.functional import binary_cross_entropy_with_logits
from torchmetrics.functional.classification import binary_auroc, binary_recall, binary_specificity

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
    probabilities, truth = torch.sigmoid(logits), labels.int()
    positives, negatives = bool(truth.any()), bool((1 - truth).any())
    sensitivity = float(binary_recall(probabilities, truth, threshold=THRESHOLD)) if positives else math.nan
    specificity = float(binary_specificity(probabilities, truth, threshold=THRESHOLD)) if negatives else math.nan
    return {
        "validation_loss": float(binary_cross_entropy_with_logits(logits, labels)),
        "validation_auc": float(binary_auroc(probabilities, truth)) if positives and negatives else math.nan,
        "sensitivity": sensitivity,
        "specificity": specificity,
        "criterion": criterion(sensitivity, specificity),
    }
