"""What Snakemake and the start of processes cost: one job, the DAG of the full study, a dry run of a finished tree.

    python benchmarks/overhead.py

Jobs are those of a workflow whose scripts import what a real script does, and then do nothing. The full study is the
published one (165 trainings, and the rest of its report) on simulated patients; its finished tree has all its files,
empty ones, and Snakemake's record of each.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measured import Row, duration, show, timed

ROOT = Path(__file__).parents[1]
SCRIPTS = {"a table": "evaluation/measure.py", "a training": "training/train.py"}
JOBS = 4
FULL = ["--configfile", *(str(ROOT / "config" / name) for name in ("upenn_gbm.yaml", "dress_rehearsal.yaml"))]


def snakemake(*arguments: str, folder: Path) -> str:
    """Output of a run in a folder."""
    command = [sys.executable, "-m", "snakemake", *arguments, "--directory", str(folder), "--cores", "1"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr)[-2000:])
    return done.stdout


def workflow(*arguments: str, folder: Path) -> str:
    """Output of a run of the full study."""
    profile = ROOT / "profiles" / "default"
    start = ["--snakefile", str(ROOT / "Snakefile"), "--workflow-profile", str(profile)]
    return snakemake(*arguments, *start, *FULL, folder=folder)


def seconds_of_a_job(script: str, folder: Path) -> float:
    """Seconds that each further job of a run takes, whose script ends where the real one's work would begin."""
    imports = (ROOT / "workflow" / "scripts" / script).read_text().split("\nwith job(")[0]
    (folder / "script.py").write_text(f"{imports}\nwith job(snakemake.log[0], []):\n    pass\n")
    (folder / "Snakefile").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'src')!r})\n"
        "from radiogenomics.source import share_with_jobs\nshare_with_jobs()\n"
        f"rule all:\n    input: expand('done{{i}}', i=range(int(config['jobs'])))\n"
        "rule job:\n    output: touch('done{i}')\n    log: 'log{i}'\n    script: 'script.py'\n"
    )

    def run(jobs: int) -> float:
        arguments = "--snakefile", str(folder / "Snakefile"), "--forceall", "--config", f"jobs={jobs}"
        return timed(lambda: snakemake(*arguments, folder=folder), 2)[0]

    return (run(1 + JOBS) - run(1)) / JOBS


def finish(folder: Path) -> int:
    """Make all files of the full study, empty, and Snakemake's records of them; returns the number of files."""
    summary = workflow("--summary", folder=folder).splitlines()
    paths = [folder / line.split("\t")[0] for line in summary[1:]]
    for path in paths:
        if not path.suffix and path.name != "Snakefile":
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    workflow("--touch", "--forceall", folder=folder)
    return len(paths)


def rows() -> Iterator[Row]:
    """Seconds of a job, of the DAG, and of a dry run of a finished tree."""
    with tempfile.TemporaryDirectory() as name:
        for what, script in SCRIPTS.items():
            yield duration("overhead", f"Snakemake and start of {what}", seconds_of_a_job(script, Path(name)), "<= 3")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, plan = timed(lambda: workflow("--dry-run", folder=folder), 2)
        jobs = next(line.split()[1] for line in plan.splitlines() if line.startswith("total"))
        yield duration("overhead", f"DAG of the full study, {jobs} jobs", seconds, "<= 15")
        files = finish(folder)
        seconds, plan = timed(lambda: workflow("--dry-run", folder=folder), 2)
        if "Nothing to be done" not in plan:
            raise RuntimeError(f"the tree is not finished: {plan[-2000:]}")
        yield duration("overhead", f"dry run of its finished tree, {files} files", seconds, "<= 10")


if __name__ == "__main__":
    show(rows())
