"""Faults that a run survives: the same command, given again, ends with the same tables."""

import gzip
import os
import shutil
import signal
import time
from pathlib import Path

import psutil
import pytest

from radiogenomics.lock import lock_folder

STUDY = "results/spottune_mgmt"
SIMULATED = "results/simulated/upenn_gbm"
UNTRAINED = ("spottune/FLAIR", "random/DTI_FA")
PREDICTIONS = [f"{STUDY}/predictions/{name}.csv" for name in UNTRAINED]
# The spacing matters to pre-training alone.
USERS = "cohorts={upenn_gbm: {source: upenn_gbm, local_dir: archive, simulation: {spacing: 1.0}}}"


@pytest.fixture
def started_anew(finished, copy_of):
    """A run that has two networks still to train and to predict by, and its tables when it was finished."""
    workflow = copy_of(finished)
    expected = workflow.results()
    for name in UNTRAINED:
        shutil.rmtree(workflow.folder / STUDY / "training" / name / "fold0")
        (workflow.folder / STUDY / "predictions" / f"{name}.csv").unlink()
    return workflow, expected


def wait_for_training(workflow, run):
    """Return when a training has written its first checkpoint."""
    deadline = time.monotonic() + 120
    while not list((workflow.folder / "results" / "resume").glob("**/fold*/*")):
        assert run.poll() is None, run.stdout.read()
        assert time.monotonic() < deadline, "no training wrote a checkpoint"
        time.sleep(0.02)


def finish(workflow, expected):
    done = workflow.run(*PREDICTIONS)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert workflow.results() == expected


def test_f01_kill_of_the_main_process(started_anew):
    workflow, expected = started_anew
    run = workflow.start(*PREDICTIONS)
    wait_for_training(workflow, run)
    jobs = psutil.Process(run.pid).children(recursive=True)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs(jobs, timeout=20)
    assert not [job for job in alive if "python" in job.name()], "a job outlived the workflow"
    finish(workflow, expected)


def test_f02_kill_of_a_training(started_anew):
    workflow, expected = started_anew
    run = workflow.start(*PREDICTIONS)
    wait_for_training(workflow, run)
    for process in psutil.Process(run.pid).children(recursive=True):
        if "python" in process.name():
            process.kill()
    assert run.wait() != 0
    finish(workflow, expected)


def test_f04_ctrl_c(started_anew):
    workflow, expected = started_anew
    run = workflow.start(*PREDICTIONS)
    wait_for_training(workflow, run)
    run.send_signal(signal.SIGINT)
    assert run.wait() != 0
    finish(workflow, expected)


@pytest.fixture
def damaged(finished, copy_of):
    """A finished run with three truncated outputs: a table, an index of images, and a file beside the weights."""
    workflow = copy_of(finished)
    for name in ("metrics.csv", "images/FLAIR_augmented.csv", "weights/width4/resnet_10_history.csv"):
        truncate(workflow.folder / STUDY / name)
    return workflow


def truncate(path):
    path.write_bytes(path.read_bytes()[:-200])


def scan_of(folder, patient="*"):
    return next((folder / "UPENN-GBM" / "NIfTI-files" / "images_structural").rglob(f"{patient}_11_FLAIR.nii.gz"))


def test_f12_a_truncated_simulated_scan_is_noticed_and_simulated_again(finished, copy_of):
    workflow = copy_of(finished)
    scan = scan_of(workflow.folder / SIMULATED)
    truncate(scan)
    done = workflow.run(f"{STUDY}/figures/overlay_FLAIR.png")
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"{SIMULATED}: changed since it was made" in done.stderr
    assert (workflow.folder / f"{SIMULATED}.damaged").is_dir()
    made = [scan, *(workflow.folder / STUDY / name for name in ("cohort.csv", "splits.csv", "images/FLAIR.npy"))]
    for path in made:
        before = finished.folder / path.relative_to(workflow.folder)
        assert path.read_bytes() == before.read_bytes()
        assert path.stat().st_mtime > before.stat().st_mtime


