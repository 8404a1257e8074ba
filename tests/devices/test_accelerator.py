"""Where a job computes."""

from types import SimpleNamespace

import pytest
import torch

from radiogenomics.devices.accelerator import job_accelerator, leased_accelerator
from radiogenomics.errors import InputError


@pytest.fixture
def cuda(monkeypatch):
    """Function that says whether torch can use a GPU."""
    return lambda usable: monkeypatch.setattr(torch.cuda, "is_available", lambda: usable)


def test_on_a_gpu_that_torch_can_use(machine, locks, cuda):
    machine()
    cuda(True)
    assert leased_accelerator(1) == "cuda"


def test_on_the_cpu_where_no_gpu_is_asked_for(machine, locks, cuda):
    machine()
    cuda(True)
    assert leased_accelerator(0) == "cpu"


def test_b40_a_gpu_that_torch_cannot_use_is_said(machine, locks, cuda, caplog):
    machine()
    cuda(False)
    assert leased_accelerator(1) == "cpu"
    assert f"torch {torch.__version__} cannot use GPU GPU-aaaa: computing on the CPU" in caplog.text


def test_b40_a_gpu_is_required_and_there_is_none(locks, cuda, monkeypatch):
    monkeypatch.setenv("PATH", "")
    cuda(False)
    with pytest.raises(InputError, match=r"gpus\.required is true and there is no GPU that torch can use; set it"):
        leased_accelerator(1, required=True)


def test_a_job_without_a_gpu_computes_on_the_cpu_even_where_gpus_are_required(machine, locks, cuda):
    machine()
    cuda(True)
    assert leased_accelerator(0, required=True) == "cpu"


def test_a_job_gets_what_its_rule_declares(machine, locks, cuda):
    machine()
    cuda(True)
    threads = torch.get_num_threads()
    resources = SimpleNamespace(gpu=1, jobs_per_gpu=1, gpu_required=1)
    try:
        assert job_accelerator(resources, 1) == "cuda"
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(threads)
