"""SLURM jobs that a killed run left behind: they would go on writing while the run that takes its place does."""

import logging
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

# Snakemake's executor names all jobs of a run after the run: a UUID, with a prefix where the user gives one.
NAME = re.compile(r"(?:[\w-]+_)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PATIENCE = 120.0
"""Seconds that a cancelled job has to end."""
POLL_SECONDS = 1.0


def cancel_orphans(folder: Path, patience: float = PATIENCE) -> list[str]:
    """Cancel all of the user's SLURM jobs that Snakemake started in a folder, and wait until they have ended.

    Only to be called by the one run that holds the folder (see `lock_folder`): every such job is then an orphan.

    Args:
        folder: working directory of the run.
        patience: seconds to wait for the end of the cancelled jobs.

    Returns:
        numbers of the cancelled jobs; none on a machine without SLURM.

    Raises:
        InputError: SLURM does not answer, or a job does not end.
    """
    if shutil.which("squeue") is None:
        return []
    orphans = _jobs_of(folder)
    if not orphans:
        return []
    logger.warning("SLURM job %s of an earlier run of this folder: cancelled", ", ".join(orphans))
    _ask("scancel", *orphans)
    deadline = time.monotonic() + patience
    while left := sorted(set(orphans) & set(_jobs_of(folder))):
        if time.monotonic() > deadline:
            raise InputError(f"SLURM job {', '.join(left)} of an earlier run does not end; cancel it and run again")
        time.sleep(POLL_SECONDS)
    return orphans


def _jobs_of(folder: Path) -> list[str]:
    """Numbers of the user's jobs that Snakemake submitted from a folder and that have not ended."""
    lines = _ask("squeue", "--me", "--noheader", "--format=%A|%j|%Z").splitlines()
    jobs = [line.split("|", 2) for line in lines if line.count("|") >= 2]
    return [
        number for number, name, place in jobs if NAME.fullmatch(name) and Path(place).resolve() == folder.resolve()
    ]


def _ask(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise InputError(f"SLURM: {command[0]} failed ({_last_line(done.stderr)}); try again once the cluster answers")
    return done.stdout


def _last_line(text: str) -> str:
    lines: Sequence[str] = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
