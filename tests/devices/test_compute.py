import pytest
import torch
from torch import nn

from radiogenomics.devices.compute import compute_on


@pytest.fixture
def compute():
    return compute_on("cpu")


def test_volumes_become_channels_last_and_keep_their_values(compute):
    images = torch.rand(2, 3, 4, 5, 6)
    moved = compute.images(images)
    assert moved.is_contiguous(memory_format=torch.channels_last_3d)
    assert torch.equal(moved, images)
    assert compute.images(torch.rand(2, 3)).is_contiguous()


@pytest.mark.parametrize(("precision", "dtype"), [("32-true", torch.float32), ("bf16-mixed", torch.bfloat16)])
def test_precision_is_that_of_the_forward_pass_and_weights_stay(precision, dtype):
    layer = nn.Linear(3, 1)
    with compute_on("cpu", precision).autocast():
        assert layer(torch.ones(2, 3)).dtype == dtype
    assert layer.weight.dtype == torch.float32


def test_a_training_alone_shares_nothing(compute):
    network = nn.Linear(3, 1)
    assert compute.shared(network) is network
    assert compute.total(2.5) == 2.5
    assert compute.by_first(lambda: "made") == "made"
    assert compute.is_first


def test_one_process_under_slurm_too(monkeypatch):
    """A library that reads the cluster's variables would take a job of four tasks for a training on four devices."""
    for name, value in {"SLURM_NTASKS": "4", "SLURM_PROCID": "2", "SLURM_JOB_ID": "1", "WORLD_SIZE": "4"}.items():
        monkeypatch.setenv(name, value)
    assert (compute_on("cpu").processes, compute_on("cpu").rank) == (1, 0)
