import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from radiogenomics.networks.arithmetic import arithmetic_of
from radiogenomics.networks.registry import model_settings
from radiogenomics.training.trained import save_trained

SHAPE = (18, 22, 22)


def model(**changes):
    settings = {"network": "resnet", "depth": 10, "width": 4, "initial_weights": "transferred"}
    return model_settings(settings | changes, title="m")


@pytest.mark.parametrize("channels", [1, 2])
def test_one_convolution_by_hand(channels):
    """The stem alone: output voxels × kernel × channels in and out × 2."""
    with torch.device("meta"), FlopCounterMode(display=False) as counted:
        model().build(channels).backbone.conv1(torch.empty(1, channels, *SHAPE))
    assert counted.get_total_flops() == 9 * 11 * 11 * 7**3 * channels * 4 * 2


@pytest.mark.parametrize("network", ["resnet", "spottune"])
def test_counts_are_those_of_a_real_step(network):
    settings = model(network=network)
    found = arithmetic_of(settings, 1, SHAPE)
    real = settings.build(1).train()
    with FlopCounterMode(display=False) as counted:
        real(torch.rand(2, 1, *SHAPE)).sum().backward()
    # Of a real SpotTune, some images pass the frozen branch without a gradient.
    assert 0.8 * found.step <= counted.get_total_flops() / 2 <= found.step
    assert found.forward < found.step / 2


def test_a_head_alone_costs_one_pass_and_two_branches_cost_more():
    all_of_it, head, two = (
        arithmetic_of(settings, 1, SHAPE) for settings in (model(), model(trainable="head"), model(network="spottune"))
    )
    assert head.forward == all_of_it.forward < two.forward
    assert head.step < 1.01 * head.forward
    assert all_of_it.step < two.step


def test_bytes_are_those_of_the_file_of_weights(tmp_path):

    for settings in (model(), model(network="spottune"), model(trainable="head")):
        save_trained(settings.build(1), tmp_path / "weights.pt")
        size = (tmp_path / "weights.pt").stat().st_size
        assert arithmetic_of(settings, 1, SHAPE).trained_bytes == pytest.approx(size, rel=0.3, abs=40_000)


def test_nothing_is_computed_at_the_published_size():
    found = arithmetic_of(model(network="spottune", depth=50, width=64), 1, (70, 86, 86))
    assert 0.4e12 < found.step < 0.8e12


def test_an_encoder_is_counted_on_slices():
    settings = model_settings({"network": "timm:resnet10t.c3_in1k", "initial_weights": "random"}, title="m")
    found, larger = (arithmetic_of(settings, 3, (edge, edge)) for edge in (64, 128))
    assert 0 < found.forward < found.step < 4 * found.forward
    assert larger.forward == pytest.approx(4 * found.forward, rel=0.01)
