"""One training in several processes of this machine, one for each device."""

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import torch
from torch import distributed

from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError

Value = TypeVar("Value")


def in_processes(
    work: Callable[[Compute], Value], accelerator: str, precision: str, processes: int, section: str = "training"
) -> Value:
    """Do the same work in this process and in others, each on a device of its own.

    The others are started afresh, import what `work` needs, and end with this one, however it ends.

    Args:
        work: gets the `Compute` of its process; it can be pickled. What it returns here is returned.
        accelerator: `cpu` or `cuda`.
        precision: of the arithmetic.
        processes: how many; with 1 none is started.
        section: config section of the training, for messages.

    Raises:
        InputError: another process ended before its time; its own message is on standard error.
    """
    if processes == 1:
        return work(Compute(torch.device(accelerator), precision))
    with tempfile.TemporaryDirectory() as folder:
        place = accelerator, precision, processes, str(Path(folder) / "meeting"), torch.get_num_threads()
        others = [_start(work, rank, place) for rank in range(1, processes)]
        try:
            result = work_at(work, 0, place)
        except RuntimeError as error:
            raise _explained(others, error, section) from None
        finally:
            for other in others:
                other.kill()
                other.wait()
        return result


def _start(work: Callable, rank: int, place: tuple) -> subprocess.Popen:
    """Start a process; its standard input stays open as long as this process lives."""
    process = subprocess.Popen([sys.executable, "-m", "radiogenomics.training.worker"], stdin=subprocess.PIPE)
    pickle.dump((work, rank, place), process.stdin)
    process.stdin.flush()
    return process


def work_at(work: Callable[[Compute], Value], rank: int, place: tuple) -> Value:
    """Do the work as process `rank` of those that share a place, as `in_processes` describes it."""
    accelerator, precision, processes, meeting, threads = place
    device = torch.device(accelerator, rank if accelerator == "cuda" else None)
    torch.set_num_threads(max(threads // processes, 1))
    with _group(device, rank, processes, meeting):
        result = work(Compute(device, precision, rank, processes))
        distributed.barrier()
    torch.set_num_threads(threads)
    return result


@contextmanager
def _group(device: torch.device, rank: int, processes: int, meeting: str) -> Iterator[None]:
    """The group of all processes, which find each other by a file: no port is opened to other machines."""
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    backend = "nccl" if device.type == "cuda" else "gloo"
    if device.type == "cuda":
        torch.cuda.set_device(device)
    distributed.init_process_group(backend, init_method=f"file://{meeting}", rank=rank, world_size=processes)
    try:
        yield
    finally:
        distributed.destroy_process_group()


def _explained(others: list[subprocess.Popen], error: RuntimeError, section: str) -> Exception:
    """Why the processes lost each other: an error of this process passes as it is."""
    if not isinstance(error, distributed.DistError) and "Connection" not in str(error):
        return error
    for rank, other in enumerate(others, start=1):
        try:
            code = other.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return InputError(
            f"{section}: process {rank} of {len(others) + 1} ended {_ending(code, section)}, and run again"
        )
    return error


def _ending(code: int, section: str) -> str:
    if code >= 0:
        return f"with code {code}; do what its message above says"
    return f"by signal {-code}, mostly for want of memory; lower {section}.batch_size or {section}.devices"
