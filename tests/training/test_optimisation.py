import math
from itertools import chain

import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.training.optimisation import Schedule, build_optimiser, has_stalled


def parameter_ids(parameters):
    return {id(parameter) for parameter in parameters}


@pytest.fixture
def optimiser_of(tiny_network, settings):
    """Optimiser of a network by the settings of a training of one phase, and that phase."""

    def make(network=None, **changes):
        chosen = settings(**changes)
        (phase,) = chosen.all_phases
        return build_optimiser(network or tiny_network(), chosen, phase), phase

    return make


@pytest.fixture
def rates(optimiser_of):
    """Learning rate at the beginning of each step of a phase, epoch by epoch."""

    def follow(steps, monitored=(), **changes):
        optimiser, phase = optimiser_of(**changes)
        schedule = Schedule(optimiser, phase, steps, "min")
        epochs = []
        for epoch in range(phase.epochs):
            epochs.append([])
            for _ in range(steps):
                epochs[-1].append(optimiser.param_groups[0]["lr"])
                optimiser.step()
                schedule.after_step()
            schedule.after_epoch(monitored[epoch] if monitored else 1.0)
        return epochs

    return follow


def test_agent_of_spottune_has_its_own_learning_rate(tiny_network, optimiser_of):
    network = tiny_network("spottune")
    groups = optimiser_of(network, learning_rate=1e-5, agent_learning_rate=1e-4)[0].param_groups
    assert [group["lr"] for group in groups] == [1e-5, 1e-4]
    assert parameter_ids(groups[1]["params"]) == parameter_ids(network.agent.parameters())
    trained = [*network.fine_tuned.parameters(), *network.head.parameters()]
    assert parameter_ids(groups[0]["params"]) == parameter_ids(trained)


def test_rates_of_groups_go_before_that_of_all(tiny_network, optimiser_of):
    groups = optimiser_of(tiny_network("spottune"), learning_rates={"agent": 0.5})[0].param_groups
    assert [group["lr"] for group in groups] == [1e-3, 0.5]


def test_a_rate_of_a_group_that_the_network_lacks_is_refused(optimiser_of):
    with pytest.raises(InputError, match="`learning_rates` has one of the parameters 'base'; this network has network"):
        optimiser_of(learning_rates={"base": 0.5})


@pytest.mark.parametrize("trainable", ["all", "head", "head_and_two_blocks"])
def test_only_trainable_parameters_are_optimised(trainable, tiny_network, optimiser_of):
    network = tiny_network(trainable=trainable)
    (group,) = optimiser_of(network)[0].param_groups
    assert parameter_ids(group["params"]) == parameter_ids(p for p in network.parameters() if p.requires_grad)


def one_step(optimiser, gradient=2.0, value=1.0):
    (group,) = optimiser.param_groups
    for parameter in group["params"]:
        parameter.data.fill_(value)
        parameter.grad = torch.full_like(parameter, gradient)
    optimiser.step()
    return group["params"][0].flatten()[0].item()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # The first step of Adam is the sign of the gradient.
        ({"optimiser": "adam"}, 1 - 0.1),
        ({"optimiser": "adam", "weight_decay": 0.5}, 1 - 0.1),
        ({"optimiser": "adamw", "weight_decay": 0.5}, 1 - 0.1 * 0.5 - 0.1),
        ({"optimiser": "sgd"}, 1 - 0.1 * 2),
        ({"optimiser": "sgd", "weight_decay": 0.5}, 1 - 0.1 * (2 + 0.5)),
    ],
)
def test_first_step_of_each_optimiser(changes, expected, optimiser_of):
    assert one_step(optimiser_of(learning_rate=0.1, **changes)[0]) == pytest.approx(expected, abs=1e-6)


def test_momentum_carries_the_first_gradient_into_the_second_step(optimiser_of):
    optimiser, _ = optimiser_of(learning_rate=0.1, optimiser="sgd", momentum=0.5)
    one_step(optimiser)
    assert one_step(optimiser) == pytest.approx(1 - 0.1 * (2 + 0.5 * 2))


