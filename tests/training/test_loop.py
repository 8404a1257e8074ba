import math

import pytest
import torch
from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.training.loop import train
from radiogenomics.training.tasks import binary
from radiogenomics.training.tasks.binary import BinaryTask

COLUMNS = [
    *("epoch", "training_loss", "validation_loss", "validation_auc", "sensitivity", "specificity", "criterion"),
    *("training_accuracy", "validation_accuracy", "learning_rate", "seconds"),
]


@pytest.fixture
def run(tmp_path, tiny_network, planted, settings):
    """Train on planted data; each call starts afresh."""
    calls = []

    def start(network=None, training=None, validation=None, seed=3, task=None, **changes):
        calls.append(None)
        network = network or tiny_network()
        training, validation = training or planted(9, 0), validation or planted(6, 1)
        chosen, folder = settings(**changes), tmp_path / str(len(calls))
        task = task or BinaryTask(class_weights=chosen.class_weights)
        return train(network, task, training, validation, chosen, folder, {}, seed, "cpu")

    return start


def test_history_and_result(run, tiny_network):
    network = tiny_network()
    result = run(network)
    assert list(result.history.columns) == COLUMNS
    assert result.history.epoch.tolist() == [1, 2, 3, 4]
    assert (result.history.learning_rate == 1e-3).all()
    assert result.state_dict.keys() == network.state_dict().keys()
    assert all(tensor.is_contiguous() for tensor in result.state_dict.values())


@pytest.mark.parametrize("kind", ["resnet", "spottune"])
def test_a_planted_contrast_is_learned(kind, run, tiny_network, planted):
    result = run(tiny_network(kind), planted(48, 0), planted(32, 1), epochs=12, batch_size=8, learning_rate=5e-3)
    assert result.history.validation_auc.iloc[-1] > 0.9
    assert result.history.training_loss.iloc[-1] < 0.9 * result.history.training_loss.iloc[0]


@pytest.mark.parametrize("kind", ["resnet", "spottune"])
def test_seed_decides_everything(kind, run, tiny_network, same_weights):
    first, again, other = (run(tiny_network(kind), seed=seed) for seed in (3, 3, 4))
    assert same_weights(first.state_dict, again.state_dict)
    assert first.history.drop(columns="seconds").equals(again.history.drop(columns="seconds"))
    assert not same_weights(first.state_dict, other.state_dict)


def test_state_outside_the_training_is_no_influence(run, same_weights):
    first = run()
    torch.manual_seed(99)
    torch.rand(7)
    assert same_weights(first.state_dict, run().state_dict)


@pytest.mark.parametrize(
    ("kind", "trainable", "frozen"),
    [
        ("spottune", "all", ["frozen."]),
        ("resnet", "head", ["backbone."]),
        ("resnet", "head_and_two_blocks", ["backbone.conv1", "backbone.bn1", "backbone.layer1", "backbone.layer2"]),
    ],
)
def test_frozen_parts_keep_weights_and_statistics(kind, trainable, frozen, run, tiny_network):
    network = tiny_network(kind, trainable)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    after = run(network).state_dict
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert not [name for name in changed if name.startswith(tuple(frozen))]
    assert "head.weight" in changed


def test_agent_and_fine_tuned_branch_are_trained(run, tiny_network):
    network = tiny_network("spottune")
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    after = run(network).state_dict
    for part in ("agent.backbone.conv1", "agent.head", "fine_tuned.0", "fine_tuned.3", "head"):
        assert any(not torch.equal(before[name], after[name]) for name in before if name.startswith(part)), part


def test_selected_epochs_weights_are_returned(run, tiny_network, planted, monkeypatch, same_weights):
    """The second of three epochs is made the best; the result equals a training that ends there."""
    rows = iter([(0.6, 0.6), (0.9, 0.9), (0.7, 0.7), (0.6, 0.6), (0.9, 0.9)])
    original = binary.validation_metrics

    def rigged(logits, labels):
        sensitivity, specificity = next(rows)
        criterion = 0.6 * sensitivity + 0.4 * specificity
        return original(logits, labels) | {
            "sensitivity": sensitivity,
            "specificity": specificity,
            "criterion": criterion,
        }

    monkeypatch.setattr(binary, "validation_metrics", rigged)
    network = tiny_network()
    three = run(network, epochs=3)
    two = run(epochs=2)
    assert (three.selection["epoch"], three.selection["rule"]) == (2, "criterion")
    assert same_weights(three.state_dict, two.state_dict)
    assert same_weights(network.state_dict(), three.state_dict)


