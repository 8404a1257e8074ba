"""The program `ascp` is proprietary and cannot be installed here: `stand_in_ascp.py` takes its place."""

import hashlib
import logging
import shutil
import zipfile
from dataclasses import replace

import pytest

from radiogenomics.downloads import ascp as ascp_module
from radiogenomics.downloads import faspex
from radiogenomics.downloads.catalogue import Part, read_part
from radiogenomics.downloads.known import remember_first_downloads
from radiogenomics.errors import InputError

PREFIX = "UPENN-GBM/NIfTI-files"
pytestmark = pytest.mark.usefixtures("ascp", "faspex_server", "resources")


def structural() -> Part:
    return read_part("upenn_gbm", "images_structural")


def segmentations() -> Part:
    return read_part("upenn_gbm", "automated_segm")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data" / "upenn_gbm"


def files(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def in_package(package_folder, name: str) -> set[str]:
    below = (package_folder / PREFIX / name).rglob("*")
    return {p.relative_to(package_folder).as_posix() for p in below if p.is_file() and "old" not in p.parts}


@pytest.mark.parametrize(("name", "count"), [("images_structural", 6), ("images_DTI", 3), ("automated_segm", 3)])
def test_one_sub_folder_is_received_and_verified_and_nothing_else(name, count, data, package_folder):
    records = faspex.receive(read_part("upenn_gbm", name), data)
    expected = in_package(package_folder, name)
    assert {record.file for record in records} == expected and len(expected) == count
    assert files(data) == expected | {"UPENN-GBM.sums"}
    for record in records:
        body = (package_folder / record.file).read_bytes()
        assert (data / record.file).read_bytes() == body
        assert (record.algorithm, record.checksum, record.origin) == ("md5", hashlib.md5(body).hexdigest(), "archive")
        assert record.size == len(body) and record.url == f"https://doi.org/10.7937/TCIA.709X-DN49#/{record.file}"


def test_the_list_of_checksums_is_fetched_first(data, ascp):
    faspex.receive(structural(), data)
    assert [call["sources"] for call in ascp.calls] == [
        ["/node/UPENN-GBM.sums"],
        [f"/node/{PREFIX}/images_structural"],
    ]


def test_what_is_there_and_right_needs_neither_the_program_nor_a_network(data, ascp, faspex_server, tmp_path):
    first = faspex.receive(structural(), data)
    ascp.forget()
    faspex_server.requests.clear()
    (tmp_path / "bin" / "ascp").unlink()
    assert faspex.receive(structural(), data) == first
    assert ascp.calls == [] and faspex_server.requests == []
    (data / first[0].file).write_bytes(b"damaged")
    with pytest.raises(InputError, match="gem install aspera-cli"):
        faspex.receive(structural(), data)


def test_f23_a_list_that_lacks_files_does_not_make_half_a_package_whole(data, package_folder, resources):
    sums = package_folder / "UPENN-GBM.sums"
    lines = sums.read_text().splitlines()
    sums.write_text("\n".join(line for line in lines if "00002" not in line) + "\n")
    with pytest.raises(InputError) as error:
        faspex.receive(segmentations(), data)
    message = str(error.value)
    assert message.startswith("UPENN-GBM-NIfTI, /UPENN-GBM.sums: sha256 ") and "the checksum of a copy" in message
    assert f"correct it in {resources / 'checksums' / 'upenn_gbm.sha256'}" in message and files(data) == set()

    (resources / "checksums" / "upenn_gbm.sha256").unlink()
    with pytest.raises(
        InputError, match=r"UPENN-GBM\.sums: names 2 file\(s\) below .*/automated_segm where 3 are known"
    ):
        faspex.receive(segmentations(), data)
    assert files(data) == set(), "neither images nor the list may stay"
    part = replace(segmentations(), files=None)
    with pytest.raises(InputError, match=r"names \d+ file\(s\) where the package UPENN-GBM-NIfTI has \d+; try again"):
        faspex.receive(part, data)


def test_f23_a_list_that_is_damaged_is_fetched_again(data, ascp):
    data.mkdir(parents=True)
    (data / "UPENN-GBM.sums").write_text("damaged")
    ascp.show("corrupt")
    assert len(faspex.receive(segmentations(), data)) == 3
    assert [call["copied"] for call in ascp.calls][:2] == [["UPENN-GBM.sums"]] * 2


def test_a_file_that_the_list_does_not_name_is_refused_before_anything_is_fetched(data, ascp, package_folder):
    home = data / PREFIX / "automated_segm"
    home.mkdir(parents=True)
    stranger = home / "UPENN-GBM-00001_11_automated_approx_segm_v0.nii.gz"
    stranger.touch()
    (home / "UPENN-GBM-00001_11_automated_approx_segm.nii.gz.partial").touch()
    with pytest.raises(InputError, match=rf"{stranger}: not in the list of its package; move it"):
        faspex.receive(segmentations(), data)
    assert [call["copied"] for call in ascp.calls] == [["UPENN-GBM.sums"]]
    stranger.unlink()
    (package_folder / stranger.relative_to(data)).touch()
    with pytest.raises(InputError, match="not in the list of its package"):
        faspex.receive(segmentations(), data)
    stranger.unlink()
    assert len(faspex.receive(segmentations(), data)) == 3, "once it is removed, what came is whole"


def test_superseded_files_that_came_all_the_same_are_not_recorded(data, package_folder):
    old = next(package_folder.rglob("old/*.gz")).relative_to(package_folder)
    (data / old).parent.mkdir(parents=True)
    (data / old).write_bytes(b"anything")
    assert old.as_posix() not in {record.file for record in faspex.receive(structural(), data)}


def test_f21_a_transfer_that_breaks_off_is_taken_up_again(data, ascp, package_folder):
    ascp.show("", "exit")
    faspex.receive(structural(), data)
    assert files(data) == in_package(package_folder, "images_structural") | {"UPENN-GBM.sums"}
    copied = [len(call["copied"]) for call in ascp.calls]
    assert copied == [1, 1, 5], "what had come must not be fetched again"


def test_f24_a_transfer_that_stalls_is_started_anew(data, ascp, package_folder, monkeypatch):
    monkeypatch.setattr(ascp_module, "STALL", 0.3)
    ascp.show("", "stall", "hang")
    faspex.receive(structural(), data)
    assert files(data) == in_package(package_folder, "images_structural") | {"UPENN-GBM.sums"}
    assert [len(call["copied"]) for call in ascp.calls] == [1, 1, 0, 5]


def test_f24_a_transfer_that_stalls_for_ever_is_given_up(data, ascp, monkeypatch):
    monkeypatch.setattr(ascp_module, "STALL", 0.1)
    monkeypatch.setattr(faspex, "RESTARTS", faspex.FRUITLESS + 1)
    ascp.show(*["hang"] * 9)
    with pytest.raises(InputError, match=r"UPENN-GBM-NIfTI, /UPENN-GBM.sums: transfer given up: stalled"):
        faspex.receive(structural(), data)
    assert len(ascp.calls) == faspex.FRUITLESS + 2, "a stall is no fruitless transfer"


def test_f23_a_corrupt_file_is_fetched_again(data, ascp, package_folder):
    ascp.show("", "corrupt")
    faspex.receive(segmentations(), data)
    for name in in_package(package_folder, "automated_segm"):
        assert (data / name).read_bytes() == (package_folder / name).read_bytes()


def test_f23_one_corrupt_file_is_fetched_alone(data, ascp):
    records = faspex.receive(segmentations(), data)
    ascp.forget()
    damaged = data / records[1].file
    damaged.write_bytes(bytes(damaged.stat().st_size))
    assert faspex.receive(segmentations(), data) == records
    assert [call["copied"] for call in ascp.calls] == [[damaged.name]]


def test_f23_a_file_corrupt_three_times_is_named_and_the_others_stay(data, package_folder, ascp):
    wrong = f"{PREFIX}/automated_segm/UPENN-GBM-00001_11_automated_approx_segm.nii.gz"
    (package_folder / wrong).write_bytes(b"not what the list says")
    with pytest.raises(InputError) as error:
        faspex.receive(segmentations(), data)
    assert str(error.value).startswith(f"{wrong}: wrong checksum, fetched 3 times; ")
    assert files(data) == in_package(package_folder, "automated_segm") - {wrong} | {"UPENN-GBM.sums"}
    assert sum(call["copied"].count(wrong.rpartition("/")[2]) for call in ascp.calls) == 3


def test_f23_a_file_of_the_list_that_the_package_lacks_is_named(data, package_folder):
    missing = f"{PREFIX}/automated_segm/UPENN-GBM-00002_11_automated_approx_segm.nii.gz"
    (package_folder / missing).unlink()
    with pytest.raises(InputError, match=f"{missing}: not in the package, though in its list"):
        faspex.receive(segmentations(), data)


def test_b36_a_closed_port_is_named(data, ascp):
    ascp.show(*["refuse"] * 9)
    with pytest.raises(InputError) as error:
        faspex.receive(structural(), data)
    assert "TCP and UDP port 33001" in str(error.value) and "\n" not in str(error.value)
    assert len(ascp.calls) == faspex.FRUITLESS and files(data) == set()


def test_b34_without_the_program_nothing_at_all_is_fetched(data, faspex_server, tmp_path):
    (tmp_path / "bin" / "ascp").unlink()
    with pytest.raises(InputError, match="gem install aspera-cli && ascli conf ascp install"):
        faspex.receive(structural(), data)
    assert not faspex_server.requests and not data.exists()


def test_a_path_that_the_list_does_not_know_is_named(data):
    location = "UPENN-GBM-NIfTI:/UPENN-GBM/no_such"
    part = Part("upenn_gbm", "images_structural", ("T1",), "faspex", location, None, None, "", "")
    with pytest.raises(InputError, match=r"names nothing below /UPENN-GBM/no_such; .*downloads/upenn_gbm\.csv"):
        faspex.receive(part, data)


def test_a_whole_package_without_a_list_is_held_against_its_first_download(
    tmp_path, package_folder, faspex_server, ascp, caplog
):
    (package_folder / "UPENN-GBM.sums").unlink()
    part = Part("tcga", "images_gbm", ("T1",), "faspex", "BraTS-TCGA-GBM:/", None, None, "CC BY 3.0", "")
    faspex_server.endpoint, faspex_server.doi = "analysis-results", "10.7937/K9/TCIA.2017.KLXWJJ1Q"
    folder = tmp_path / "data" / "tcga"
    records = faspex.receive(part, folder)
    assert "no list of checksums" in caplog.text
    assert len(records) == 12 and {(r.algorithm, r.origin) for r in records} == {("sha256", "first download")}
    remember_first_downloads(part, folder, records)
    (folder / records[3].file).write_bytes(b"damaged since")
    ascp.forget()
    assert faspex.receive(part, folder) == records
    assert (folder / records[3].file).read_bytes() == (package_folder / records[3].file).read_bytes()


def test_zip_files_are_unpacked_where_they_lie(tmp_path, package_folder, faspex_server):
    (package_folder / "UPENN-GBM.sums").unlink()
    with zipfile.ZipFile(package_folder / "UPENN-GBM" / "images.zip", "w") as archive:
        archive.writestr("images/TCGA-02-0006/TCGA-02-0006_1996.08.23_t1.nii.gz", b"scan")
    part = Part("tcga", "images_gbm", ("T1",), "faspex", "BraTS-TCGA-GBM:/", None, None, "CC BY 3.0", "")
    faspex_server.endpoint, faspex_server.doi = "analysis-results", "10.7937/K9/TCIA.2017.KLXWJJ1Q"
    faspex.receive(part, tmp_path / "data")
    scan = tmp_path / "data/UPENN-GBM/images/TCGA-02-0006/TCGA-02-0006_1996.08.23_t1.nii.gz"
    assert scan.read_bytes() == b"scan"


@pytest.fixture
def zipped(package_folder, faspex_server):
    """A package of one zip file without a list, and the part of it."""
    (package_folder / "UPENN-GBM.sums").unlink()
    shutil.rmtree(package_folder / "UPENN-GBM")
    with zipfile.ZipFile(package_folder / "images.zip", "w") as archive:
        archive.writestr("images/t1.nii.gz", b"scan")
    faspex_server.endpoint, faspex_server.doi = "analysis-results", "10.7937/K9/TCIA.2017.KLXWJJ1Q"
    return Part("tcga", "images_gbm", ("T1",), "faspex", "BraTS-TCGA-GBM:/", None, None, "CC BY 3.0", "")


def test_f23_a_zip_file_that_is_none_is_fetched_again(zipped, tmp_path, ascp):
    ascp.show("corrupt", "corrupt")
    faspex.receive(zipped, tmp_path / "data")
    assert (tmp_path / "data" / "images" / "t1.nii.gz").read_bytes() == b"scan"
    assert [call["copied"] for call in ascp.calls] == [["images.zip"]] * 3


def test_f23_a_zip_file_that_stays_none_is_named_and_not_kept(zipped, tmp_path, package_folder, ascp):
    (package_folder / "images.zip").write_bytes(b"<html>log in</html>")
    with pytest.raises(
        InputError, match=r"images\.zip: not a whole zip file .*, 3 times; the file was removed: .*local_dir"
    ):
        faspex.receive(zipped, tmp_path / "data")
    assert files(tmp_path / "data") == set() and len(ascp.calls) == 3


def test_f23_a_zip_file_over_http_that_is_none_is_fetched_again(
    zipped, tmp_path, package_folder, faspex_server, file_server
):
    file_server.files["images.zip"] = (package_folder / "images.zip").read_bytes()
    file_server.faults = ["wrong"]
    faspex_server.downloads = [
        {"id": 7, "download_title": "NIfTI", "download_url": f"{file_server.base}images.zip?token=hidden"}
    ]
    (record,) = faspex.receive(zipped, tmp_path / "data")
    assert (tmp_path / "data" / "images" / "t1.nii.gz").read_bytes() == b"scan" and len(file_server.requests) == 2
    assert record.url == "https://doi.org/10.7937/K9/TCIA.2017.KLXWJJ1Q#/images.zip"


def test_no_secret_reaches_a_record_a_file_or_the_log(data, ascp, caplog):
    caplog.set_level(logging.DEBUG, "radiogenomics")
    ascp.show("refuse", "", "exit")
    records = faspex.receive(structural(), data)
    written = "".join(path.read_text() for path in data.rglob("*") if path.is_file())
    commands = str([call["command"] for call in ascp.calls])
    assert "hidden" not in str(records) + caplog.text + written + commands
