"""A copy or next version beside a file that is read is told where it differs, and other files are not."""

import os
from pathlib import Path

import pytest

from radiogenomics.cohorts.file_copies import copies_of, notice_copies
from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def told(tmp_path):
    """Function that says what is told of files, where those of patients P1 to P4 are read."""

    def look(*names, content="another", newer=False):
        used = {tmp_path / f"P{n}_{what}.nii.gz" for n in range(1, 5) for what in ("T1", "segm")}
        index = {path.name: [path] for path in used}
        for path in used:
            path.write_text("one")
            os.utime(path, (1e9, 1e9))
        for name in names:
            (tmp_path / name).write_text(content)
            os.utime(tmp_path / name, (2e9, 2e9) if newer else (1e9, 1e9))
            index.setdefault(name, []).append(tmp_path / name)
        noticed_since_last()
        notice_copies(copies_of(index, used), used)
        return [(Path(each.file).name, each.what) for each in noticed_since_last()]

    return look


@pytest.mark.parametrize(
    "name",
    [
        *(
            "P1_segm (1).nii.gz",
            "P1_segm(2).nii.gz",
            "P1_segm.nii (1).gz",
            "P1_segm - Copy.nii.gz",
            "P1_segm copy.nii.gz",
        ),
        *(
            "P1_segm - Kopie (2).nii.gz",
            "P1_segm_v2.nii.gz",
            "P1_segm_final.nii.gz",
            "P1_segm_corrected.nii",
            "p1_segm-V3.nii.gz",
        ),
        *("Copy of P1_segm.nii.gz", "P1_segm_final_v2 (1).nii.gz"),
    ],
)
def test_a_copy_that_differs_is_told(told, name):
    assert told(name) == [
        (
            name,
            "lies beside P1_segm.nii.gz, which is read, and differs; which one is right? If it is this one, give it "
            "the name of the other and move that away",
        )
    ]
    ((_, what),) = told(name, newer=True)
    assert "and is newer and differs; which one" in what


@pytest.mark.parametrize(
    "name",
    [
        *(
            "P1_T1GD.nii.gz",
            "P1_T2.nii.gz",
            "P1_segm_brain.nii.gz",
            "P9_segm (1).nii.gz",
            "P1_segm (1).csv",
            "P1_T1 (1).json",
        ),
        *("P1_final.nii.gz", "P1_T1_bias.nii.gz", "P11_segm.nii.gz", "P1_T12.nii.gz", "segm_v2.nii.gz"),
    ],
)
def test_other_files_are_not_told(told, name):
    assert told(name) == []


def test_an_equal_copy_is_not_told_and_a_habit_once(told):
    assert told("P1_segm (1).nii.gz", content="one") == []
    ((name, what),) = told(*[f"P{n}_{what}_corrected.nii.gz" for n in range(1, 5) for what in ("T1", "segm")])
    assert name == "P1_T1_corrected.nii.gz" and "as are 7 others beside such files" in what


def test_a_corrected_mask_is_told_as_such_and_as_nothing_else(tmp_path, write_scan):
    (tmp_path / "patients.csv").write_text("patient_id\nP1\nP2\n")
    for patient in ("P1", "P2"):
        write_scan(tmp_path / f"{patient}_T1.nii.gz")
        write_scan(tmp_path / f"{patient}_segm.nii.gz", labels=(1, 2, 4))
    write_scan(tmp_path / "P2_segm (1).nii.gz", labels=(2, 4))
    noticed_since_last()
    scans = read_scans(tmp_path, ["T1"]).set_index("patient_id")
    assert scans["path_corrected"]["P2"] == str(tmp_path / "P2_segm.nii.gz")
    ((_, file, what),) = noticed_since_last()
    assert file == str(tmp_path / "P2_segm (1).nii.gz") and what.startswith("lies beside P2_segm.nii.gz, which is read")
