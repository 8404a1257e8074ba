from dataclasses import replace

import pytest

from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.package_list import files_below, is_there, listed_files, listed_here, refuse_unlisted
from radiogenomics.errors import InputError

pytestmark = pytest.mark.usefixtures("resources")


def structural():
    return read_part("upenn_gbm", "images_structural")


def test_a_part_is_what_lies_below_its_path_without_superseded_files(package_folder):
    listed = listed_files(structural(), [package_folder / "UPENN-GBM.sums"])
    assert structural().files == 7 and len(listed) == 6
    assert not any("/old/" in name for name in listed) and {digest.origin for digest in listed.values()} == {"archive"}


def test_f23_a_list_of_another_number_of_files_is_refused(package_folder):
    lists = [package_folder / "UPENN-GBM.sums"]
    for files in (6, 8):
        with pytest.raises(InputError, match=rf"names 7 file\(s\) below .* where {files} are known"):
            listed_files(replace(structural(), files=files), lists)
    lines = lists[0].read_text().splitlines()
    lists[0].write_text("\n".join(line for line in lines if "/images_structural/" in line))
    with pytest.raises(InputError, match=r"names 7 file\(s\) where the package UPENN-GBM-NIfTI has 13"):
        listed_files(structural(), lists)


def test_what_is_known_without_a_network(package_folder, tmp_path):
    assert listed_here(structural(), tmp_path / "empty") == {} and not is_there(structural(), tmp_path / "empty")
    assert len(listed_here(structural(), package_folder)) == 6 and is_there(structural(), package_folder)
    next(package_folder.rglob("*_FLAIR.nii.gz")).unlink()
    assert not is_there(structural(), package_folder)
    with (package_folder / "UPENN-GBM.sums").open("a") as file:
        file.write(f"{'0' * 32} UPENN-GBM/more\n")
    assert listed_here(structural(), package_folder) == {}, "not the list that is known"


def test_a_file_that_no_list_names_is_refused(package_folder):
    part = structural()
    listed = listed_here(part, package_folder)
    refuse_unlisted(part, package_folder, listed)
    top = package_folder / "UPENN-GBM" / "NIfTI-files" / "images_structural"
    for name in ("a.nii.gz.partial", "a.nii.gz.aspx"):
        (top / name).touch()
    refuse_unlisted(part, package_folder, listed)
    (top / "a.nii.gz").touch()
    with pytest.raises(InputError, match=r"a\.nii\.gz: not in the list of its package; move it"):
        refuse_unlisted(part, package_folder, listed)


def test_superseded_files_are_not_counted(package_folder):
    top = package_folder / "UPENN-GBM" / "NIfTI-files" / "images_structural"
    assert len(files_below(top)) == 6 and files_below(package_folder / "UPENN-GBM.sums")
