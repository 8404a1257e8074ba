from pathlib import Path

import pytest

from radiogenomics.cohorts.archive_tree import index_files, unique_file
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
