"""What a user can do when a training ends before its time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from radiogenomics.errors import InputError
from radiogenomics.training.settings import LoopSettings

# The CPU allocator raises a plain RuntimeError; its text is the only thing that tells it from others.
CPU_MEMORY = re.compile(r"DefaultCPUAllocator: (can't allocate|not enough) memory")
CPU_AMOUNT = re.compile(r"tried to allocate (\d+) bytes")
GPU_AMOUNT = re.compile(r"Tried to allocate ([\d.]+ \w+).*?total capacity of ([\d.]+ \w+)", re.DOTALL)
DEAD_WORKER = re.compile(r"DataLoader worker \(pid")


class DivergedError(InputError):
    """A loss that is no longer a finite number, mostly for too high a learning rate."""


@contextmanager
def faults_explained(settings: LoopSettings) -> Iterator[None]:
    """Turn a dead data-loader worker and a lack of memory into one line that names the key to change.

    Raises:
        InputError: instead of the errors of torch; any other error passes as it is.
    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        message = _explanation(error, settings)
        if message is None:
            raise
        raise InputError(f"{message}, and run again") from None


def _explanation(error: Exception, settings: LoopSettings) -> str | None:
    section = settings.section
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or CPU_MEMORY.search(str(error)):
        return (
            f"{section}: out of memory{_amount(str(error))}; lower {section}.batch_size (now {settings.batch_size}) "
            f"or, on a CPU, raise {section}.mem_mb (now {settings.mem_mb})"
        )
    if DEAD_WORKER.search(str(error)):
        return (
            f"{section}: a process that reads images ahead was killed, mostly for want of memory; lower "
            f"{section}.loader_workers (now {settings.loader_workers}, 0 reads in the training process)"
        )
    return None


def _amount(message: str) -> str:
    """What was asked for when memory ran out, as far as torch says so."""
    if on_gpu := GPU_AMOUNT.search(message):
        return f", {on_gpu[1]} more were needed on a GPU of {on_gpu[2]}"
    if on_cpu := CPU_AMOUNT.search(message):
        return f", {int(on_cpu[1]) / 2**30:.3g} GiB more were needed"
    return ""
