"""Everything that changes while a network is trained."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import torch
from torch import nn

from radiogenomics.networks.network import Network
from radiogenomics.training.optimisation import Schedule
from radiogenomics.training.selection import LAST_EPOCH
from radiogenomics.training.tasks.task import Task


def trained_names(network: nn.Module) -> set[str]:
    """Names of what training may change: trainable parameters and all buffers."""
    frozen = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    return set(network.state_dict()) - frozen


def trained_weights(network: nn.Module, names: set[str] | None = None) -> dict[str, torch.Tensor]:
    """Copy, on the CPU, of what training may change: trainable parameters and all buffers.

    Frozen parameters are left out: whoever builds the network again has them. `names` are those of `trained_names`, if
    parameters are frozen now that were not when the training began.
    """
    names = trained_names(network) if names is None else names
    return {name: tensor.cpu().clone() for name, tensor in network.state_dict().items() if name in names}


def restore_weights(network: nn.Module, weights: dict[str, torch.Tensor], names: set[str] | None = None) -> None:
    """Put back what `trained_weights` copied; the frozen parameters stay as they are.

    Raises:
        ValueError: the weights are those of another network.
    """
    expected = trained_names(network) if names is None else names
    if weights.keys() != expected:
        raise ValueError(f"weights of another network: {sorted(weights.keys() ^ expected)[:3]}")
    network.load_state_dict(weights, strict=False)


@dataclass
class TrainingState:
    """A network in training: its optimiser, its schedule, what happened so far and the best weights of its phase.

    Attributes:
        network: what is trained.
        task: what selects its epoch.
        names: what of the network the phases together may change; to be taken before one of them freezes a part.
        optimiser, schedule: those of the phase.
        held: modules that the phase freezes.
        phase: number of the phase, from 0.
        finished_before: number of epochs of all phases before it.
        history: a row per finished epoch.
        best: weights of the epoch that is selected so far, unless it is the last one.
    """

    network: Network
    task: Task
    names: set[str] = field(init=False)
    optimiser: torch.optim.Optimizer = field(init=False)
    schedule: Schedule = field(init=False)
    held: Sequence[nn.Module] = ()
    phase: int = 0
    finished_before: int = 0
    history: list[dict] = field(default_factory=list)
    best: dict[str, torch.Tensor] | None = None

    def __post_init__(self):
        """Note what may be trained."""
        self.names = trained_names(self.network)

    @property
    def epoch(self) -> int:
        """Number of finished epochs."""
        return len(self.history)

    @property
    def rows_of_phase(self) -> list[dict]:
        """History of the phase."""
        return self.history[self.finished_before :]

    def training_mode(self, network: nn.Module) -> None:
        """Put the state's network, or what wraps it, into training mode, apart from what its phase holds."""
        network.train()
        for module in self.held:
            module.eval()

    def record(self, row: dict) -> None:
        """Note a finished epoch; its weights are kept where the selection rule prefers it to all before it."""
        self.history.append(row)
        selection = self._selection()
        if selection["rule"] != LAST_EPOCH and selection["epoch"] == row["epoch"]:
            self.best = trained_weights(self.network, self.names)

    def to_save(self) -> dict:
        """Content of a checkpoint: tensors and plain values only."""
        return {
            "epoch": self.epoch,
            "phase": self.phase,
            "finished_before": self.finished_before,
            "network": trained_weights(self.network, self.names),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "history": self.history,
            "best": self.best,
        }

    def resume(self, saved: dict) -> None:
        """Go back to the network of a checkpoint and to what had happened; `resume_phase` does the rest."""
        restore_weights(self.network, saved["network"], self.names)
        self.phase, self.finished_before = saved["phase"], saved["finished_before"]
        self.history, self.best = saved["history"], saved["best"]

    def resume_phase(self, saved: dict) -> None:
        """Go back to the optimiser and the schedule of a checkpoint of this very phase."""
        self.optimiser.load_state_dict(saved["optimiser"])
        self.schedule.load_state_dict(saved["schedule"])

    def begin_next_phase(self) -> None:
        """Note that a phase is over."""
        self.phase += 1
        self.finished_before = self.epoch
        self.best = None

    def select(self) -> dict[str, object]:
        """Bring the network to the weights of the phase's selected epoch and say which epoch that is."""
        selection = self._selection()
        if selection["rule"] != LAST_EPOCH:
            restore_weights(self.network, self.best, self.names)
        return selection

    def _selection(self) -> dict[str, object]:
        return self.task.select(pd.DataFrame(self.rows_of_phase))
