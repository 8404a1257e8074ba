"""Runs on a real SLURM cluster of this one machine: what befalls clusters, and the same tables in the end."""

import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress

import psutil
import pytest

pytestmark = pytest.mark.slurm

STUDY = "results/spottune_mgmt"
TRAINING = "training/spottune/FLAIR/fold0"
TARGET = f"{STUDY}/predictions/spottune/FLAIR.csv"
PATIENCE = 900
"""Seconds after which a run that does not end has failed."""
PLACEHOLDERS = {"GPU_PARTITION": "gpu", "PARTITION": "main", "ACCOUNT": "testacct"}


def write_profile(folder, repository):
    """The profile as a user fills it in, but for a cluster that answers within seconds."""
    text = (repository / "profiles" / "slurm" / "config.yaml").read_text()
    for placeholder, name in PLACEHOLDERS.items():
        text = text.replace(f": {placeholder}", f": {name}")
    text = text.replace("-checks: 20", "-checks: 5").replace("latency-wait: 60", "latency-wait: 5")
    folder.mkdir()
    (folder / "config.yaml").write_text(text)
    return folder


class Cluster:
    """A cluster of two nodes, both of them this machine, with two GPUs each that are not there."""

    def __init__(self, script, folder):
        self.script, self.folder = script, folder

    def start(self):
        knobs = {"SLURM_NODES": "2", "SLURM_CPUS": "4", "SLURM_MEM_MB": "8000", "SLURM_MEM_KILL": "1"}
        return subprocess.run(
            [self.script, "start", self.folder], env={**os.environ, **knobs}, capture_output=True, text=True
        )

    def stop(self):
        subprocess.run([self.script, "stop", self.folder], capture_output=True)

    def kill_controller(self):
        os.kill(int((self.folder / "run" / "slurmctld.pid").read_text()), signal.SIGKILL)


