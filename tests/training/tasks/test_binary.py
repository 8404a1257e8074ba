import math

import pandas as pd
import pytest
import torch

from radiogenomics.training.tasks.binary import BinaryTask, class_weights


def test_class_weights_have_mean_one():
    labels = torch.tensor([1.0, 1, 1, 0])
    weights = class_weights(labels)
    assert weights.tolist() == pytest.approx([2, 2 / 3])
    assert weights[labels.long()].mean() == pytest.approx(1)


def test_loss_of_the_parts_of_a_batch_is_that_of_the_batch():
    task, logits, labels = BinaryTask(), torch.tensor([0.3, -2.0, 1.0]), torch.tensor([1.0, 0, 0])
    whole = task.loss(logits, labels, None, 3)
    parts = task.loss(logits[:2], labels[:2], None, 3) + task.loss(logits[2:], labels[2:], None, 3)
    assert whole.item() == pytest.approx(parts.item())
    mean = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
    assert whole.item() == pytest.approx(mean.item())


def test_metrics_are_those_of_patients_and_not_of_their_items():
    """Two items of the first patient are called negative, and the patient is: one of three items is called positive."""
    task = BinaryTask()
    observed = task.observe(torch.tensor([-1.0, -1, 2, -1]), torch.tensor([0.0, 0, 0, 1]))
    alone = task.metrics(observed, ["A", "B", "C", "D"])
    together = task.metrics(observed, ["A", "A", "A", "D"])
    assert alone["specificity"] == 2 / 3
    assert together["specificity"] == 1
    assert together["validation_auc"] == 0


HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2, 3, 4],
        "criterion": [math.nan, 0.6, 0.7, math.nan],
        "sensitivity": 0.6,
        "specificity": 0.6,
        "validation_loss": [0.5, 0.6, 0.7, 0.4],
        "validation_auc": [0.9, 0.6, 0.7, 0.8],
    }
)


@pytest.mark.parametrize(("chosen_by", "epoch"), [("criterion", 3), ("loss", 4), ("auc", 1)])
def test_each_rule_chooses_its_own_epoch(chosen_by, epoch):
    task = BinaryTask(chosen_by)
    selection = task.select(HISTORY)
    assert (selection["epoch"], selection["rule"]) == (epoch, chosen_by)
    assert selection["rule"] in task.rules


def test_equal_areas_go_to_the_lower_loss():
    assert BinaryTask("auc").select(HISTORY.assign(validation_auc=0.5))["epoch"] == 4


def test_the_last_epoch_where_the_area_is_never_defined():
    selection = BinaryTask("auc").select(HISTORY.assign(validation_auc=math.nan))
    assert (selection["epoch"], selection["rule"]) == (4, "last_epoch")
