"""Faults that a run survives: the same command, given again, ends with the same tables."""

import gzip
import os
import shutil
import signal
import time
from pathlib import Path

import psutil
import pytest

ARCHIVE = "results/simulated/upenn_gbm/UPENN-GBM/NIfTI-files"


@pytest.fixture
def started_anew(finished, copy_of):
    """A run of which everything after the images is still to be done, and its tables when it was finished."""
    workflow = copy_of(finished)
    expected = workflow.results()
    remove_all_after_images(workflow.folder / "results" / "spottune_mgmt")
    return workflow, expected


def remove_all_after_images(study):
    for name in ("training", "predictions", "tables", "figures"):
        shutil.rmtree(study / name)
    for name in ("predictions.csv", "metrics.csv", "comparisons.csv", "provenance.json"):
        (study / name).unlink()


def wait_for_training(workflow, run):
    """Return when a training has written its first checkpoint."""
    deadline = time.monotonic() + 120
    while not list((workflow.folder / "results" / "resume").glob("**/fold*/*")):
        assert run.poll() is None, run.stdout.read()
        assert time.monotonic() < deadline, "no training wrote a checkpoint"
        time.sleep(0.02)


def finish(workflow, expected):
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert workflow.results() == expected


def test_f01_kill_of_the_main_process(started_anew):
    workflow, expected = started_anew
    run = workflow.start()
    wait_for_training(workflow, run)
    jobs = psutil.Process(run.pid).children(recursive=True)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs(jobs, timeout=20)
    assert not [job for job in alive if "python" in job.name()], "a job outlived the workflow"
    finish(workflow, expected)


def test_f02_kill_of_a_training(started_anew):
    workflow, expected = started_anew
    run = workflow.start()
    wait_for_training(workflow, run)
    for process in psutil.Process(run.pid).children(recursive=True):
        if "python" in process.name():
            process.kill()
    assert run.wait() != 0
    finish(workflow, expected)


def test_f04_ctrl_c(started_anew):
    workflow, expected = started_anew
    run = workflow.start()
    wait_for_training(workflow, run)
    run.send_signal(signal.SIGINT)
    assert run.wait() != 0
    finish(workflow, expected)


def test_b01_missing_scan_stops_before_any_training_with_one_line(finished, copy_of):
    _stops_before_training(finished, copy_of, Path.unlink, "no file for modality FLAIR|no such file|missing")


def test_b02_truncated_scan_stops_before_any_training_with_one_line(finished, copy_of):
    def truncate(path):
        path.write_bytes(path.read_bytes()[:-200])

    _stops_before_training(finished, copy_of, truncate, "truncated|damaged|cut off")


def test_b03_scan_that_is_no_nifti_stops_before_any_training_with_one_line(finished, copy_of):
    def overwrite(path):
        path.write_bytes(gzip.compress(b"not an image" * 1000))

    _stops_before_training(finished, copy_of, overwrite, "NIfTI")


def _stops_before_training(finished, copy_of, damage, message):
    workflow = copy_of(finished)
    study = workflow.folder / "results" / "spottune_mgmt"
    splits = (study / "splits.csv").read_text().splitlines()
    patient = next(line.split(",")[0] for line in splits if ",structural,test," in line)
    (scan,) = (workflow.folder / ARCHIVE / "images_structural").rglob(f"{patient}_11_FLAIR.nii.gz")
    damage(scan)
    remove_all_after_images(study)
    (study / "images" / "FLAIR.npy").unlink()
    done = workflow.run()
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr[-3000:]
    assert patient in lines[0]
    assert any(word in lines[0] for word in message.split("|")), lines[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert not list(study.glob("training/**/weights.pt"))
