import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.report.provenance import config_sha256, provenance


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