def test_f12_commands_that_only_look_say_what_is_damaged_and_change_nothing(damaged):
    def state():
        paths = (damaged.folder / "results").rglob("*")
        return {path: (path.stat().st_size, path.stat().st_mtime) for path in paths if path.is_file()}

    before = state()
    for command in (["--dry-run"], ["--lint"], ["--list-rules"], ["--rulegraph"], ["--report", "../report.html"]):
        done = damaged.run(*command)
        assert done.returncode == 0, done.stderr[-2000:]
        assert done.stderr.count("changed since it was made") == 3, command
        assert state() == before, command
    assert {"measure", "augment_images", "pretrain_weights"} <= set(damaged.planned())


def test_f12_a_run_makes_again_what_it_needs_and_leaves_the_rest(damaged):
    done = damaged.run(f"{STUDY}/tables/metrics_spottune.html", "--until", "augment_images")
    assert done.returncode == 0, done.stderr[-2000:]
    assert sorted(path.name for path in (damaged.folder / STUDY).rglob("*.damaged")) == ["FLAIR_augmented.csv.damaged"]
    assert {"measure", "pretrain_weights"} <= set(damaged.planned())
    assert "augment_images" not in damaged.planned()


def test_f12_a_damaged_output_that_the_config_no_longer_makes_stops_nothing(damaged, tmp_path):
    downloading = tmp_path / "download.yaml"
    tiny = (damaged.checkout / damaged.configs[0]).read_text()
    downloading.write_text(tiny.replace("width: 4", "width: 64") + "weights: download\n")
    damaged.configs = (downloading,)
    jobs = damaged.planned()
    assert jobs["fetch_weights"] == 1
    assert "pretrain_weights" not in jobs


def test_f11_a_second_run_stops_in_one_line_and_sets_nothing_aside(damaged, monkeypatch):
    monkeypatch.chdir(damaged.folder)
    lock = lock_folder()
    done = damaged.run()
    os.close(lock)
    assert done.returncode != 0
    assert f"process {os.getpid()} is already running here" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not list((damaged.folder / "results").rglob("*.damaged"))


def test_b39_results_of_another_version_stop_a_run_and_stay_as_they_are(workflow_class, repository, tmp_path):
    layout = tmp_path / "results" / "layout.json"
    layout.parent.mkdir()
    layout.write_text('{"layout": 99, "version": "9.9"}')
    for command in ([], ["--dry-run"]):
        done = workflow_class(repository, tmp_path).run(*command)
        assert done.returncode != 0
        assert "written by version 9.9 of the workflow in layout 99" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
    assert list(layout.parent.rglob("*")) == [layout]


@pytest.fixture(scope="module")
def selected(finished, tmp_path_factory):
    """A run on a user's copy of the archive that has selected and split the patients."""
    workflow = type(finished)(finished.checkout, tmp_path_factory.mktemp("selected"))
    shutil.copytree(finished.folder / SIMULATED, workflow.folder / "archive")
    done = workflow.run(f"{STUDY}/splits.csv", config=USERS)
    assert done.returncode == 0, done.stderr[-3000:]
    return workflow


def test_b01_missing_scan_stops_before_any_training_with_one_line(selected, copy_of):
    _stops_before_training(copy_of(selected), Path.unlink, r"no FLAIR scan found (expected ")


def test_b02_truncated_scan_stops_before_any_training_with_one_line(selected, copy_of):
    _stops_before_training(copy_of(selected), truncate, "truncated|damaged|cut off")


def test_b03_scan_that_is_no_nifti_stops_before_any_training_with_one_line(selected, copy_of):
    def overwrite(path):
        path.write_bytes(gzip.compress(b"not an image" * 1000))

    _stops_before_training(copy_of(selected), overwrite, "NIfTI")


def _stops_before_training(workflow, damage, message):
    study = workflow.folder / STUDY
    splits = (study / "splits.csv").read_text().splitlines()
    patient = next(line.split(",")[0] for line in splits if ",structural,test," in line)
    damage(scan_of(workflow.folder / "archive", patient))
    done = workflow.run(f"{STUDY}/figures/learning_curves_random.svg", config=USERS)
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr[-3000:]
    assert patient in lines[0]
    assert any(word in lines[0] for word in message.split("|")), lines[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert not list(study.glob("training/**/weights.pt"))
