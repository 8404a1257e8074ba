import math

import pandas as pd
import pytest
import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.training import loop
from radiogenomics.training.loop import train
from radiogenomics.training.phases import only_trained
from radiogenomics.training.resume import save_checkpoint
from radiogenomics.training.tasks import binary
from radiogenomics.training.tasks.binary import BinaryTask

FROZEN_THEN_ALL = [
    {"name": "head alone", "trained": ["head"], "epochs": 3, "learning_rate": 1e-2, "schedule": "constant"},
    {
        **{"name": "fine-tuning", "epochs": 4, "batch_size": 6, "schedule": "one_cycle"},
        **{"learning_rates": {"head": 1e-3}, "learning_rate": 1e-4},
    },
]


class Flat(Network):
    """Slices (n, channel, y, x) through a convolution in two dimensions and its batch norm, and a head."""

    def __init__(self, in_channels=2):
        super().__init__()
        self.base = nn.Sequential(nn.Conv2d(in_channels, 4, 3), nn.BatchNorm2d(4), nn.ReLU())
        self.head = nn.Linear(4, 1)

    def forward(self, images):
        return self.head(self.base(images).mean(dim=(2, 3))).squeeze(1)

    def parameter_groups(self):
        return {"base": list(self.base.parameters()), "head": list(self.head.parameters())}


@pytest.fixture
def slices(planted):
    """Two neighbouring slices of planted volumes, as channels."""

    def make(n, seed):
        data = planted(n, seed)
        data.images = data.images[:, 0, 5:7]
        return data

    return make


def flat(seed=1):
    torch.manual_seed(seed)
    return Flat()


@pytest.fixture
def run(tmp_path, slices, settings):
    def start(name="whole", network=None, phases=FROZEN_THEN_ALL, **changes):
        chosen = settings(phases=phases, **changes)
        data = slices(13, 0), slices(10, 1)
        return train(network or flat(), BinaryTask(), *data, chosen, tmp_path / name, {}, 3, "cpu")

    return start


def copied(network):
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def changed(before, after):
    return {name for name in before if not torch.equal(before[name], after[name])}


def test_history_has_a_column_of_phases(run):
    history = run().history
    assert list(history.columns[:3]) == ["epoch", "phase", "training_loss"]
    assert history.epoch.tolist() == list(range(1, 8))
    assert history.phase.tolist() == ["head alone"] * 3 + ["fine-tuning"] * 4


def test_one_phase_needs_no_column(run):
    assert "phase" not in run(phases=FROZEN_THEN_ALL[:1]).history


def test_what_a_phase_does_not_train_keeps_weights_and_statistics(run):
    """Then the next phase trains it: nothing stays frozen."""
    network = flat()
    before = copied(network)
    run("first", network, FROZEN_THEN_ALL[:1])
    assert changed(before, network.state_dict()) == {"head.weight", "head.bias"}
    assert all(parameter.requires_grad for parameter in network.parameters())
    network = flat()
    run("both", network)
    assert {"base.0.weight", "base.1.weight", "base.1.running_mean"} <= changed(before, network.state_dict())


def test_a_network_that_froze_itself_stays_frozen(run):
    network = flat()
    network.base[0].requires_grad_(False)
    before = copied(network)
    run("frozen", network)
    assert {"base.1.weight", "base.1.running_mean", "head.weight"} <= changed(before, network.state_dict())
    assert not {"base.0.weight", "base.0.bias"} & changed(before, network.state_dict())


def test_batches_are_those_of_each_phase(run):
    network, sizes = flat(), []

    def note(module, arguments, inputs):
        if module.training:
            sizes.append(len(inputs["images"]))

    network.register_forward_pre_hook(note, with_kwargs=True)
    run("sizes", network, batch_size=4)
    assert sorted(sizes[:9]) == sorted([4, 4, 5] * 3)
    assert sorted(sizes[9:]) == sorted([6, 7] * 4)


def test_slices_and_kernels_are_channels_last(run):
    network, seen = flat(), []
    hook = lambda module, arguments, inputs: seen.append(inputs["images"])  # noqa: E731
    network.register_forward_pre_hook(hook, with_kwargs=True)
    run("layout", network)
    assert len(seen) > 0
    assert all(images.is_contiguous(memory_format=torch.channels_last) for images in seen)
    assert not any(images.is_contiguous() for images in seen)
    assert network.base[0].weight.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("epoch", range(1, 8))
