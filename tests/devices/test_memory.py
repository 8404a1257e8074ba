"""Memory that stays with a process after it was freed."""

import ctypes
import subprocess
import sys

import pytest

from radiogenomics.devices.memory import keep_freed_memory

PROBE = """
import resource, sys, torch
from radiogenomics.devices.memory import keep_freed_memory
if "keep" in sys.argv:
    assert keep_freed_memory()
for repeat in range(60):
    if repeat == 30:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.empty(25_000_000).fill_(1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(*arguments):
    command = [sys.executable, "-c", PROBE, *arguments]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library is not glibc; nothing is kept")
def test_freed_memory_is_used_again():
    """Pages that the system hands out for 30 tensors of 100 MB, 24,414 each where nothing is kept."""
    assert 10 * page_faults("keep") < page_faults()


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not keep_freed_memory()
