import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

from radiogenomics.training.tasks.binary_metrics import correct_items, logits_of_patients, validation_metrics


def test_metrics_equal_scikit_learn():
    generator = np.random.default_rng(0)
    logits, labels = generator.normal(size=57), generator.integers(0, 2, 57)
    found = validation_metrics(torch.tensor(logits), torch.tensor(labels))
    probabilities = 1 / (1 + np.exp(-logits))
    assert found["validation_auc"] == pytest.approx(roc_auc_score(labels, logits))
    assert found["validation_loss"] == pytest.approx(log_loss(labels, probabilities), rel=1e-5)
    assert found["sensitivity"] == pytest.approx((logits[labels == 1] > 0).mean())
    assert found["specificity"] == pytest.approx((logits[labels == 0] < 0).mean())
    assert found["validation_accuracy"] == pytest.approx(accuracy_score(labels, logits > 0))


def test_items_are_counted_as_scikit_learn_does():
    generator = np.random.default_rng(1)
    logits, labels = generator.normal(size=30), generator.integers(0, 2, 30)
    found = correct_items(torch.tensor(logits), torch.tensor(labels, dtype=torch.float32))
    assert found.item() == accuracy_score(labels, logits > 0, normalize=False)


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


def share_of_ordered_pairs(logits, labels):
    """The area under the curve by its definition; ties count half."""
    pairs = [(p > n) + 0.5 * (p == n) for p in logits[labels == 1].tolist() for n in logits[labels == 0].tolist()]
    return sum(pairs) / len(pairs)


@pytest.mark.parametrize("seed", range(5))
def test_area_is_the_share_of_ordered_pairs_with_many_ties(seed):
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(40, generator=generator).mul(2).round()
    labels = torch.randint(0, 2, (40,), generator=generator)
    expected = share_of_ordered_pairs(logits, labels)
    assert validation_metrics(logits, labels)["validation_auc"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("offset", [-0.5, 0.2, 60.0])
def test_area_does_not_depend_on_where_the_logits_lie(offset):
    """Neither those that could be probabilities nor those whose probabilities are all 1 are taken for others."""
    logits = torch.tensor([0.1, 0.3, 0.2, 0.5, 0.4]) + offset
    labels = torch.tensor([0.0, 1, 0, 0, 1])
    assert validation_metrics(logits, labels)["validation_auc"] == pytest.approx(4 / 6, abs=1e-12)


def test_shares_are_those_of_whole_numbers():
    """In float32, two thirds would not be two thirds, and of two equal criteria one the higher."""
    found = validation_metrics(torch.tensor([1.0, 1, -1, -1, 1, -1]), torch.tensor([1.0, 1, 1, 0, 0, 0]))
    assert found["sensitivity"] == found["specificity"] == 2 / 3


def test_patients_with_several_items_have_their_mean_probability():
    logits = torch.tensor([2.0, -1.0, 0.5, -3.0, 0.0])
    patients = ["B", "A", "B", "A", "C"]
    found, labels = logits_of_patients(logits, torch.tensor([1.0, 0, 1, 0, 1]), patients)
    probability = 1 / (1 + np.exp(-logits.numpy()))
    expected = [probability[[0, 2]].mean(), probability[[1, 3]].mean(), 0.5]
    assert torch.sigmoid(found).tolist() == pytest.approx(expected, rel=1e-6)
    assert labels.tolist() == [1, 0, 1]


def test_patients_with_one_item_keep_their_very_logits():
    logits, labels = torch.tensor([0.3, 70.0]), torch.tensor([0.0, 1.0])
    assert logits_of_patients(logits, labels, ["B", "A"])[0] is logits


def test_importing_the_loop_does_not_load_the_library_of_the_metrics():
    """It takes two seconds, which no job has to wait that does not validate."""
    modules = "radiogenomics.training.loop, radiogenomics.training.tasks.binary"
    code = f"import sys, {modules}; print('torchmetrics' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
