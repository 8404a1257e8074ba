from pathlib import Path

import pytest

from radiogenomics.cohorts.archive_tree import (
    files_by_identifier,
    index_files,
    index_folders,
    unique_file,
    unique_folder,
)
from radiogenomics.errors import InputError


def test_files_are_found_at_any_depth_and_old_is_left_out(tmp_path: Path, touch):
    shallow = touch(tmp_path / "a.nii.gz")
    deep = touch(tmp_path / "x" / "x" / "y" / "b.nii.gz")
    touch(tmp_path / "x" / "old" / "deeper" / "c.nii.gz")
    index = index_files(tmp_path)
    assert unique_file(index, "a.nii.gz") == shallow
    assert unique_file(index, "b.nii.gz") == deep
    assert unique_file(index, "c.nii.gz") is None


def test_an_archive_that_itself_lies_below_old_is_read(tmp_path: Path, touch):
    path = touch(tmp_path / "old" / "archive" / "a.nii.gz")
    assert unique_file(index_files(tmp_path / "old" / "archive"), "a.nii.gz") == path


def test_linked_folders_are_followed_once(tmp_path: Path, touch):
    path = touch(tmp_path / "elsewhere" / "a.nii.gz")
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "link").symlink_to(path.parent)
    (path.parent / "loop").symlink_to(archive)
    assert index_files(archive) == {"a.nii.gz": [archive / "link" / "a.nii.gz"]}


def test_identical_copies_are_one_file(tmp_path: Path, touch):
    touch(tmp_path / "one" / "a.csv").write_text("same")
    touch(tmp_path / "two" / "a.csv").write_text("same")
    assert unique_file(index_files(tmp_path), "a.csv") == tmp_path / "one" / "a.csv"


def test_two_different_files_of_one_name_are_both_named(tmp_path: Path, touch):
    touch(tmp_path / "one" / "a.csv").write_text("this")
    touch(tmp_path / "two" / "a.csv").write_text("that")
    with pytest.raises(InputError, match="two different files") as error:
        unique_file(index_files(tmp_path), "a.csv")
    assert str(tmp_path / "one" / "a.csv") in str(error.value)
    assert str(tmp_path / "two" / "a.csv") in str(error.value)


def test_b29_a_folder_that_is_not_there(tmp_path: Path):
    with pytest.raises(InputError, match="no such folder; correct `local_dir`"):
        index_files(tmp_path / "missing")


def test_b29_a_folder_that_cannot_be_read(tmp_path: Path, touch, forbid):
    forbid(touch(tmp_path / "closed" / "a.csv").parent)
    with pytest.raises(InputError, match=r"closed: cannot be read \(Permission denied\); correct its permissions"):
        index_files(tmp_path)


def test_b29_a_copy_that_cannot_be_compared(tmp_path: Path, touch, forbid):
    for name in ("one", "two"):
        touch(tmp_path / name / "a.csv").write_text("same")
    index = index_files(tmp_path)
    forbid(tmp_path / "two" / "a.csv")
    with pytest.raises(InputError, match=r"two/a\.csv: cannot be read \(Permission denied\); correct its permissions"):
        unique_file(index, "a.csv")


def test_folders_that_hold_files_are_found_by_their_own_name(tmp_path: Path, touch):
    for name in ("train/00001/FLAIR/1.dcm", "train/00002/FLAIR/1.dcm", "train/00001/old/FLAIR/1.dcm"):
        touch(tmp_path / name)
    (tmp_path / "train" / "00003" / "FLAIR").mkdir(parents=True)
    assert index_folders(tmp_path) == {
        "FLAIR": [tmp_path / "train" / "00001" / "FLAIR", tmp_path / "train" / "00002" / "FLAIR"]
    }


def test_files_by_the_identifier_in_their_name(tmp_path: Path, touch):
    for name in ("A1_t1.nii.gz", "deep/A2_t1.nii.gz", "A3_t1.nii", "A4_t1.nii.gz.part", "B1_t1.nii.gz"):
        touch(tmp_path / name)
    found = files_by_identifier(index_files(tmp_path), r"(A\d)_t1\.nii\.gz")
    assert found == {
        "A1": tmp_path / "A1_t1.nii.gz",
        "A2": tmp_path / "deep" / "A2_t1.nii.gz",
        "A3": tmp_path / "A3_t1.nii",
    }


def test_two_copies_of_a_folder_are_one_if_they_hold_the_same(tmp_path: Path, touch):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        touch(folder / "1.dcm").write_text("same")
    assert unique_folder(folders) == folders[0]
    touch(folders[1] / "2.dcm")
    with pytest.raises(InputError, match="two different copies of the same series; move the wrong one away"):
        unique_folder(folders)
    touch(folders[0] / "2.dcm").write_text("other")
    with pytest.raises(InputError, match="two different copies"):
        unique_folder(folders)


def test_b29_a_copy_of_a_folder_that_cannot_be_read(tmp_path: Path, touch):
    touch(tmp_path / "one" / "1.dcm")
    with pytest.raises(InputError, match=r"two: cannot be read \(No such file or directory\)"):
        unique_folder([tmp_path / "one", tmp_path / "two"])


def test_what_macos_writes_beside_each_file_is_no_file(tmp_path: Path, touch):
    path = touch(tmp_path / "P1_T1.nii.gz")
    touch(tmp_path / "._P1_T1.nii.gz")
    touch(tmp_path / "__MACOSX" / "P1_T1.nii.gz").write_bytes(b"other")
    assert index_files(tmp_path) == {"P1_T1.nii.gz": [path]}


@pytest.mark.parametrize("folder", [".Trash-1000/files", "$RECYCLE.BIN", "#recycle", ".git/annex", "@eaDir"])
def test_what_was_deleted_or_is_hidden_is_no_file(tmp_path: Path, touch, folder):
    path = touch(tmp_path / ".cache" / "archive" / "P1_T1.nii.gz")
    touch(path.parent / folder / "P1_T2.nii.gz")
    assert index_files(path.parent) == {"P1_T1.nii.gz": [path]}


def test_files_of_old_are_known_to_be_left_out(tmp_path: Path, touch):
    path = touch(tmp_path / "x" / "old" / "deep" / "P1_T1.nii.gz")
    assert index_files(tmp_path).left_out["p1_t1.nii"] == path
