import hashlib
from dataclasses import replace

import pytest

from radiogenomics.downloads import https
from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.known import remember_first_downloads
from radiogenomics.errors import InputError

BODIES = {"acquisition.csv": b"ID,Manufacturer\n", "mapping.csv": b"PatientID,ImageID\r\n"}
PART = replace(read_part("upenn_gbm", "tables"), location=";".join(BODIES), files=2, size=None)


@pytest.fixture
def server(file_server, monkeypatch):
    monkeypatch.setattr(https, "BASE", file_server.base)
    file_server.files.update(BODIES)
    return file_server


def test_the_tables_of_upenn_gbm_lie_where_tcia_keeps_them():
    tables = https.addresses(read_part("upenn_gbm", "tables"))
    assert tables[0] == "https://www.cancerimagingarchive.net/wp-content/uploads/UPENN-GBM_clinical_info_v2.1.csv"
    assert https.addresses(read_part("tcga", "tables"))[0].startswith("https://raw.githubusercontent.com/")


def test_all_files_of_a_part_are_fetched_and_recorded(server, tmp_path):
    records = https.receive(PART, tmp_path)
    assert records == [
        FileRecord(
            *(name, len(body), "sha256", hashlib.sha256(body).hexdigest(), "first download", f"{server.base}{name}")
        )
        for name, body in BODIES.items()
    ]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == BODIES


def test_a_file_that_is_refused_leaves_those_before_it(server, tmp_path):
    del server.files["mapping.csv"]
    with pytest.raises(InputError, match=r"/mapping\.csv: not downloaded: status 404; .*; or download .* `local_dir`"):
        https.receive(PART, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["acquisition.csv"]


def test_a_new_version_of_a_file_whose_copy_was_known_stops_with_the_list_to_correct(server, tmp_path):
    part = replace(PART, location="UPENN-GBM_clinical_info_v2.1.csv")
    server.files["UPENN-GBM_clinical_info_v2.1.csv"] = b"ID,Gender\n"
    with pytest.raises(InputError) as error:
        https.receive(part, tmp_path)
    message = str(error.value)
    assert "the checksum of a copy" in message and "resources/checksums/upenn_gbm.sha256" in message
    assert list(tmp_path.iterdir()) == []


def test_a_later_download_is_held_against_the_first(server, tmp_path):
    remember_first_downloads(PART, tmp_path, https.receive(PART, tmp_path))
    (tmp_path / "mapping.csv").write_bytes(b"damaged since")
    https.receive(PART, tmp_path)
    assert (tmp_path / "mapping.csv").read_bytes() == BODIES["mapping.csv"]
    (tmp_path / "mapping.csv").unlink()
    server.files["mapping.csv"] = b"another version"
    with pytest.raises(InputError, match=r"the first download: .* correct it in .*/\.downloaded/tables\.sha256"):
        https.receive(PART, tmp_path)
