"""Real runs of the workflow, each in a folder of its own."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

TINY = "tests/workflow/tiny.yaml"
CHECKOUT = ("Snakefile", "CITATION.cff", "pyproject.toml", "workflow", "config", "profiles", "envs", "resources", "src")


class Workflow:
    """The workflow of a checkout, run in a folder."""

    def __init__(self, checkout: Path, folder: Path, *configs: str | Path):
        self.checkout, self.folder, self.configs = checkout, folder, configs or (TINY,)

    def command(self, *arguments: str) -> list[str]:
        return [
            *(sys.executable, "-m", "snakemake", "--cores", "2"),
            *("--snakefile", str(self.checkout / "Snakefile"), "--directory", str(self.folder)),
            *("--workflow-profile", str(self.checkout / "profiles" / "default"), *arguments),
            *("--configfile", *(str(self.checkout / config) for config in self.configs)),
        ]

    def run(self, *arguments: str, config: str | None = None) -> subprocess.CompletedProcess:
        overlay = ["--config", config] if config else []
        return subprocess.run([*self.command(*arguments), *overlay], capture_output=True, text=True, env=environment())

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(),
            # A background job of a shell ignores Ctrl-C, and its children inherit that: a user's terminal does not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def planned(self, *arguments: str) -> dict[str, int]:
        """Number of jobs per rule that a run would start."""
        done = self.run("--dry-run", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        table = done.stdout.split("Job stats:")[-1].splitlines()[3:] if "Job stats:" in done.stdout else []
        rows = [line.split() for line in table[: table.index("")]] if "" in table else [line.split() for line in table]
        return {rule: int(count) for rule, count in rows if rule not in ("total", "all")}

    def results(self) -> dict[str, bytes]:
        """Content of every table of the study."""
        study = self.folder / "results" / "spottune_mgmt"
        tables = [*study.glob("*.csv"), *study.glob("tables/*.csv"), *study.glob("predictions/**/*.csv")]
        return {str(path.relative_to(study)): path.read_bytes() for path in sorted(tables)}


def environment() -> dict[str, str]:
    """Environment without the library on its path: the workflow must bring it along."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="session")
def workflow_class() -> type[Workflow]:
    """The class, for runs with another config."""
    return Workflow


@pytest.fixture(scope="session")
def finished(repository, tmp_path_factory) -> Workflow:
    """A finished tiny run. Tests must not change it; `copy_of` gives one to change.

    Processes that test side by side share it: whoever comes second waits for the first.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "finished"
    folder.mkdir(exist_ok=True)
    workflow = Workflow(repository, folder)
    with (folder / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "is_finished").exists():
            done = workflow.run()
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            (folder / "is_finished").touch()
    return workflow


@pytest.fixture
def copy_of(tmp_path):
    """Function that copies a run, with the times of its files, so that a test may change it."""

    def copy(workflow: Workflow, checkout: Path | None = None) -> Workflow:
        folder = tmp_path / "run"
        shutil.copytree(workflow.folder, folder, symlinks=True)
        return Workflow(checkout or workflow.checkout, folder, *workflow.configs)

    return copy


@pytest.fixture
def checkout(repository, tmp_path) -> Path:
    """A copy of the checkout whose code a test may edit."""
    copy = tmp_path / "checkout"
    for name in (*CHECKOUT, "tests/workflow/tiny.yaml", "tests/workflow/toy"):
        source, target = repository / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    return copy


@pytest.fixture(scope="session")
def program(repository) -> Callable[..., subprocess.CompletedProcess]:
    """Function that runs the program `radiogenomics` in a folder."""

    def run(folder: Path, *arguments: object) -> subprocess.CompletedProcess:
        own = {"PYTHONPATH": str(repository / "src"), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "radiogenomics.command_line.main", *map(str, arguments)]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=own)

    return run


@pytest.fixture(scope="session")
def exported_again(repository, program) -> Callable[..., pd.Series]:
    """Function that exports a model of a finished run and predicts a table of patients by the folder alone.

    It returns the probabilities by patient; the folder `model` stays beside the predictions.
    """

    def predict(workflow: Workflow, names: dict[str, str], table: pd.DataFrame, folder: Path) -> pd.Series:
        folder.mkdir(parents=True, exist_ok=True)
        configs = [argument for path in workflow.configs for argument in ("--configfile", repository / path)]
        chosen = [argument for name, value in names.items() for argument in (f"--{name}", value)]
        done = program(workflow.folder, "export", *configs, *chosen, "--out", folder / "model")
        assert done.returncode == 0, done.stderr
        table.to_csv(folder / "patients.csv", index=False)
        done = program(folder, "predict", "--model", "model", "--patients", "patients.csv", "--out", "out")
        assert done.returncode == 0, done.stderr
        found = pd.read_csv(folder / "out" / "predictions.csv", dtype={"patient_id": str})
        return found.set_index("patient_id")["probability"]

    return predict
