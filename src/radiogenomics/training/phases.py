"""The part of a network that a phase of a training trains."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from torch import nn

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network
from radiogenomics.training.settings import PhaseSettings


@contextmanager
def only_trained(network: Network, phase: PhaseSettings, section: str = "training") -> Iterator[list[nn.Module]]:
    """Freeze the groups of parameters that a phase does not train, until it is over.

    What the network itself froze stays frozen in every phase.

    Args:
        network: its `parameter_groups` are those that the phase names.
        phase: what is trained.
        section: config section of the training, for messages.

    Yields:
        Modules that the phase freezes with all that is inside them. They have to be in eval mode while it trains, so
        that their batch norms keep the statistics that belong to their weights.

    Raises:
        InputError: the network has no such group, or nothing in the groups can be trained.
    """
    groups = network.parameter_groups()
    names = groups.keys() if phase.trained == "all" else phase.trained
    check_groups(groups.keys(), names, f"{section}: phase {phase.name!r} trains")
    if not any(parameter.requires_grad for name in names for parameter in groups[name]):
        raise InputError(f"{section}: phase {phase.name!r} trains nothing: the network froze it; change `trained`")
    others = [parameter for name, group in groups.items() if name not in names for parameter in group]
    held = [parameter for parameter in others if parameter.requires_grad]
    for parameter in held:
        parameter.requires_grad_(False)
    try:
        yield _frozen_modules(network, held)
    finally:
        for parameter in held:
            parameter.requires_grad_(True)


def check_groups(known: Collection[str], named: Collection[str], what: str) -> None:
    """Refuse a group of parameters that a network does not have.

    Args:
        known: groups of the network.
        named: groups that the config names.
        what: beginning of the message, what the config does with them.

    Raises:
        InputError: one is not known.
    """
    for name in named:
        if name not in known:
            raise InputError(f"{what} the parameters {name!r}; this network has {', '.join(known)}")


def _frozen_modules(network: nn.Module, held: list[nn.Parameter]) -> list[nn.Module]:
    members = {id(parameter) for parameter in held}
    return [module for module in network.modules() if _is_held(list(module.parameters()), members)]


def _is_held(parameters: list[nn.Parameter], held: set[int]) -> bool:
    frozen = not any(parameter.requires_grad for parameter in parameters)
    return frozen and any(id(parameter) in held for parameter in parameters)
