import io
import logging
import sys

import pytest

from radiogenomics.training.progress import epochs_to_go, log_epoch

ROW = {
    "epoch": 3,
    "training_loss": 0.5,
    "phase": "fine-tuning",
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


@pytest.mark.parametrize(("named", "number"), [(False, "3/90"), (True, "3/90 (fine-tuning)")])
def test_one_line_per_epoch(named, number, caplog):
    with caplog.at_level(logging.INFO):
        log_epoch(ROW, 90, "AUC 0.710", named)
    (record,) = caplog.records
    message = record.getMessage()
    assert message.startswith(f"epoch {number}: training loss 0.5000, AUC 0.710, learning rate 1.0e-05")
    assert "\n" not in message
