import json
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.report.provenance import config_sha256, git_state, provenance


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    _git(folder, "init", "-q")
    return folder


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


def test_record_is_json_and_complete():
    record = provenance({"seed": 42}, 42)
    assert json.loads(json.dumps(record)) == record
    assert set(record) == {
        *("git", "config_sha256", "seed", "python", "packages", "platform"),
        *("processors", "devices", "created", "files", "weights"),
    }
    assert record["packages"]["numpy"] == version("numpy")
    assert {"radiogenomics", "torch", "snakemake"} <= set(record["packages"])
    assert record["devices"]
    assert abs(datetime.fromisoformat(record["created"]) - datetime.now(UTC)).total_seconds() < 60


def test_config_is_a_hash_that_does_not_depend_on_the_order_of_keys():
    assert config_sha256({"a": 1, "b": {"c": 2, "d": 3}}) == config_sha256({"b": {"d": 3, "c": 2}, "a": 1})
    assert config_sha256({"a": 1}) != config_sha256({"a": 2})


def test_no_secret_and_no_home_folder_is_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv("ARCHIVE_PASSWORD", "hunter2")
    monkeypatch.chdir(tmp_path)
    secret = tmp_path.parent / f"{tmp_path.name}-elsewhere.csv"
    secret.write_text("a\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cohort.csv").write_text("b\n")
    record = provenance({"token": "hunter2"}, 1, [secret, tmp_path / "data" / "cohort.csv"])
    text = json.dumps(record)
    assert "hunter2" not in text
    assert str(tmp_path) not in text
    assert str(Path.home()) not in text
    assert [entry["path"] for entry in record["files"]] == [secret.name, "data/cohort.csv"]
    assert record["files"][0]["sha256"] == sha256_of(secret)


def test_origin_of_fetched_weights_is_recorded_without_the_users_folder(tmp_path):
    for name, source in {"a": "https://example.org/a.pth", "b": str(tmp_path / "mine" / "b.pth")}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"name": f"{name}.pth", "source": source, "verified": False}))
    weights = provenance({}, 1, weights=[tmp_path / "a.json", tmp_path / "b.json"])["weights"]
    assert [record["source"] for record in weights] == ["https://example.org/a.pth", "b.pth"]
    assert [record["verified"] for record in weights] == [False, False]


def test_input_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"gone\.csv: no such file"):
        provenance({}, 1, ["gone.csv"])


def test_git_revision_and_state(checkout):
    assert git_state(checkout) is None  # no commit yet
    (checkout / "a.txt").write_text("one\n")
    _git(checkout, "add", "a.txt")
    _git(checkout, "commit", "-qm", "first")
    clean = git_state(checkout)
    assert re.fullmatch(r"[0-9a-f]{40}", clean["revision"])
    assert clean["dirty"] is False
    (checkout / "results.csv").write_text("made by the run\n")
    assert git_state(checkout)["dirty"] is False
    (checkout / "a.txt").write_text("two\n")
    assert git_state(checkout) == {"revision": clean["revision"], "dirty": True}


def test_outside_a_repository_or_without_git_there_is_no_state(tmp_path, monkeypatch, checkout):
    assert git_state(tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert git_state(checkout) is None
