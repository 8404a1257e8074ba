import errno
import json
import logging
import os
import signal
import time

import pandas as pd
import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.training.loop import train
from radiogenomics.training.resume import Interval, clear_checkpoints, load_checkpoint, save_checkpoint
from radiogenomics.training.tasks.binary import BinaryTask

IDENTITY = {"config": "a", "data": "b"}

BETWEEN_EPOCHS = """
original = resume.save_checkpoint
def save_and_die(folder, content, identity):
    original(folder, content, identity)
    if content["epoch"] == 2:
        die()
loop.save_checkpoint = save_and_die
"""

HALF_WRITTEN = """
original = torch.save
def write_half_and_die(content, path):
    original(content, path)
    if content["epoch"] == 3:
        os.truncate(path, os.path.getsize(path) // 2)
        die()
torch.save = write_half_and_die
"""

BEFORE_CHECKSUM = """
original = resume.write_json
def die_before_checksum(value, path):
    if path.name == "epoch_0003.json":
        die()
    original(value, path)
resume.write_json = die_before_checksum
"""


@pytest.fixture
def saved(tmp_path):
    """Folder with the checkpoints of epochs 1 to 4."""
    for epoch in range(1, 5):
        save_checkpoint(tmp_path, {"epoch": epoch, "network": {"w": torch.full((3,), epoch)}}, IDENTITY)
    return tmp_path


def exit_code(process):
    process.join()
    return process.exitcode


def finish(start_training, folder):
    """Weights and history of a training that goes on to its end."""
    assert exit_code(start_training(folder)) == 0
    return torch.load(folder / "weights.pt"), pd.read_csv(folder / "history.csv").drop(columns="seconds")


@pytest.fixture(scope="module")
def uninterrupted(start_training, tmp_path_factory):
    return finish(start_training, tmp_path_factory.mktemp("whole"))


@pytest.fixture
def assert_ends_the_same(start_training, uninterrupted, same_weights):
    """Run an interrupted training again and compare its end with that of one that was never interrupted."""
    expected_weights, expected_history = uninterrupted

    def check(folder):
        weights, history = finish(start_training, folder)
        assert same_weights(weights, expected_weights)
        pd.testing.assert_frame_equal(history, expected_history, check_exact=True)

    return check


def test_f02_killed_between_epochs(start_training, tmp_path, assert_ends_the_same):
    assert exit_code(start_training(tmp_path, BETWEEN_EPOCHS)) == -signal.SIGKILL
    assert {path.name for path in (tmp_path / "resume").glob("*.pt")} == {"epoch_0001.pt", "epoch_0002.pt"}
    assert_ends_the_same(tmp_path)


def test_f02_killed_from_outside(start_training, tmp_path, assert_ends_the_same):
    """The kill may hit anything after the first checkpoint; the end is the same."""
    process = start_training(tmp_path)
    while not (tmp_path / "resume" / "epoch_0001.json").exists() and process.is_alive():
        time.sleep(0.005)
    process.kill()
    assert exit_code(process) == -signal.SIGKILL
    assert_ends_the_same(tmp_path)


@pytest.mark.parametrize("fault", [HALF_WRITTEN, BEFORE_CHECKSUM], ids=["half written", "before the checksum"])
def test_f03_killed_while_writing_the_checkpoint(fault, start_training, tmp_path, assert_ends_the_same):
    assert exit_code(start_training(tmp_path, fault)) == -signal.SIGKILL
    assert_ends_the_same(tmp_path)
    assert not list((tmp_path / "resume").glob(".*"))


def test_f09_the_checkpoint_before_a_damaged_one_serves(saved, caplog):
    newest = saved / "epoch_0004.pt"
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert load_checkpoint(saved, IDENTITY)["epoch"] == 3
    assert "epoch_0004.pt: damaged" in caplog.text


def test_f09_no_good_checkpoint_means_a_fresh_start(saved, caplog):
    for path in saved.glob("*.pt"):
        path.write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        assert load_checkpoint(saved, IDENTITY) is None
    assert caplog.text.count("damaged") == 2


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_f09_damaged_checksum(content, saved):
    (saved / "epoch_0004.json").write_text(content)
    assert load_checkpoint(saved, IDENTITY)["epoch"] == 3


def test_f09_whole_training_ends_the_same(tmp_path, settings, tiny_network, planted, same_weights):
    def run(folder, epochs):
        chosen = settings(epochs=epochs)
        return train(tiny_network(), BinaryTask(), planted(8, 0), planted(6, 1), chosen, folder, {}, 3, "cpu")

    whole = run(tmp_path / "whole", 4)
    run(tmp_path / "broken", 3)
    (tmp_path / "broken" / "epoch_0003.pt").write_bytes(b"nonsense")
    assert same_weights(run(tmp_path / "broken", 4).state_dict, whole.state_dict)


@pytest.mark.parametrize("key", ["config", "data"])
def test_f10_checkpoint_of_another_config_or_data_set(key, saved, caplog):
    with caplog.at_level(logging.WARNING):
        assert load_checkpoint(saved, IDENTITY | {key: "other"}) is None
    assert "another config, data set or code" in caplog.text
    assert not list(saved.glob("epoch_*"))


def test_f10_training_starts_afresh(tmp_path, settings, tiny_network, planted, same_weights):
    def run(folder, identity):
        chosen = settings(epochs=2)
        return train(tiny_network(), BinaryTask(), planted(8, 0), planted(6, 1), chosen, folder, identity, 3, "cpu")

    run(tmp_path / "used", {"data": "old"})
    again = run(tmp_path / "used", {"data": "new"})
    assert again.history.epoch.tolist() == [1, 2]
    assert same_weights(again.state_dict, run(tmp_path / "fresh", {"data": "new"}).state_dict)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_f08_disk_full_while_writing_a_checkpoint(number, saved, monkeypatch):
    def fill_the_disk(content, path):
        path.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(torch, "save", fill_the_disk)
    with pytest.raises(InputError, match="no space left") as error:
        save_checkpoint(saved, {"epoch": 5}, IDENTITY)
    assert "\n" not in str(error.value)
    monkeypatch.undo()
    assert not list(saved.glob(".*"))
    assert load_checkpoint(saved, IDENTITY)["epoch"] == 4


def test_two_newest_are_kept(saved):
    names = sorted(path.name for path in saved.iterdir())
    assert names == ["epoch_0003.json", "epoch_0003.pt", "epoch_0004.json", "epoch_0004.pt"]


def test_identity_survives_json(tmp_path):
    identity = {"shape": (1, 2), "files": {"a": "b"}}
    save_checkpoint(tmp_path, {"epoch": 1}, identity)
    assert json.loads((tmp_path / "epoch_0001.json").read_text())["identity"]["shape"] == [1, 2]
    assert load_checkpoint(tmp_path, identity) == {"epoch": 1}


def test_no_folder_means_a_fresh_start(tmp_path):
    assert load_checkpoint(tmp_path / "absent", IDENTITY) is None


def test_clear_checkpoints(saved):
    clear_checkpoints(saved)
    clear_checkpoints(saved)
    assert not saved.exists()


def test_interval_is_over_once_per_span(monkeypatch):
    clock = iter([100.0, 130.0, 159.0, 161.0, 200.0, 221.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    interval = Interval(60)
    assert [interval.is_over() for _ in range(5)] == [False, False, True, False, True]


def test_interval_of_no_length_is_always_over():
    interval = Interval(0)
    assert interval.is_over()
    assert interval.is_over()
