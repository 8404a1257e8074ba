"""What all ways of finding files say."""

from pathlib import Path

from radiogenomics.cohorts.archive_tree import FileIndex
from radiogenomics.cohorts.own_file_finder import names_in_files, nearest_file, one_of_several
from radiogenomics.oddities import noticed_since_last


def test_zeros_that_a_table_lost_are_restored_where_nothing_is_in_doubt():
    noticed_since_last()
    assert names_in_files(["3", "A", "5"], {"003", "05", "005"}) == {"3": "003", "A": "A", "5": "5"}
    assert [each.patient_id for each in noticed_since_last()] == ["3"]


def test_both_files_are_named():
    problem = one_of_several("P1", "T1GD", [Path("a/P1_t1ce.nii"), Path("P1_T1C.nii")])
    assert problem.what == "2 files may be T1GD: a/P1_t1ce.nii and P1_T1C.nii" and problem.patient_id == "P1"


def test_the_nearest_file_is_of_the_patient_and_of_no_use_yet():
    index = FileIndex({name: [Path(name)] for name in ("P1_T1.nii.gz", "P1_T1c.nii.gz", "P2_T1GD.nii.gz")})
    assert nearest_file(index, "P1_T1GD.nii.gz", {Path("P1_T1.nii.gz")}) == Path("P1_T1c.nii.gz")
