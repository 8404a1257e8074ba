"""The faster arithmetic is the one that was faster when timed."""

import pytest
import torch

from radiogenomics.networks.registry import model_settings
from radiogenomics.predictions import precision
from radiogenomics.predictions.precision import choose_precision
from radiogenomics.predictions.precision_choice import describe_choice

SHAPE = (24, 24, 24)


def model(network="spottune", **changes):
    section = {"network": network, "initial_weights": "transferred"}
    return model_settings(section | {"depth": 10, "width": 4} | changes, title="m")


@pytest.fixture
def slow(monkeypatch):
    """Function that makes one arithmetic slow."""

    def make(which):
        call = precision._call

        def slowed(ready, states, compute):
            seconds = call(ready, states, compute)
            return seconds + 10 * (compute.precision == which)

        monkeypatch.setattr(precision, "_call", slowed)

    return make


@pytest.mark.parametrize(("which", "expected"), [("32-true", "bf16-mixed"), ("bf16-mixed", "32-true")])
@pytest.mark.parametrize("network", ["spottune", "resnet"])
def test_the_faster_is_chosen(network, which, expected, slow, with_bfloat16):
    slow(which)
    choice = choose_precision(model(network), 2, SHAPE, "cpu")
    assert choice["precision"] == expected
    assert choice["seconds"][which] > 10 > choice["seconds"][expected] > 0
    assert choice["threads"] == torch.get_num_threads()
    assert f"Predictions by {'bfloat16' if expected == 'bf16-mixed' else 'float32'}, the faster" in describe_choice(
        choice
    )


def test_without_bfloat16_nothing_is_to_choose(monkeypatch):
    monkeypatch.setattr(precision, "has_bfloat16", lambda device: False)
    choice = choose_precision(model(), 1, SHAPE, "cpu")
    assert choice["precision"] == "32-true" and list(choice["seconds"]) == ["32-true"]
    assert describe_choice(choice) == "Predictions by float32: the device that would predict has no bfloat16 (cpu)."


def test_each_arithmetic_is_timed_for_a_fifth_of_a_second(with_bfloat16, monkeypatch):
    timed, call = [], precision._call
    monkeypatch.setattr(precision, "_call", lambda *arguments: timed.append(call(*arguments)) or timed[-1])
    choose_precision(model(), 1, SHAPE, "cpu")
    # A busy machine may keep a call waiting.
    assert len(timed) >= 4 and sum(timed) < 2 * precision.SECONDS + 0.5


@pytest.mark.parametrize("depth", [10, 18, 50])
def test_what_is_timed_is_the_last_block_as_a_pass_calls_it(depth):
    settings = model("resnet", depth=depth)
    network = settings.build(1).eval()
    part, size = network.part_to_time((1, *SHAPE))
    seen = []
    part.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0].shape))
    network(torch.rand(1, 1, *SHAPE))
    assert part is network.backbone.layer4[-1] and seen == [torch.Size(size)]
