import math

import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss, roc_auc_score
from torchmetrics.functional.classification import binary_auroc, binary_recall, binary_specificity

from radiogenomics.training.validation import validation_metrics


def test_metrics_equal_scikit_learn():
    generator = np.random.default_rng(0)
    logits, labels = generator.normal(size=57), generator.integers(0, 2, 57)
    found = validation_metrics(torch.tensor(logits), torch.tensor(labels))
    probabilities = 1 / (1 + np.exp(-logits))
    assert found["validation_auc"] == pytest.approx(roc_auc_score(labels, logits))
    assert found["validation_loss"] == pytest.approx(log_loss(labels, probabilities), rel=1e-5)
    assert found["sensitivity"] == pytest.approx((logits[labels == 1] > 0).mean())
    assert found["specificity"] == pytest.approx((logits[labels == 0] < 0).mean())


def test_threshold_applies_to_probabilities():
    """A logit of 0.4 is a probability above 0.5."""
    found = validation_metrics(torch.tensor([0.4, -0.4]), torch.tensor([1.0, 0.0]))
    assert (found["sensitivity"], found["specificity"], found["criterion"]) == (1, 1, 1)


def test_nothing_is_carried_over():
    perfect = torch.tensor([3.0, -3.0]), torch.tensor([1.0, 0.0])
    before = validation_metrics(*perfect)
    validation_metrics(torch.tensor([-3.0, 3.0]), torch.tensor([1.0, 0.0]))
    assert validation_metrics(*perfect) == before


@pytest.mark.parametrize(("label", "undefined"), [(1.0, "specificity"), (0.0, "sensitivity")])
def test_what_needs_a_second_class_is_undefined_without_it(label, undefined):
    found = validation_metrics(torch.tensor([3.0, -3.0]), torch.full((2,), label))
    assert {name for name, value in found.items() if math.isnan(value)} == {undefined, "validation_auc", "criterion"}


@pytest.mark.parametrize("seed", range(5))
def test_metrics_equal_those_of_the_library_that_the_paper_used(seed):
    """Ties included; the library itself would take trainings two seconds to load."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(40, generator=generator).mul(2).round()
    labels = torch.randint(0, 2, (40,), generator=generator)
    found = validation_metrics(logits, labels)
    probabilities = torch.sigmoid(logits)
    assert found["validation_auc"] == pytest.approx(float(binary_auroc(probabilities, labels)))
    assert found["sensitivity"] == pytest.approx(float(binary_recall(probabilities, labels)))
    assert found["specificity"] == pytest.approx(float(binary_specificity(probabilities, labels)))
