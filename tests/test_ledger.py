from pathlib import Path

import pytest

from radiogenomics import ledger


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("whole table")
    Path("b.csv").write_text("other")
    ledger.remember(["a.csv", "b.csv"])


def test_f12_truncated_output_is_set_aside():
    Path("a.csv").write_text("who")
    assert ledger.set_damaged_aside() == ["a.csv"]
    assert not Path("a.csv").exists()
    assert Path("a.csv.damaged").read_text() == "who"
    assert Path("b.csv").exists()


def test_f12_a_damaged_output_is_asked_for_until_it_is_there_again():
    Path("a.csv").write_text("who")
    ledger.set_damaged_aside()
    assert ledger.set_damaged_aside() == ["a.csv"]
    Path("a.csv").write_text("whole table")
    assert ledger.set_damaged_aside() == []


def test_intact_and_deleted_outputs_are_left_alone():
    Path("b.csv").unlink()
    assert ledger.set_damaged_aside() == []
    assert Path("a.csv").exists()


def test_an_output_being_written_is_not_judged_by_its_old_size():
    ledger.forget(["a.csv", "b.csv"])
    Path("a.csv").write_text("a longer, new table")
    assert ledger.set_damaged_aside() == []
