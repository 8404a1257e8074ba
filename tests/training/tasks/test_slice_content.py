import pytest
import torch
from sklearn.metrics import log_loss

from radiogenomics.training.tasks.slice_content import SliceContentTask

TASK = SliceContentTask()
OUTPUTS = torch.tensor([[2.0, 1.0, -1.0], [-1.0, 0.5, 0.0], [0.3, -2.0, 2.0]])
TARGET = torch.tensor([[1, 0], [1, 1], [0, 1]])


def test_the_loss_is_the_sum_of_both_cross_entropies():
    tumour = log_loss([1, 1, 0], torch.sigmoid(OUTPUTS[:, 0]).tolist())
    sequence = log_loss([0, 1, 1], torch.softmax(OUTPUTS[:, 1:].double(), dim=1).tolist())
    assert TASK.loss(OUTPUTS, TARGET, None, 3).item() == pytest.approx(tumour + sequence, rel=1e-6)


def test_parts_of_a_batch_add_up():
    whole = TASK.loss(OUTPUTS, TARGET, None, 3)
    parts = TASK.loss(OUTPUTS[:1], TARGET[:1], None, 3) + TASK.loss(OUTPUTS[1:], TARGET[1:], None, 3)
    assert parts.item() == pytest.approx(whole.item())


def test_each_answer_is_counted():
    metrics = TASK.metrics(TASK.observe(OUTPUTS, TARGET), ["0", "1", "2"])
    assert metrics["tumour_accuracy"] == pytest.approx(1 / 3) and metrics["sequence_accuracy"] == pytest.approx(2 / 3)
    assert metrics["validation_loss"] == pytest.approx(TASK.loss(OUTPUTS, TARGET, None, 3).item())
    assert "tumour 33.3%, sequence 66.7% right" in TASK.in_words(metrics)