def test_validation_of_one_class(run, planted):
    """Nothing is eligible and the AUC is undefined: the last epoch is taken, the learning rate stays."""
    validation = planted(6, 1)
    validation.labels[:] = 1
    result = run(validation=validation, monitor="auc", patience=1)
    assert result.history.validation_auc.isna().all()
    assert result.history.criterion.isna().all()
    assert (result.history.learning_rate == 1e-3).all()
    assert (result.selection["epoch"], result.selection["rule"]) == (4, "last_epoch")


def test_plateau_lowers_both_learning_rates(run, tiny_network, monkeypatch):
    losses = iter(range(1, 10))
    original = binary.validation_metrics
    monkeypatch.setattr(binary, "validation_metrics", lambda *args: original(*args) | {"validation_loss": next(losses)})
    result = run(tiny_network("spottune"), patience=1, factor=0.1)
    assert result.history.learning_rate.tolist() == pytest.approx([1e-3, 1e-3, 1e-3, 1e-4])


def test_a_last_batch_of_one_joins_the_one_before(run, tiny_network, planted):
    network = tiny_network()
    sizes = []

    def note(module, arguments, inputs):
        if module.training:
            sizes.append(len(inputs["images"]))

    network.register_forward_pre_hook(note, with_kwargs=True)
    run(network, planted(9, 0), epochs=1, batch_size=4)
    assert sorted(sizes) == [4, 5]


def test_volumes_of_two_channels_are_channels_last_wherever_they_are_seen(run, planted):
    """With one channel both layouts are one."""
    network = ResNetClassifier(depth=10, in_channels=2, width=2)
    training, validation = planted(9, 0), planted(6, 1)
    for data in (training, validation):
        data.images = torch.cat([data.images, data.images.flip(2)], dim=1)
    seen = []
    hook = lambda module, arguments, inputs: seen.append(inputs["images"])  # noqa: E731
    network.register_forward_pre_hook(hook, with_kwargs=True)
    run(network, training, validation, epochs=1)
    assert len(seen) == 4
    assert all(images.is_contiguous(memory_format=torch.channels_last_3d) for images in seen)
    assert not any(images.is_contiguous() for images in seen)
    assert network.backbone.conv1.weight.is_contiguous(memory_format=torch.channels_last_3d)


class Constant(Network):
    """The same logit for every image."""

    def __init__(self):
        super().__init__()
        self.logit = nn.Parameter(torch.tensor(0.0))

    def forward(self, images):
        return self.logit.expand(len(images))


def test_class_weights_balance_the_loss(run, planted):
    """With two thirds positive the constant logit rises, unless the classes are weighted."""
    training = planted(12, 0)
    training.labels[:] = [1, 1, 0] * 4
    logits = [
        run(Constant(), training, class_weights=weighted, batch_size=12, learning_rate=0.1, epochs=5).state_dict[
            "logit"
        ]
        for weighted in (False, True)
    ]
    assert logits[0] > 0.1
    assert logits[1] == pytest.approx(0, abs=1e-3)


def test_a_loss_that_is_no_number_is_said(run):
    network = Constant()
    network.logit.data.fill_(math.inf)
    with pytest.raises(InputError, match=r"loss of epoch 1 is (nan|inf); lower training\.learning_rate"):
        run(network)


def test_bf16_trains(with_bfloat16, run, tiny_network):
    assert math.isfinite(run(tiny_network("spottune"), epochs=1, precision="bf16-mixed").history.training_loss.iloc[0])


def test_validation_draws_are_the_same_in_every_epoch(run, tiny_network, monkeypatch):
    """Epochs then differ by their weights alone."""
    states = []
    original = SpotTune.forward

    def watched(self, images, generator):
        if not self.training:
            states.append(generator.get_state())
        return original(self, images, generator)

    monkeypatch.setattr(SpotTune, "forward", watched)
    run(tiny_network("spottune"), epochs=2, batch_size=8)
    assert len(states) == 2
    assert torch.equal(*states)


@pytest.mark.parametrize("kind", ["resnet", "spottune"])
def test_statistics_estimated_anew_leave_the_training_as_it_is(kind, run, tiny_network, same_weights):
    """Only running statistics differ, by which an epoch is validated; one more epoch starts from the same weights."""
    plain, anew, again = (
        run(tiny_network(kind), select="loss", epochs=2, reestimate_batch_norm=chosen) for chosen in (False, True, True)
    )
    assert plain.history.training_loss.equals(anew.history.training_loss)
    assert not plain.history.validation_loss.equals(anew.history.validation_loss)
    assert same_weights(anew.state_dict, again.state_dict)
