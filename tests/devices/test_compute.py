from pathlib import Path

import pytest
import torch
from torch import nn

from radiogenomics.devices.compute import compute_on, has_bfloat16


@pytest.fixture
def compute():
    return compute_on("cpu")


def test_volumes_become_channels_last_and_keep_their_values(compute):
    images = torch.rand(2, 3, 4, 5, 6)
    moved = compute.images(images)
    assert moved.is_contiguous(memory_format=torch.channels_last_3d)
    assert torch.equal(moved, images)
    assert compute.images(torch.rand(2, 3)).is_contiguous()


LAYOUTS = [((2, 3), torch.contiguous_format), ((2, 3, 4), torch.contiguous_format)]
LAYOUTS += [((2, 3, 4, 5), torch.channels_last), ((2, 3, 4, 5, 6), torch.channels_last_3d)]


@pytest.mark.parametrize(("shape", "layout"), LAYOUTS)
def test_each_input_has_the_layout_of_its_rank(shape, layout, compute):
    inputs = {"images": torch.rand(shape), "profile": torch.rand(2, 7)}
    moved = compute.inputs(inputs)
    assert moved["images"].is_contiguous(memory_format=layout)
    assert all(torch.equal(moved[name], inputs[name]) for name in inputs)


def test_each_weight_has_the_layout_of_its_rank(compute):
    network = nn.ModuleList([nn.Conv2d(3, 4, 5), nn.Conv3d(3, 4, 5), nn.Linear(3, 4), nn.BatchNorm3d(3)])
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    moved = compute.network(network)
    assert moved[0].weight.is_contiguous(memory_format=torch.channels_last)
    assert moved[1].weight.is_contiguous(memory_format=torch.channels_last_3d)
    assert not moved[0].weight.is_contiguous()
    assert not moved[1].weight.is_contiguous()
    assert all(torch.equal(tensor, before[name]) for name, tensor in moved.state_dict().items())


@pytest.mark.parametrize(("precision", "dtype"), [("32-true", torch.float32), ("bf16-mixed", torch.bfloat16)])
def test_precision_is_that_of_the_forward_pass_and_weights_stay(with_bfloat16, precision, dtype):
    layer = nn.Linear(3, 1)
    with compute_on("cpu", precision).autocast():
        assert layer(torch.ones(2, 3)).dtype == dtype
    assert layer.weight.dtype == torch.float32


def test_without_bfloat16_the_device_computes_in_float32_and_says_so(monkeypatch, caplog):
    monkeypatch.setattr("radiogenomics.devices.compute.has_bfloat16", lambda device: False)
    compute = compute_on("cpu", "bf16-mixed")
    with compute.autocast():
        assert nn.Linear(3, 1)(torch.ones(2, 3)).dtype == torch.float32
    assert compute.precision == "32-true"
    assert [record.message for record in caplog.records] == [
        "this device has no bfloat16, precision 'bf16-mixed' is computed in float32"
    ]


def test_whether_a_cpu_has_bfloat16_is_what_it_says_itself():
    flags = Path("/proc/cpuinfo").read_text()
    if "flags" not in flags:
        pytest.skip("this processor does not list its flags")
    # oneDNN computes in bfloat16 from AVX-512 on, with or without instructions of its own for it.
    assert has_bfloat16(torch.device("cpu")) == bool({"avx512bw", "avx_ne_convert"} & set(flags.split()))


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