@pytest.mark.parametrize(
    ("direction", "values", "lowered"),
    [
        ("min", [0.7, 0.6, 0.5, 0.4], False),
        ("min", [0.4, 0.5, 0.6, 0.7], True),
        ("max", [0.5, 0.6, 0.7, 0.8], False),
        ("max", [0.8, 0.7, 0.6, 0.5], True),
        ("max", [0.8, math.nan, math.nan, math.nan], False),
    ],
)
def test_learning_rates_fall_when_the_monitored_quantity_gets_worse(
    direction, values, lowered, tiny_network, optimiser_of
):
    changes = {"patience": 2, "factor": 0.1, "learning_rate": 1e-3, "agent_learning_rate": 1e-2}
    optimiser, phase = optimiser_of(tiny_network("spottune"), **changes)
    schedule = Schedule(optimiser, phase, 3, direction)
    for value in values:
        schedule.after_step()
        schedule.after_epoch(value)
    factor = 0.1 if lowered else 1
    assert [group["lr"] for group in optimiser.param_groups] == pytest.approx([1e-3 * factor, 1e-2 * factor])


def test_constant(rates):
    assert rates(2, schedule="constant", epochs=3, learning_rate=0.1, monitored=[1, 2, 3]) == [[0.1, 0.1]] * 3


def test_cosine_falls_by_half_a_wave(rates):
    found = rates(2, schedule="cosine", epochs=3, learning_rate=0.1)
    expected = [0.05 * (1 + math.cos(math.pi * step / 6)) for step in range(6)]
    assert [*chain(*found)] == pytest.approx(expected)


def test_cosine_by_epochs(rates):
    found = rates(2, schedule="cosine", update="epoch", epochs=2, learning_rate=0.1)
    assert [*chain(*found)] == pytest.approx([0.1, 0.1, 0.05, 0.05])


def test_one_cycle_peaks_after_its_share_of_all_steps(rates):
    found = [*chain(*rates(5, schedule="one_cycle", peak_fraction=0.3, epochs=4, learning_rate=0.1))]
    # Torch counts the peak's step from 0: the sixth of twenty.
    assert (max(found), found.index(max(found))) == (pytest.approx(0.1), 5)
    assert found[0] == pytest.approx(0.1 / 25)
    assert found[:6] == sorted(found[:6])
    assert found[5:] == sorted(found[5:], reverse=True)
    assert found[-1] < 1e-5


def test_one_cycle_by_epochs_keeps_the_rate_within_one(rates):
    found = rates(3, schedule="one_cycle", update="epoch", peak_fraction=0.5, epochs=4, learning_rate=0.1)
    assert all(len(set(epoch)) == 1 for epoch in found)
    assert found[1][0] == pytest.approx(0.1)


@pytest.mark.parametrize(("epochs", "fraction"), [(10, 0.1), (2, 0.5), (1, 0.3), (3, 0.01)])
def test_one_cycle_of_few_updates(epochs, fraction, rates):
    """Where the peak would be the first update, torch divides by zero."""
    found = rates(1, schedule="one_cycle", update="epoch", epochs=epochs, peak_fraction=fraction, learning_rate=0.1)
    assert all(0 <= rate <= 0.1 + 1e-12 for (rate,) in found)


def test_one_cycle_of_sgd_without_momentum(rates):
    assert len(rates(2, schedule="one_cycle", epochs=2, optimiser="sgd", momentum=0.0)) == 2


@pytest.mark.parametrize(
    ("direction", "values", "delta", "stalled"),
    [
        ("min", [5, 4, 4, 4], 0.0, True),
        ("min", [5, 4, 4, 3.9], 0.0, False),
        ("min", [5, 4, 3.95, 3.9], 0.5, True),
        ("max", [5, 6, 5, 5], 0.0, True),
        ("max", [1, 2, 3, 4], 0.0, False),
        ("max", [5, math.nan, math.nan, math.nan], 0.0, False),
        ("min", [5, 4], 0.0, False),
    ],
)
def test_a_phase_has_stalled_after_epochs_without_improvement(direction, values, delta, stalled, settings):
    (phase,) = settings(early_stopping=2, minimal_delta=delta).all_phases
    assert has_stalled(values, phase, direction) is stalled


def test_without_early_stopping_nothing_stalls(settings):
    assert not has_stalled([1.0] * 100, settings().all_phases[0], "min")
