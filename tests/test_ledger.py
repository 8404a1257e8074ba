from pathlib import Path

import pytest

from radiogenomics import ledger
from radiogenomics.errors import InputError

SCAN = Path("archive/images/scan.nii.gz")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(("a.csv", "whole table"), ("b.csv", "other"), (SCAN, "voxels"), ("archive/table.csv", "rows"))
    ledger.remember(["a.csv", "b.csv", "archive"])


def make(*files):
    for path, text in files:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


def test_f12_truncated_output_is_noticed_and_set_aside():
    Path("a.csv").write_text("who")
    assert ledger.damaged_outputs() == ["a.csv"]
    ledger.set_aside(["a.csv"])
    assert not Path("a.csv").exists()
    assert Path("a.csv.damaged").read_text() == "who"
    assert Path("b.csv").exists()


@pytest.mark.parametrize("damage", [lambda: SCAN.write_text("vox"), SCAN.unlink], ids=["truncated", "gone"])
def test_f12_damage_in_a_folder_sets_the_whole_folder_aside(damage):
    damage()
    assert ledger.damaged_outputs() == ["archive"]
    ledger.set_aside(["archive"])
    assert not Path("archive").exists()
    assert Path("archive.damaged/table.csv").read_text() == "rows"


def test_f12_a_damaged_copy_takes_the_place_of_an_older_one():
    make(("archive.damaged/older.csv", "rows"), ("a.csv.damaged", "older"))
    SCAN.unlink()
    Path("a.csv").write_text("who")
    ledger.set_aside(["a.csv", "archive"])
    assert Path("a.csv.damaged").read_text() == "who"
    assert [path.name for path in Path("archive.damaged").glob("*.csv")] == ["table.csv"]


def test_f12_an_output_set_aside_counts_as_damaged_until_its_job_is_done():
    Path("a.csv").write_text("who")
    ledger.set_aside(["a.csv"])
    assert ledger.damaged_outputs() == ["a.csv"]
    ledger.set_aside(["a.csv"])
    assert Path("a.csv.damaged").exists()
    ledger.forget(["a.csv"])
    assert ledger.damaged_outputs() == ["a.csv"], "a job that is killed leaves it missing"
    Path("a.csv").write_text("whole table")
    ledger.remember(["a.csv"])
    assert ledger.damaged_outputs() == []


def test_looking_changes_nothing():
    Path("a.csv").write_text("who")
    SCAN.unlink()
    before = sorted(Path().rglob("*"))
    assert ledger.damaged_outputs() == ["a.csv", "archive"]
    assert sorted(Path().rglob("*")) == before


def test_intact_deleted_and_added_files_are_no_damage():
    Path("b.csv").unlink()
    make(("archive/images/notes.txt", "mine"))
    assert ledger.damaged_outputs() == []


def test_an_output_deleted_after_it_was_made_again_is_no_damage():
    Path("a.csv").write_text("who")
    ledger.set_aside(["a.csv"])
    Path("a.csv").write_text("whole table")
    ledger.remember(["a.csv"])
    Path("a.csv").unlink()
    assert ledger.damaged_outputs() == []


def test_an_output_being_written_is_not_judged_by_its_old_size():
    ledger.forget(["a.csv", "b.csv"])
    Path("a.csv").write_text("a longer, new table")
    assert ledger.damaged_outputs() == []


def test_an_output_of_another_rule_is_judged_by_its_latest_size():
    """Switching between pre-trained and published weights makes the same file, with another one beside it."""
    Path("a.csv").write_text("a longer, new table")
    ledger.remember(["a.csv", "record.json"])
    assert ledger.damaged_outputs() == []


def test_f12_a_truncated_record_is_named():
    (record,) = ledger.FOLDER.glob("a.csv*")
    record.write_text("{")
    with pytest.raises(InputError, match=r"a\.csv\.json: the record of an output is damaged; delete it"):
        ledger.damaged_outputs()


def test_a_result_that_was_deleted_is_to_be_made_again_and_a_download_is_not():
    make(("results/mine/cohort.csv", "rows"), ("data/egd/.downloaded/t1.csv", "rows"))
    ledger.remember(["results/mine/cohort.csv", "data/egd/.downloaded/t1.csv"])
    assert ledger.deleted_outputs() == []
    for path in ("results/mine/cohort.csv", "data/egd/.downloaded/t1.csv"):
        Path(path).unlink()
    assert ledger.deleted_outputs() == ["results/mine/cohort.csv"]
    assert ledger.damaged_outputs() == []
