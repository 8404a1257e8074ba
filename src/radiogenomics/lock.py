"""One run at a time in one folder."""

import fcntl
import os
from pathlib import Path

from radiogenomics.errors import InputError

PATH = Path(".snakemake/run.lock")


def lock_folder() -> int:
    """Hold the folder until this process ends, however it ends: a killed run leaves nothing to unlock.

    Returns:
        the file descriptor that holds the lock.

    Raises:
        InputError: another run works in this folder.
    """
    PATH.parent.mkdir(exist_ok=True)
    handle = os.open(PATH, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = PATH.read_text().strip()
        raise InputError(
            f"{Path.cwd()}: process {owner} is already running here; wait for it, or use --directory"
        ) from None
    os.truncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
    return handle
