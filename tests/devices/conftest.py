"""A machine with GPUs that are not there: `nvidia-smi` lists them, and nothing else knows."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TWO = """GPU 0: NVIDIA H200 (UUID: GPU-aaaa)
GPU 1: NVIDIA H200 (UUID: GPU-bbbb)
"""


@pytest.fixture
def machine(tmp_path, monkeypatch) -> Callable[[str], None]:
    """Function after which `nvidia-smi -L` prints a text, for this process and those that it starts."""

    def install(listing: str = TWO) -> None:
        program = tmp_path / "bin" / "nvidia-smi"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{listing}END\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return install


HOLDER = """
import sys
from pathlib import Path
from radiogenomics.devices import lease
lease.FOLDER, lease.POLL_SECONDS = Path(sys.argv[1]), 0.02
lease.lease_devices(int(sys.argv[2]), int(sys.argv[3]))
import os
print(os.environ["CUDA_VISIBLE_DEVICES"], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def job(tmp_path):
    """Function that starts a process which leases devices, and holds them until its standard input is closed."""
    started = []

    def start(count: int = 1, jobs_per_device: int = 1) -> subprocess.Popen:
        arguments = [str(tmp_path / "locks"), str(count), str(jobs_per_device)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen([sys.executable, "-c", HOLDER, *arguments], **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def locks(tmp_path, monkeypatch) -> Path:
    """Folder of the lock files, for leases of this process."""
    monkeypatch.setattr("radiogenomics.devices.lease.FOLDER", tmp_path / "locks")
    return tmp_path / "locks"