def ask(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def cluster(shared, tmp_path_factory):
    """The cluster, whose commands are first on the path while the tests of this file run."""
    script = shared / "slurm" / "cluster.sh"
    if not script.exists():
        pytest.skip(f"no {script}, which starts a SLURM cluster")
    if os.geteuid() or shutil.which("apt-get") is None:
        pytest.skip("a SLURM cluster is installed and started by root on Debian alone")
    cluster = Cluster(script, tmp_path_factory.mktemp("cluster"))
    started = cluster.start()
    if started.returncode:
        cluster.stop()
        pytest.skip(f"no SLURM cluster here: {started.stderr.strip().splitlines()[-1]}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLURM_CONF", str(cluster.folder / "etc" / "slurm.conf"))
        patch.setenv("PATH", f"{cluster.folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
        yield cluster
    cluster.stop()


class Run:
    """A finished run of which one training is to be done again, on the cluster."""

    def __init__(self, workflow, profile):
        self.profile = profile
        self.workflow, self.expected = workflow, workflow.results()
        self.weights = (workflow.folder / STUDY / TRAINING / "weights.pt").read_bytes()
        shutil.rmtree(workflow.folder / STUDY / TRAINING)
        (workflow.folder / TARGET).unlink()
        self.resume = workflow.folder / "results" / "resume"
        self.process = None

    def arguments(self, *more):
        return [TARGET, "--profile", str(self.profile), *more]

    def start(self, *more):
        self.process = self.workflow.start(*self.arguments(*more))
        return self.process

    def ends_as_before(self, process=None):
        """The run, or the same command again, ends with the same tables and weights."""
        output = process.communicate(timeout=PATIENCE)[0] if process else ""
        if process is None or process.returncode:
            done = self.workflow.run(*self.arguments())
            assert done.returncode == 0, output[-3000:] + done.stdout[-3000:] + done.stderr[-3000:]
        assert self.workflow.results() == self.expected
        assert (self.workflow.folder / STUDY / TRAINING / "weights.pt").read_bytes() == self.weights
        assert not list(self.resume.rglob("*.pt"))
        return output

    def caught_in_training(self, process):
        """Number of the SLURM job that trains, whose process is halted as soon as it has written a checkpoint."""
        deadline = time.monotonic() + 120
        while not list(self.resume.rglob("epoch_*.json")):
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < deadline, "no training wrote a checkpoint"
            time.sleep(0.01)
        for trainer in trainers():
            trainer.suspend()
        (number,) = ask("squeue", "--noheader", "--states=RUNNING", "--format=%A").split()
        return number


def processes(pattern):
    """Processes whose command line matches a pattern."""
    running = psutil.process_iter(["cmdline"])
    return [process for process in running if re.search(pattern, " ".join(process.info["cmdline"] or []))]


def trainers():
    """Processes that train."""
    return processes(r"tmp\w+\.train\.py")


@pytest.fixture
def run(cluster, finished, copy_of, repository, tmp_path):
    started = Run(copy_of(finished), write_profile(tmp_path / "slurm", repository))
    yield started
    if started.process:
        started.process.kill()
    numbers = ask("squeue", "--noheader", "--format=%A").split()
    if numbers:
        ask("scancel", *numbers)
    # On this cluster a node that is called down still runs, and so may what it ran.
    for process in processes(re.escape(str(started.workflow.folder))):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def test_a_training_and_a_prediction_on_the_cluster_end_as_at_home(run):
    output = run.ends_as_before(run.start())
    assert "SLURM run ID" in output
    log = (run.workflow.folder / "results/logs/train/spottune_mgmt/spottune/FLAIR/fold0.log").read_text()
    assert re.search(r"cannot use GPU [01]: computing on the CPU", log), "the scheduler's choice of a device stands"


def test_a_whole_run_on_the_cluster_has_the_tables_of_one_at_home(
    cluster, finished, workflow_class, repository, tmp_path
):
    profile = write_profile(tmp_path / "slurm", repository)
    workflow = workflow_class(repository, tmp_path / "run")
    workflow.folder.mkdir()
    done = workflow.run("--profile", str(profile))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert workflow.results() == finished.results()
    submitted = done.stdout.count("has been submitted with SLURM") + done.stderr.count("has been submitted with SLURM")
    assert submitted > 30


def test_f13_a_training_is_cancelled(run):
    process = run.start()
    ask("scancel", run.caught_in_training(process))
    run.ends_as_before(process)


def test_f14_a_training_is_over_its_time_limit(run):
    process = run.start("--set-resources", "train:runtime=1", "train:slurm_partition=gpu")
    run.caught_in_training(process)
    output = run.ends_as_before(process)
    assert process.returncode == 0, "the next attempt has more time"
    assert "Trying to restart job" in output


def test_f15_a_training_is_over_its_memory(run):
    # Snakemake and the training take 640 MB between them; SLURM, which looks every two seconds, sees it in the first.
    process = run.start("--set-resources", "train:mem_mb=400", "train:slurm_partition=gpu")
    output = run.ends_as_before(process)
    assert process.returncode == 0, "a later attempt has enough memory"
    assert "Trying to restart job" in output
    logs = (run.workflow.folder / ".snakemake" / "slurm_logs" / "rule_train").rglob("*.log")
    assert any("exceeded memory limit" in log.read_text() for log in logs)


def test_f16_the_controller_is_killed_and_comes_back(run, cluster):
    process = run.start()
    run.caught_in_training(process)
    cluster.kill_controller()
    time.sleep(5)
    assert cluster.start().returncode == 0
    for trainer in trainers():
        trainer.resume()
    run.ends_as_before(process)


def test_f17_the_main_process_is_killed_and_its_jobs_live_on(run):
    process = run.start()
    orphan = run.caught_in_training(process)
    process.kill()
    process.wait()
    assert orphan in ask("squeue", "--noheader", "--format=%A").split()
    done = run.workflow.run(*run.arguments())
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"SLURM job {orphan}, left behind by an earlier run of this folder, is cancelled" in done.stderr
    run.ends_as_before()


def test_f18_the_node_of_a_training_goes_down(run):
    process = run.start()
    node = ask("squeue", "--noheader", "--jobs", run.caught_in_training(process), "--format=%N").strip()
    ask("scontrol", "update", f"nodename={node}", "state=down", "reason=test")
    try:
        run.ends_as_before(process)
    finally:
        # It may have come back by itself.
        subprocess.run(["scontrol", "update", f"nodename={node}", "state=resume"], capture_output=True)
