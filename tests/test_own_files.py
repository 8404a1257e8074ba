"""Files of the user's own are known again by their content, whatever their times say."""

import gzip
import os
import time
from pathlib import Path

import pytest

from radiogenomics.downloads.archives import Archive
from radiogenomics.own_files import OwnFiles
from radiogenomics.registration.settings import RegistrationSettings

ARCHIVE = Archive(["mine"], True)
SCAN, TABLE = Path("mine/P001/P001_T1.nii.gz"), Path("mine/patients.csv")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    SCAN.parent.mkdir(parents=True)
    SCAN.write_bytes(gzip.compress(b"voxels" * 5000, mtime=0))
    TABLE.write_text("patient_id,label\nP001,0\n")


def versions(remember=True):
    """Of what a job reads that asks for tables and names alone, and of one that reads scans."""
    files = OwnFiles()
    found = files.versions([ARCHIVE]), files.versions([ARCHIVE], scans=True)
    if remember:
        files.remember()
    return found


def with_time_of(path, change):
    """Change a file and give it the time that it had."""
    before = path.stat()
    change()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_was_only_touched_or_copied_is_the_same():
    first = versions()
    for path in (SCAN, TABLE):
        os.utime(path, (1, 1))
        path.write_bytes(path.read_bytes())
    assert versions() == first
    assert versions(remember=False) == first


def test_a_corrected_table_of_the_same_size_and_time_is_another():
    first = versions()
    with_time_of(TABLE, lambda: TABLE.write_text("patient_id,label\nP001,1\n"))
    assert [a != b for a, b in zip(first, versions(), strict=True)] == [True, True]


def test_a_corrected_scan_matters_to_who_reads_scans():
    first = versions()
    with_time_of(SCAN, lambda: SCAN.write_bytes(gzip.compress(b"voxelt" * 5000, mtime=0)))
    assert [a != b for a, b in zip(first, versions(), strict=True)] == [False, True]


def test_a_corrected_header_of_dicom_matters_to_who_selects_patients():
    path = Path("mine/1/001.dcm")
    path.parent.mkdir()
    path.write_bytes(b"DICM P001")
    first = versions()
    with_time_of(path, lambda: path.write_bytes(b"DICM P002"))
    assert [a != b for a, b in zip(first, versions(), strict=True)] == [True, True]


def test_an_atlas_is_a_file_of_the_users_unless_it_is_the_programs():
    assert RegistrationSettings(atlas="a.nii.gz", atlas_brain="b.nii.gz").own_files == ["a.nii.gz", "b.nii.gz"]
    assert RegistrationSettings(atlas="simulated").own_files == RegistrationSettings().own_files == []


def test_a_new_name_matters_to_all():
    first = versions()
    SCAN.rename(SCAN.with_name("P001_FLAIR.nii.gz"))
    assert [a != b for a, b in zip(first, versions(), strict=True)] == [True, True]


