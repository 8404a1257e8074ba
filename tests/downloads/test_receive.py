from dataclasses import replace

import pytest

from radiogenomics.downloads import disk, https
from radiogenomics.downloads.catalogue import read_part, read_parts, sources
from radiogenomics.downloads.checksums import read_checksums, write_records
from radiogenomics.downloads.receive import missing_bytes, receive_part, route
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
    assert not server.requests and not (tmp_path / "data").exists()


@pytest.mark.usefixtures("server")
def test_b35_what_is_there_needs_no_space_again(tmp_path, monkeypatch):
    write_records(receive_part(replace(TABLES, name="features", size=None), tmp_path), tmp_path / "features.csv")
    assert missing_bytes(TABLES, tmp_path) < 1000
    (tmp_path / "features.csv").rename(tmp_path / ".downloaded" / "features.csv")
    others = disk.bytes_below(tmp_path) - 1000
    assert missing_bytes(TABLES, tmp_path) == 2000 - others, "files of another part are not those of this one"
    monkeypatch.setattr(disk, "free_space", lambda _: 0)
    (tmp_path / "more").write_bytes(bytes(2000))
    receive_part(TABLES, tmp_path)


def test_a_part_of_unknown_size_needs_no_space_that_is_known(tmp_path):
    assert missing_bytes(replace(TABLES, size=None), tmp_path) == 0


@pytest.mark.parametrize(
    "part", [part for source in sources() for part in read_parts(source)], ids=lambda part: part.name
)
def test_every_part_has_a_route(part):
    assert callable(route(part))
