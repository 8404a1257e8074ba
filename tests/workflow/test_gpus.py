"""Whole jobs on a machine whose two GPUs only `nvidia-smi` knows."""

import os
import re
import shutil
from datetime import datetime
from itertools import combinations

import pytest

STUDY = "results/spottune_mgmt"
TARGETS = [f"{STUDY}/predictions/{model}/FLAIR.csv" for model in ("spottune", "random")]
LISTING = """GPU 0: NVIDIA H200 (UUID: GPU-test-{0}-aaaa)
GPU 1: NVIDIA H200 (UUID: GPU-test-{0}-bbbb)
"""


@pytest.fixture
def two_gpus(tmp_path, monkeypatch):
    """Names of two devices that no other process leases."""
    listing = LISTING.format(os.getpid())
    program = tmp_path / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{listing}END\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return re.findall(r"UUID: (\S+)\)", listing)


@pytest.fixture
def untrained(finished, copy_of):
    """A finished run of which the trainings of two models on one input are to be done again."""
    workflow = copy_of(finished)
    for target in TARGETS:
        model = target.split("/")[3]
        shutil.rmtree(workflow.folder / STUDY / "training" / model / "FLAIR")
        (workflow.folder / target).unlink()
    return workflow


def leases(workflow):
    """Device, first and last moment of every job that had one."""
    for log in (workflow.folder / "results" / "logs").glob("train/spottune_mgmt/*/FLAIR/*.log"):
        text = log.read_text()
        moments = [datetime.fromisoformat(moment) for moment in re.findall(r"^(\S+ [\d:]+),\d+ ", text, re.MULTILINE)]
        if found := re.search(r"GPU (\S+) leased", text):
            yield found[1], moments[0], moments[-1]


def test_f19_trainings_that_run_at_once_have_different_devices(untrained, two_gpus):
    done = untrained.run(*TARGETS, "--resources", "gpu=2", "--set-threads", "train=1")
    assert done.returncode == 0, done.stderr[-3000:]
    held = list(leases(untrained))
    assert len(held) == 4 and {device for device, _, _ in held} == set(two_gpus)
    pairs = list(combinations(held, 2))
    at_once = [(a, b) for a, b in pairs if a[1] < b[2] and b[1] < a[2]]
    assert at_once, "no two trainings ran at once"
    assert all(a[0] != b[0] for a, b in at_once)


def test_without_a_limit_as_many_run_at_once_as_there_are_devices(untrained, two_gpus):
    done = untrained.run(*TARGETS, "--set-threads", "train=1", "--cores", "4")
    assert done.returncode == 0, done.stderr[-3000:]
    at_once = [int(jobs) for jobs in re.findall(r"Execute (\d+) jobs", done.stdout + done.stderr)]
    assert max(at_once) == 2


def test_two_jobs_on_each_gpu_where_the_config_says_so(untrained, two_gpus):
    done = untrained.run(*TARGETS, "--set-threads", "train=1", "--cores", "4", config="gpus={jobs_per_gpu: 2}")
    assert done.returncode == 0, done.stderr[-3000:]
    assert max(int(jobs) for jobs in re.findall(r"Execute (\d+) jobs", done.stdout + done.stderr)) == 4
    assert {device for device, _, _ in leases(untrained)} == set(two_gpus)


def test_b40_no_gpu_is_said_in_one_line(untrained, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    done = untrained.run(TARGETS[0], "--resources", "gpu=2")
    assert done.returncode == 0
    assert "No GPU is visible: 3 jobs of networks run on the CPU" in done.stderr


def test_b40_a_required_gpu_that_is_not_there_stops_before_any_job(untrained, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    done = untrained.run(TARGETS[0], config="gpus={required: true}")
    assert done.returncode != 0
    assert "gpus.required is true and 3 jobs want a GPU: none is visible here" in done.stderr
    assert "Traceback" not in done.stderr
