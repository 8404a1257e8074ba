import zipfile

import pytest

from radiogenomics.downloads.unpack import unpack
from radiogenomics.errors import InputError

MEMBERS = {"scans/a/a_t1.nii.gz": b"t1" * 500, "scans/a/a_t2.nii.gz": b"t2" * 500, "readme.txt": b""}


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "scans.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.mkdir("scans/empty")
        for name, body in MEMBERS.items():
            file.writestr(name, body)
    return path


def test_all_members_lie_beside_the_archive(archive, tmp_path):
    assert unpack(archive) == [tmp_path / name for name in MEMBERS]
    for name, body in MEMBERS.items():
        assert (tmp_path / name).read_bytes() == body


def test_what_is_there_and_right_is_left_alone_and_what_is_wrong_replaced(archive, tmp_path):
    right, wrong, _ = unpack(archive)
    before = right.stat().st_ino
    wrong.write_bytes(b"x" * len(MEMBERS["scans/a/a_t2.nii.gz"]))
    unpack(archive)
    assert right.stat().st_ino == before and wrong.read_bytes() == MEMBERS["scans/a/a_t2.nii.gz"]


@pytest.mark.parametrize("body", [b"<html>", b""])
def test_f23_what_is_no_zip_file_is_named(body, archive):
    archive.write_bytes(body)
    with pytest.raises(InputError, match=r"scans\.zip: not a whole zip file"):
        unpack(archive)


def test_f23_a_damaged_member_is_named_and_not_left_behind(archive, tmp_path):
    body = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as file:
        start = file.getinfo("scans/a/a_t2.nii.gz").header_offset + 30 + len("scans/a/a_t2.nii.gz")
    body[start + 2] ^= 0xFF
    archive.write_bytes(body)
    with pytest.raises(InputError, match=r"scans\.zip: not a whole zip file"):
        unpack(archive)
    assert [path.name for path in (tmp_path / "scans" / "a").iterdir()] == ["a_t1.nii.gz"]


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_a_member_outside_the_folder_is_refused(name, tmp_path):
    path = tmp_path / "inner" / "evil.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(name, b"x")
    with pytest.raises(InputError, match="would lie outside the folder"):
        unpack(path)
    assert not (tmp_path / "outside").exists()


def test_b35_too_little_space_is_found_before_anything_is_unpacked(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("radiogenomics.downloads.disk.free_space", lambda _: 1999)
    with pytest.raises(InputError, match=r"scans\.zip, unpacked: 2\.0 kB needed, 2\.0 kB free"):
        unpack(archive)
    assert [path.name for path in tmp_path.iterdir()] == ["scans.zip"]
