"""Optimisers, their groups of parameters, the schedule of the learning rate and the early end of a phase.

Schmitz 2024, section 2.4: Adam, two groups, a schedule that waits for a plateau.
"""

import math
from collections.abc import Sequence
from typing import Literal

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, OneCycleLR, ReduceLROnPlateau

from radiogenomics.networks.network import Network
from radiogenomics.training.phases import check_groups
from radiogenomics.training.settings import LoopSettings, PhaseSettings

Direction = Literal["min", "max"]


def build_optimiser(network: Network, settings: LoopSettings, phase: PhaseSettings) -> torch.optim.Optimizer:
    """Optimiser over the trainable parameters, with the learning rate of each group of the network's parameters.

    Raises:
        InputError: the phase gives a learning rate to a group that the network does not have.
    """
    groups = network.parameter_groups()
    check_groups(groups.keys(), phase.learning_rates.keys(), f"{settings.section}: `learning_rates` has one of")
    rates = {**settings.rates_of_groups, **phase.learning_rates}
    trained = {name: [p for p in group if p.requires_grad] for name, group in groups.items()}
    options = [
        {"params": members, "lr": rates.get(name, phase.learning_rate)} for name, members in trained.items() if members
    ]
    shared = {"weight_decay": phase.weight_decay, "fused": settings.fused}
    if phase.optimiser == "sgd":
        return torch.optim.SGD(options, momentum=phase.momentum, **shared)
    return {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[phase.optimiser](options, **shared)


class Schedule:
    """The learning rates of one phase: told of every step and every epoch, it changes them when their time has come."""

    def __init__(
        self, optimiser: torch.optim.Optimizer, phase: PhaseSettings, steps_per_epoch: int, direction: Direction
    ) -> None:
        """Set the first learning rates.

        Args:
            optimiser: whose learning rates change.
            phase: its `schedule` and what belongs to it.
            steps_per_epoch: batches of an epoch.
            direction: whether the monitored quantity is to fall (`min`) or to rise.
        """
        self.updates_per_step = phase.schedule in ("one_cycle", "cosine") and phase.update == "step"
        updates = phase.epochs * (steps_per_epoch if self.updates_per_step else 1)
        self.rule = _rule(optimiser, phase, updates, direction)

    def after_step(self) -> None:
        """Note a step of the optimiser."""
        if self.updates_per_step:
            self.rule.step()

    def after_epoch(self, monitored: float) -> None:
        """Note an epoch and its monitored quantity.

        Where that is undefined, as the AUC of validation patients of one class, the plateau's rate stays where it is.
        """
        if isinstance(self.rule, ReduceLROnPlateau):
            if math.isfinite(monitored):
                self.rule.step(monitored)
        elif self.rule is not None and not self.updates_per_step:
            self.rule.step()

    def state_dict(self) -> dict:
        """What a checkpoint keeps."""
        return {} if self.rule is None else self.rule.state_dict()

    def load_state_dict(self, state: dict) -> None:
        """Go back to the state of a checkpoint."""
        if self.rule is not None:
            self.rule.load_state_dict(state)


def _rule(
    optimiser: torch.optim.Optimizer, phase: PhaseSettings, updates: int, direction: Direction
) -> LRScheduler | None:
    if phase.schedule == "plateau":
        return ReduceLROnPlateau(optimiser, mode=direction, factor=phase.factor, patience=phase.patience)
    if phase.schedule == "cosine":
        return CosineAnnealingLR(optimiser, T_max=updates)
    if phase.schedule == "one_cycle":
        highest = [group["lr"] for group in optimiser.param_groups]
        # Torch divides by zero where the peak is exactly the first update.
        peak = phase.peak_fraction * (1 + 1e-9)
        cycles = phase.optimiser != "sgd" or phase.momentum > 0
        return OneCycleLR(optimiser, highest, total_steps=updates, pct_start=peak, cycle_momentum=cycles)
    return None


def has_stalled(values: Sequence[float], phase: PhaseSettings, direction: Direction) -> bool:
    """Whether a phase ends early: its monitored quantity has not improved for `early_stopping` epochs.

    Epochs at which the quantity is undefined are not counted.

    Args:
        values: the quantity after each epoch of the phase.
        phase: `early_stopping`, and `minimal_delta`, by which a value has to pass the best one before it.
        direction: whether smaller (`min`) or larger values are better.
    """
    if phase.early_stopping is None:
        return False
    best, waited = math.inf, 0
    for value in (value if direction == "min" else -value for value in values if math.isfinite(value)):
        improved = value < best - phase.minimal_delta
        best, waited = (value, 0) if improved else (best, waited + 1)
    return waited >= phase.early_stopping
