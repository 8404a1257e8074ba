"""How good a network with one logit per item is on the validation patients after an epoch."""

import math
from collections.abc import Sequence

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.networks.torchvision_operators import register_missing
from radiogenomics.training.selection import criterion

THRESHOLD = 0.5
SMALLEST_PROBABILITY = 1e-15


def validation_metrics(logits: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Loss, AUC, sensitivity, specificity, criterion and accuracy of one pass over the validation patients.

    All are computed from these patients alone, nothing is carried over from training or from an epoch before. The
    threshold 0.5 applies to probabilities. The loss is not class-weighted. A quantity that needs a class nobody belongs
    to is NaN.

    Args:
        logits: shape (n,).
        labels: shape (n,), 0.0 or 1.0.
    """
    # Two seconds, which nothing that imports the loop without training has to wait.
    register_missing()
    from torchmetrics.functional.classification import binary_stat_scores

    logits, labels = logits.float(), labels.float()
    scores = binary_stat_scores(torch.sigmoid(logits), labels.int(), threshold=THRESHOLD)
    true_positive, false_positive, true_negative, false_negative, _ = scores.tolist()
    sensitivity = _share(true_positive, true_positive + false_negative)
    specificity = _share(true_negative, true_negative + false_positive)
    return {
        "validation_loss": float(binary_cross_entropy_with_logits(logits, labels)),
        "validation_auc": _auc(logits, labels),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "criterion": criterion(sensitivity, specificity),
        "validation_accuracy": _share(true_positive + true_negative, len(labels)),
    }


def correct_items(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """How many items are called what they are, at the threshold 0.5 on probabilities; a number on their device.

    Args:
        logits: shape (n,).
        labels: shape (n,), 0 or 1.
    """
    register_missing()
    from torchmetrics.functional.classification import binary_stat_scores

    probabilities = torch.sigmoid(logits.float())
    scores = binary_stat_scores(probabilities, labels.int(), threshold=THRESHOLD, validate_args=False)
    return scores[0] + scores[2]


def logits_of_patients(
    logits: torch.Tensor, labels: torch.Tensor, patients: Sequence[str]
) -> tuple[torch.Tensor, torch.Tensor]:
    """One logit and one label per patient: that of the mean probability of the patient's items.

    Args:
        logits: shape (items,).
        labels: shape (items,), equal for all items of a patient.
        patients: whose each item is.

    Returns:
        Both of shape (patients,), in the order of the patients' first items; unchanged where each has one item.
    """
    numbers = {patient: number for number, patient in enumerate(dict.fromkeys(patients))}
    if len(numbers) == len(patients):
        return logits, labels
    rows = torch.tensor([numbers[patient] for patient in patients])
    counts = torch.bincount(rows)
    probabilities = torch.zeros(len(numbers), dtype=torch.float64).index_add(0, rows, torch.sigmoid(logits.double()))
    means = torch.logit(probabilities / counts, SMALLEST_PROBABILITY)
    return means.float(), torch.zeros(len(numbers)).index_add(0, rows, labels.float()) / counts


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _auc(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of the pairs of a positive and a negative patient that are in the right order; ties count half."""
    from torchmetrics.functional.classification import binary_auroc

    positives = int(labels.sum())
    half_pairs = 2 * positives * (len(labels) - positives)
    if not half_pairs:
        return math.nan
    # The library would pass logits through a sigmoid, which makes equals of the largest; ranks are left as they are.
    _, ranks = torch.unique(logits, return_inverse=True)
    area = binary_auroc(ranks.double() / len(logits), labels.int())
    # It counts in float32; the area is a whole number of half pairs.
    return round(float(area) * half_pairs) / half_pairs
