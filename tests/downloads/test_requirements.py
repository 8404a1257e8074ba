import os
import shutil

import pytest

from radiogenomics.downloads import disk
from radiogenomics.downloads.catalogue import EVERYTHING, parts_needed, read_part
from radiogenomics.downloads.requirements import missing_requirements, require
from radiogenomics.errors import InputError

IMAGES = read_part("upenn_gbm", "images_structural")
TABLES = read_part("upenn_gbm", "tables")
EGD = read_part("egd", "tables")


@pytest.fixture
def no_account(tmp_path, monkeypatch):
    for name in ("XNATPY_USER", "XNATPY_PASS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


@pytest.mark.usefixtures("no_ascp")
def test_b34_a_missing_program_stops_before_anything_is_fetched(tmp_path):
    with pytest.raises(InputError, match="gem install aspera-cli && ascli conf ascp install"):
        require({"upenn_gbm": [TABLES, IMAGES]}, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_account")
def test_b33_missing_credentials_are_named_without_a_value(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="XNATPY_USER and XNATPY_PASS"):
        require({"egd": [EGD]}, tmp_path)
    monkeypatch.setenv("XNATPY_USER", "hidden")
    (message,) = missing_requirements({EGD: tmp_path})
    assert "XNATPY_PASS" in message and "hidden" not in message
    monkeypatch.setenv("XNATPY_PASS", "hidden")
    require({"egd": [EGD]}, tmp_path)


@pytest.mark.usefixtures("no_ascp", "no_account")
def test_each_thing_missing_is_named_once(tmp_path):
    parts = [TABLES, IMAGES, read_part("upenn_gbm", "images_DTI"), EGD]
    messages = missing_requirements(dict.fromkeys(parts, tmp_path))
    assert len(messages) == 2 and messages[0].startswith("ascp") and "XNATPY_USER" in messages[1]


@pytest.mark.usefixtures("ascp")
def test_b35_the_parts_together_must_fit_on_the_disk(tmp_path, monkeypatch):
    segmentations = read_part("upenn_gbm", "automated_segm")
    monkeypatch.setattr(disk, "free_space", lambda _: 5_910_000_000)
    require({"upenn_gbm": [IMAGES]}, tmp_path)
    with pytest.raises(InputError, match=r"download of upenn_gbm/images_structural, upenn_gbm/automated_segm: 5\.9 GB"):
        require({"upenn_gbm": [IMAGES, segmentations]}, tmp_path)


@pytest.mark.usefixtures("ascp")
def test_b35_a_whole_package_needs_its_whole_size_also_where_parts_have_none(tmp_path, monkeypatch):
    everything = {"upenn_gbm": parts_needed("upenn_gbm", [EVERYTHING])}
    monkeypatch.setattr(disk, "free_space", lambda _: 68_000_000_000)
    with pytest.raises(InputError, match=r"69\.0 GB needed, 68\.0 GB free"):
        require(everything, tmp_path)
    monkeypatch.setattr(disk, "free_space", lambda _: 70_000_000_000)
    require(everything, tmp_path)


@pytest.mark.usefixtures("ascp")
def test_b35_the_main_study_needs_50_gb_though_two_parts_have_no_size(tmp_path, monkeypatch):
    images = {"upenn_gbm": parts_needed("upenn_gbm", ["tables", "T1", "DTI_FA", "DSC_PH", "automatic", "corrected"])}
    monkeypatch.setattr(disk, "free_space", lambda _: 49_600_000_000)
    with pytest.raises(InputError, match=r"49\.7 GB needed, 49\.6 GB free"):
        require(images, tmp_path)
    monkeypatch.setattr(disk, "free_space", lambda _: 49_800_000_000)
    require(images, tmp_path)


@pytest.mark.usefixtures("no_ascp")
def test_files_that_are_all_there_need_no_program(tmp_path, package_folder, resources):
    part = read_part("upenn_gbm", "automated_segm")
    shutil.copytree(package_folder, tmp_path / "data" / "upenn_gbm")
    require({"upenn_gbm": [part]}, tmp_path / "data")
    next((tmp_path / "data").rglob("*segm.nii.gz")).unlink()
    with pytest.raises(InputError, match="gem install aspera-cli"):
        require({"upenn_gbm": [part]}, tmp_path / "data")


def test_b35_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: mode == os.F_OK and os.path.lexists(path))
    with pytest.raises(InputError, match=f"{tmp_path}: no folder that can be written; .*`data_dir`"):
        require({"upenn_gbm": [TABLES]}, tmp_path / "data")


def test_nothing_needs_nothing(tmp_path):
    require({}, tmp_path)
