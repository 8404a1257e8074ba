import math

import pytest

from radiogenomics.training.optimisation import build_optimiser, build_schedule, step_schedule


def parameter_ids(parameters):
    return {id(parameter) for parameter in parameters}


def test_agent_of_spottune_has_its_own_learning_rate(tiny_network, settings):
    network = tiny_network("spottune")
    groups = build_optimiser(network, settings(learning_rate=1e-5, agent_learning_rate=1e-4)).param_groups
    assert [group["lr"] for group in groups] == [1e-5, 1e-4]
    assert parameter_ids(groups[1]["params"]) == parameter_ids(network.agent.parameters())
    trained = [*network.fine_tuned.parameters(), *network.head.parameters()]
    assert parameter_ids(groups[0]["params"]) == parameter_ids(trained)


@pytest.mark.parametrize("trainable", ["all", "head", "head_and_two_blocks"])
def test_only_trainable_parameters_are_optimised(trainable, tiny_network, settings):
    network = tiny_network(trainable=trainable)
    (group,) = build_optimiser(network, settings()).param_groups
    assert parameter_ids(group["params"]) == parameter_ids(p for p in network.parameters() if p.requires_grad)


@pytest.mark.parametrize(
    ("monitor", "values", "lowered"),
    [
        ("loss", [0.7, 0.6, 0.5, 0.4], False),
        ("loss", [0.4, 0.5, 0.6, 0.7], True),
        ("auc", [0.5, 0.6, 0.7, 0.8], False),
        ("auc", [0.8, 0.7, 0.6, 0.5], True),
        ("auc", [0.8, math.nan, math.nan, math.nan], False),
    ],
)
def test_learning_rates_fall_when_the_monitored_quantity_gets_worse(monitor, values, lowered, tiny_network, settings):
    chosen = settings(monitor=monitor, patience=2, factor=0.1, learning_rate=1e-3, agent_learning_rate=1e-2)
    optimiser = build_optimiser(tiny_network("spottune"), chosen)
    schedule = build_schedule(optimiser, chosen)
    for value in values:
        # The other quantity moves the other way, which would be noticed if it were the one that is followed.
        step_schedule(schedule, {"validation_loss": value, "validation_auc": value}, chosen)
    factor = 0.1 if lowered else 1
    assert [group["lr"] for group in optimiser.param_groups] == pytest.approx([1e-3 * factor, 1e-2 * factor])
