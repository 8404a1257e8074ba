"""One file that all workers of a search write their trials into, and that survives when one of them is killed.

Locks are the kernel's: whoever dies, however, holds none. A worker's own lock tells the others whether it still lives.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from radiogenomics.errors import InputError

_READ_BACKWARDS = 1 << 16


def open_journal(path: Path) -> JournalStorage:
    """Open or begin a journal.

    Raises:
        InputError: the file is not one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        return JournalStorage(JournalFileBackend(str(path), lock_obj=_JournalLock(path)))
    except (json.JSONDecodeError, ValueError, KeyError, TypeError, UnicodeDecodeError):
        raise InputError(f"{path}: not a journal of a search; remove it to begin anew") from None


@contextmanager
def living_worker(path: Path) -> Iterator[str]:
    """Name of a worker of the search whose journal is `path`; alive until the block or the process ends."""
    folder = _workers_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    with (folder / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield name
        finally:
            (folder / name).unlink(missing_ok=True)


def is_alive(path: Path, worker: str) -> bool:
    """Whether a worker of the search still runs, on this machine or on another that shares the folder."""
    place = _workers_folder(path) / worker
    try:
        with place.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    place.unlink(missing_ok=True)
    return False


def others_are_alive(path: Path, worker: str) -> bool:
    """Whether any other worker of the search still runs."""
    return any(is_alive(path, place.name) for place in _workers_folder(path).glob("*") if place.name != worker)


def _workers_folder(path: Path) -> Path:
    return path.with_name(f".{path.name}.workers")


class _JournalLock:
    """Exclusive right to write, as Optuna asks for it: by `acquire` and `release`.

    It also cuts off a line that a killed worker, or a full disk, left half-written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: int | None = None

    def acquire(self) -> bool:
        self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(self.handle, fcntl.LOCK_EX)
        _cut_half_line(self.handle)
        return True

    def release(self) -> None:
        os.close(self.handle)
        self.handle = None


def _cut_half_line(handle: int) -> None:
    size = os.fstat(handle).st_size
    start = max(0, size - _READ_BACKWARDS)
    tail = os.pread(handle, size - start, start)
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(handle, start + tail.rfind(b"\n") + 1)
