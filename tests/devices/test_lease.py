"""A device for each job: processes that really run at once, on devices that only `nvidia-smi` knows."""

import os
import select
import time

import pytest

from radiogenomics.devices.lease import CHOSEN_BY_SCHEDULER, lease_devices
from radiogenomics.errors import InputError


def devices_of(process):
    return process.stdout.readline().strip().split(",")


def waits(process, seconds=1.0):
    return not select.select([process.stdout], [], [], seconds)[0]


def test_f19_two_jobs_that_start_at_once_have_different_devices(machine, job):
    machine()
    for _ in range(5):
        jobs = [job(), job()]
        assert sorted(devices_of(process)[0] for process in jobs) == ["GPU-aaaa", "GPU-bbbb"]
        for process in jobs:
            process.communicate()


def test_a_third_job_waits_for_a_device(machine, job):
    machine()
    first, second = job(), job()
    freed = devices_of(first)
    devices_of(second)
    third = job()
    assert waits(third)
    first.communicate()
    assert devices_of(third) == freed


def test_f20_a_killed_job_frees_its_device(machine, job):
    machine("GPU 0: NVIDIA H200 (UUID: GPU-aaaa)\n")
    first = job()
    devices_of(first)
    second = job()
    assert waits(second)
    killed = time.monotonic()
    first.kill()
    assert devices_of(second) == ["GPU-aaaa"]
    assert time.monotonic() - killed < 5


def test_only_devices_that_the_user_allows(machine, job, monkeypatch):
    machine("".join(f"GPU {i}: NVIDIA H200 (UUID: GPU-{i}{i})\n" for i in range(4)))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,1")
    jobs = [job(), job(), job()]
    assert sorted(devices_of(process)[0] for process in jobs if not waits(process)) == ["1", "3"]


def test_a_number_and_a_uuid_of_one_device_are_one_device(machine, job, monkeypatch):
    machine("GPU 0: NVIDIA H200 (UUID: GPU-aaaa)\n")
    devices_of(job())
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert waits(job())


def test_devices_are_shared_only_when_all_are_in_use(machine, job):
    machine()
    names = [devices_of(job(jobs_per_device=2))[0] for _ in range(4)]
    assert sorted(names[:2]) == sorted(names[2:]) == ["GPU-aaaa", "GPU-bbbb"]
    assert waits(job(jobs_per_device=2))


def test_two_jobs_that_want_all_devices_do_not_block_each_other(machine, job):
    machine()
    jobs = [job(count=2), job(count=2)]
    first = next(process for process in jobs if not waits(process, 5))
    assert len(devices_of(first)) == 2
    second = next(process for process in jobs if process is not first)
    assert waits(second)
    first.communicate()
    assert len(devices_of(second)) == 2


def test_the_schedulers_choice_stands(machine, locks, monkeypatch):
    """Two jobs of one node may both be told that theirs is device 0: each sees but one."""
    machine()
    monkeypatch.setenv(CHOSEN_BY_SCHEDULER, "1")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert lease_devices(1) == ["0"]
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "0"
    assert not locks.exists()


def test_without_a_gpu_nothing_is_waited_for(locks, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert lease_devices(1) == []
    assert "CUDA_VISIBLE_DEVICES" not in os.environ
    assert not locks.exists()


def test_a_job_that_asks_for_none_sees_none(machine, locks, monkeypatch):
    machine()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    assert lease_devices(0) == []
    assert os.environ["CUDA_VISIBLE_DEVICES"] == ""


def test_more_devices_than_there_are(machine, locks):
    machine()
    with pytest.raises(InputError, match="3 GPUs asked for and 2 visible; lower training"):
        lease_devices(3)
