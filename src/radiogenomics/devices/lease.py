"""A GPU for each job that asks for one: two jobs never share a device unless the user wants them to."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from radiogenomics.devices.visible import VARIABLE, Device, visible_devices
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

# One place for all users and runs of a machine: `TMPDIR` may differ between them.
FOLDER = Path("/tmp/radiogenomics_gpus")
CHOSEN_BY_SCHEDULER = "RADIOGENOMICS_GPU_SCHEDULED"
"""Environment variable of jobs whose device a cluster's scheduler has chosen."""
POLL_SECONDS = 0.5


def lease_devices(count: int, jobs_per_device: int = 1) -> list[str]:
    """Give this process GPUs of its own until it ends, however it ends, and hide all others from it.

    Each device has a lock file per job that it may hold. A lock is the kernel's, so that a killed job leaves none
    behind; child processes share it. Where a scheduler has chosen the device (`CHOSEN_BY_SCHEDULER`), its choice
    stands; where there is no GPU, nothing is waited for. To be called before CUDA is used.

    Args:
        count: how many devices; with 0, the process runs on the CPU.
        jobs_per_device: how many jobs may share a device; a free device is taken before one that has a job.

    Returns:
        names of the devices as in `CUDA_VISIBLE_DEVICES`; empty on a CPU.

    Raises:
        InputError: more devices are asked for than there are.
    """
    if count == 0:
        os.environ[VARIABLE] = ""
        return []
    devices = visible_devices()
    if os.environ.get(CHOSEN_BY_SCHEDULER) or not devices:
        return [device.name for device in devices]
    if count > len(devices):
        raise InputError(
            f"training: {count} GPUs asked for and {len(devices)} visible; lower training.devices, or make more visible"
        )
    leased = [device.name for device in _wait_for(count, devices, jobs_per_device)]
    os.environ[VARIABLE] = ",".join(leased)
    logger.info("GPU %s leased", os.environ[VARIABLE])
    return leased


def _wait_for(count: int, devices: Sequence[Device], jobs_per_device: int) -> list[Device]:
    """Lock `count` devices, or none: who held some and waited for more could wait for ever."""
    _make_folder()
    waited = False
    while True:
        locked = list(islice(_free(devices, jobs_per_device), count))
        if len(locked) == count:
            return [device for device, _ in locked]
        for _, handle in locked:
            os.close(handle)
        if not waited:
            logger.info("all %d GPUs are in use; waiting for %d", len(devices), count)
            waited = True
        time.sleep(POLL_SECONDS)


def _make_folder() -> None:
    """Make the folder of the lock files, in which every user may make more."""
    with suppress(FileExistsError):
        FOLDER.mkdir()
        FOLDER.chmod(0o1777)


def _free(devices: Sequence[Device], jobs_per_device: int) -> Iterator[tuple[Device, int]]:
    """Devices with a free place, one after the other, each locked before it is handed out."""
    taken = set()
    for place in range(jobs_per_device):
        for device in devices:
            if device not in taken and (handle := _lock(device, place)) is not None:
                taken.add(device)
                yield device, handle


def _lock(device: Device, place: int) -> int | None:
    """Lock one place of a device; None where another process holds it."""
    path = FOLDER / f"{device.identity.replace('/', '_')}.{place}.lock"
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _open(path: Path) -> int:
    """Open a lock file, whoever made it: below `/tmp`, another user's file must not be opened to create it."""
    while True:
        try:
            return os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            path.touch(0o644, exist_ok=True)