def test_what_programs_leave_behind_and_what_a_run_writes_does_not_count(monkeypatch):
    monkeypatch.chdir("mine")
    here = OwnFiles().folder_version(".", scans=True)
    for name in (".DS_Store", "~$patients.csv", "Thumbs.db", "results/mine/cohort.csv", ".snakemake/log/a.log"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x")
    assert OwnFiles().folder_version(".", scans=True) == here
    Path("other.csv").write_text("x")
    assert OwnFiles().folder_version(".", scans=True) != here


def test_jobs_go_by_what_the_run_saw_when_it_started():
    first = versions()
    TABLE.write_text("patient_id,label\nP001,1\n")
    assert OwnFiles(as_recorded=True).versions([ARCHIVE]) == first[0]
    assert OwnFiles().versions([ARCHIVE]) != first[0]


def test_a_damaged_record_and_missing_files_stop_nothing():
    first = versions()
    OwnFiles().record.write_text("{")
    assert versions() == first
    assert OwnFiles().versions([Archive(["gone"], True)], tables=["gone.csv"])
    assert OwnFiles().versions([Archive(["results/simulated/mine"], False)]) == []


def test_further_tables_are_told_by_their_content():
    first = OwnFiles().versions([], tables=[str(TABLE)])
    with_time_of(TABLE, lambda: TABLE.write_text("patient_id,label\nP001,1\n"))
    assert OwnFiles().versions([], tables=[str(TABLE)]) != first


def test_files_that_a_table_names_elsewhere_count_as_those_of_the_folder():
    scan = Path("elsewhere/1.nii.gz")
    scan.parent.mkdir()
    scan.write_bytes(gzip.compress(b"voxels" * 5000, mtime=0))
    TABLE.write_text("case,ce\nP001,../elsewhere/1.nii.gz\n")
    archive = Archive(["mine"], True, "own", {"table": {"patient_id": "case", "paths": {"T1GD": "ce"}}})

    def seen():
        files = OwnFiles()
        found = files.versions([archive]), files.versions([archive], scans=True)
        files.remember()
        return found

    first = seen()
    assert first == seen() and [len(found) for found in first] == [2, 2]
    assert (OwnFiles(as_recorded=True).versions([archive]), len(versions()[0])) == (first[0], 1)
    with_time_of(scan, lambda: scan.write_bytes(gzip.compress(b"voxelt" * 5000, mtime=0)))
    second = seen()
    assert [a != b for a, b in zip(first, second, strict=True)] == [False, True]
    scan.unlink()
    assert [a != b for a, b in zip(second, seen(), strict=True)] == [True, True]


def test_ten_thousand_files_that_are_known_take_at_most_five_seconds():
    for folder in range(100):
        Path(f"many/{folder}").mkdir(parents=True)
        for file in range(100):
            Path(f"many/{folder}/{file}.nii.gz").write_bytes(bytes([31, 139, file]))
    files = OwnFiles()
    version = files.folder_version("many", scans=True)
    files.remember()
    start = time.process_time()
    assert OwnFiles().folder_version("many", scans=True) == version
    assert time.process_time() - start < 5


def test_files_that_changed_since_a_version_are_named():
    (tables,), (scans,) = versions()
    assert OwnFiles().changed_since(tables) == OwnFiles().changed_since(scans) == []
    os.utime(TABLE, (1, 1))
    Path("mine/notes.txt").write_text("new")
    assert OwnFiles().changed_since(scans) == []
    with_time_of(SCAN, lambda: SCAN.write_bytes(gzip.compress(b"voxelt" * 5000, mtime=0)))
    assert (OwnFiles().changed_since(tables), OwnFiles().changed_since(scans)) == ([], [str(SCAN)])
    with_time_of(TABLE, lambda: TABLE.write_text("patient_id,label\nP001,1\n"))
    assert (OwnFiles().changed_since(tables), OwnFiles().changed_since(scans)) == (
        [str(TABLE)],
        [str(SCAN), str(TABLE)],
    )


def test_a_table_by_itself_that_changed_since_is_named():
    files = OwnFiles()
    (version,) = files.versions([], tables=[str(TABLE)])
    files.remember()
    TABLE.write_text("patient_id,label\nP001,1\n")
    assert OwnFiles().changed_since(version) == [str(TABLE)]


def test_of_what_was_looked_at_again_since_the_folder_is_named():
    (tables,), _ = versions()
    TABLE.write_text("patient_id,label\nP001,1\n")
    (again,), _ = versions()
    assert (OwnFiles().changed_since(tables), OwnFiles().changed_since(again)) == (["mine"], [])


def test_nothing_is_said_of_files_that_are_gone_or_were_never_written_down():
    (tables,), (scans,) = versions()
    SCAN.unlink()
    assert OwnFiles().changed_since(scans) == []
    Path("mine").rename("elsewhere")
    assert OwnFiles().changed_since(tables) == OwnFiles().changed_since(scans) == []
    assert OwnFiles().changed_since("0123456789abcdef") == []