def test_f02_a_training_killed_in_any_phase_ends_with_the_same_bits(epoch, run, same_weights, monkeypatch):
    def save_and_stop(folder, content, identity):
        save_checkpoint(folder, content, identity)
        if content["epoch"] == epoch:
            raise KeyboardInterrupt

    whole = run()
    monkeypatch.setattr(loop, "save_checkpoint", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        run("broken")
    monkeypatch.undo()
    again = run("broken", flat())
    assert same_weights(again.state_dict, whole.state_dict)
    pd.testing.assert_frame_equal(again.history.drop(columns="seconds"), whole.history.drop(columns="seconds"))
    assert again.selection == whole.selection


@pytest.fixture
def rigged(monkeypatch):
    """Give the epochs these criteria and losses, whatever the network does."""
    original = binary.validation_metrics

    def rig(criteria, losses=None):
        values = iter(zip(criteria, losses or [0.5] * len(criteria), strict=True))

        def metrics(*arguments):
            criterion, loss = next(values)
            return original(*arguments) | {"criterion": criterion, "validation_loss": loss}

        monkeypatch.setattr(binary, "validation_metrics", metrics)

    return rig


@pytest.mark.parametrize("start", ["selected", "last"])
def test_a_phase_starts_from_the_selected_or_the_last_weights(start, run, rigged, same_weights):
    """The first of three epochs is the best: the next phase starts as if the first had ended there, or not."""
    starts = {}
    for name, epochs in (("three", 3), ("one", 1)):
        network = flat()
        phases = [{**FROZEN_THEN_ALL[0], "epochs": epochs}, {"name": "next", "epochs": 1, "start": start}]
        rigged([*[0.9, 0.6, 0.6][:epochs], 0.7])
        seen = []

        def note(module, arguments, inputs, seen=seen):
            if module.training:
                seen.append(copied(module))

        network.register_forward_pre_hook(note, with_kwargs=True)
        run(f"{name}", network, phases)
        starts[name] = seen[3 * epochs]
    heads = [{key: state[key] for key in ("head.weight", "head.bias")} for state in starts.values()]
    assert same_weights(*heads) is (start == "selected")


def test_the_selected_epoch_is_one_of_the_last_phase(run, rigged):
    rigged([0.9, 0.9, 0.9, 0.6, 0.7, 0.6, 0.6])
    assert run().selection["epoch"] == 5


def test_without_an_eligible_epoch_the_last_of_each_phase_is_taken(run, rigged):
    rigged([0.9, math.nan, math.nan, *[math.nan] * 4])
    selection = run().selection
    assert (selection["epoch"], selection["rule"]) == (7, "last_epoch")


def test_each_phase_is_stopped_early_by_itself(run, rigged):
    losses = [1, 2, 3, 1, 0.5, 2, 3, 4]
    rigged([0.6] * 8, losses)
    phases = [{**phase, "epochs": 10} for phase in FROZEN_THEN_ALL]
    history = run(phases=phases, early_stopping=2).history
    assert history.phase.tolist() == ["head alone"] * 3 + ["fine-tuning"] * 4
    assert history.validation_loss.tolist() == losses[:7]


def test_f02_a_training_killed_after_it_was_stopped_early_stays_stopped(run, rigged, same_weights):
    changes = {"phases": [{**FROZEN_THEN_ALL[0], "epochs": 10}], "early_stopping": 2}
    rigged([0.6] * 3, [1, 2, 3])
    whole = run("stopped", **changes)
    again = run("stopped", flat(), **changes)
    assert len(again.history) == len(whole.history) == 3
    assert same_weights(again.state_dict, whole.state_dict)


def test_a_group_that_the_network_lacks_is_refused(run):
    with pytest.raises(InputError, match="phase 'a' trains the parameters 'tail'; this network has base, head"):
        run(phases=[{"name": "a", "trained": ["tail"]}])


def test_a_phase_that_trains_nothing_is_refused(settings):
    network = flat()
    network.head.requires_grad_(False)
    (phase,) = settings(phases=FROZEN_THEN_ALL[:1]).phases
    with pytest.raises(InputError, match="phase 'head alone' trains nothing"), only_trained(network, phase):
        pass


def test_spottunes_agent_can_wait(tmp_path, tiny_network, planted, settings):
    network = tiny_network("spottune")
    before = copied(network)
    chosen = settings(phases=[{"name": "blocks", "trained": ["network"], "epochs": 1}])
    train(network, BinaryTask(), planted(9, 0), planted(6, 1), chosen, tmp_path, {}, 3, "cpu")
    different = changed(before, network.state_dict())
    assert not [name for name in different if name.startswith(("agent", "frozen"))]
    assert [name for name in different if name.startswith("fine_tuned")]
