import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from radiogenomics.downloads import disk, https
from radiogenomics.downloads.catalogue import read_part, read_parts, sources
from radiogenomics.downloads.checksums import read_checksums
from radiogenomics.downloads.receive import receive_part, route
from radiogenomics.errors import InputError

TABLES = replace(read_part("upenn_gbm", "tables"), location="a.csv;b.csv", size=2000)


@pytest.fixture
def server(file_server, monkeypatch):
    monkeypatch.setattr(https, "BASE", file_server.base)
    file_server.files.update({"a.csv": b"a" * 600, "b.csv": b"b" * 400})
    return file_server


@pytest.mark.usefixtures("server")
def test_a_part_is_received_by_its_route_and_first_checksums_are_remembered(tmp_path):
    records = receive_part(TABLES, tmp_path)
    assert [record.file for record in records] == ["a.csv", "b.csv"]
    remembered = read_checksums(tmp_path / ".downloaded" / "tables.sha256", "sha256")
    assert {name: digest.value for name, digest in remembered.items()} == {r.file: r.checksum for r in records}


def test_b35_too_small_a_disk_is_named_before_a_byte_moves(server, tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "free_space", lambda _: 1999)
    with pytest.raises(InputError, match=r"upenn_gbm, part tables: 2\.0 kB needed, 2\.0 kB free on the disk of "):
        receive_part(TABLES, tmp_path / "data")
    assert not server.requests and [path.name for path in (tmp_path / "data").rglob("*.*")] == [".downloaded"]


@pytest.mark.usefixtures("server")
def test_b35_what_is_there_needs_no_space_again(tmp_path, monkeypatch):
    receive_part(replace(TABLES, size=1000), tmp_path)
    monkeypatch.setattr(disk, "free_space", lambda _: 0)
    receive_part(replace(TABLES, size=1000), tmp_path)
    (tmp_path / "anything").write_bytes(bytes(5000))
    with pytest.raises(InputError, match=r"1\.0 kB needed"):
        receive_part(TABLES, tmp_path)


def test_f21_a_part_that_another_run_receives_is_waited_for_and_not_fetched_again(server, tmp_path, caplog):
    server.files["a.csv"] = bytes(100_000)
    server.faults = ["slow"]
    with ThreadPoolExecutor(2) as runs:
        first = runs.submit(receive_part, TABLES, tmp_path)
        while not server.requests:
            time.sleep(0.02)
        second = runs.submit(receive_part, TABLES, tmp_path)
        deadline = time.monotonic() + 10
        while "waiting" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.02)
        server.released.set()
        assert first.result() == second.result()
    assert [path for path, _ in server.requests] == ["/a.csv", "/b.csv"]
    assert f"{tmp_path}: another run is downloading here, waiting" in caplog.text


@pytest.mark.parametrize(
    "part", [part for source in sources() for part in read_parts(source)], ids=lambda part: part.name
)
def test_every_part_has_a_route(part):
    assert callable(route(part))
