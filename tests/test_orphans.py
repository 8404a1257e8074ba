"""What SLURM is asked, by programs of its names; real clusters are in `tests/workflow/test_slurm.py`."""

import os

import pytest

from radiogenomics.errors import InputError
from radiogenomics.orphans import cancel_orphans

UUID = "6cebc302-c391-479e-b17f-1a2b109a9cdb"


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """File whose lines `squeue` prints; `scancel` takes out the jobs that it is given."""
    programs, lines = tmp_path / "bin", tmp_path / "queue"
    programs.mkdir()
    lines.touch()
    write(programs / "squeue", f"cat {lines}")
    write(programs / "scancel", f'for job in "$@"; do sed -i "/^$job|/d" {lines}; done')
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return lines


def write(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_jobs_of_this_folder_that_snakemake_started_are_cancelled(queue, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    others = [f"3|radiogenomics_{UUID}|{tmp_path}", f"4|my_analysis|{folder}", f"5|radiogenomics_{UUID}x|{folder}"]
    ours = [f"1|radiogenomics_{UUID}|{folder}", f"2|{UUID}|{tmp_path / 'link'}"]
    queue.write_text("\n".join([*ours, *others]) + "\n")
    assert cancel_orphans(folder) == ["1", "2"]
    assert queue.read_text().splitlines() == others


def test_without_slurm_or_orphans_nothing_happens(queue, tmp_path, monkeypatch):
    assert cancel_orphans(tmp_path) == []
    monkeypatch.setenv("PATH", "")
    assert cancel_orphans(tmp_path) == []


def test_a_job_that_does_not_end_stops_the_run_in_one_line(queue, tmp_path):
    write(queue.parent / "bin" / "scancel", "true")
    queue.write_text(f"7|{UUID}|{tmp_path}\n")
    with pytest.raises(InputError, match="SLURM job 7 of an earlier run does not end; cancel it and run again"):
        cancel_orphans(tmp_path, patience=0)


def test_a_cluster_that_does_not_answer_stops_the_run_in_one_line(queue, tmp_path):
    write(queue.parent / "bin" / "squeue", "echo 'slurm_load_jobs error' >&2; exit 1")
    with pytest.raises(InputError, match=r"squeue failed \(slurm_load_jobs error\); try again") as error:
        cancel_orphans(tmp_path)
    assert "\n" not in str(error.value)
