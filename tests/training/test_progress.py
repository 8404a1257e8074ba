import io
import logging
import sys

import pytest

from radiogenomics.training.progress import epochs_to_go, log_epoch

ROW = {
    "epoch": 3,
    "training_loss": 0.5,
    "validation_loss": 0.6,
    "validation_auc": 0.71,
    "sensitivity": 0.8,
    "specificity": float("nan"),
    "criterion": float("nan"),
    "learning_rate": 1e-5,
    "seconds": 2.0,
}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "bar"), [(Terminal(), True), (io.StringIO(), False)], ids=["terminal", "file"])
def test_bar_only_on_a_terminal(stream, bar, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(epochs_to_go(2, 5)) == [3, 4, 5]
    assert ("training" in stream.getvalue()) == bar


def test_nothing_to_go_after_the_last_epoch():
    assert list(epochs_to_go(5, 5)) == []


def test_one_line_per_epoch(caplog):
    with caplog.at_level(logging.INFO):
        log_epoch(ROW, 90)
    (record,) = caplog.records
    message = record.getMessage()
    assert message.startswith("epoch 3/90: training loss 0.5000")
    assert "\n" not in message
