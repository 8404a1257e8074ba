"""Everything that changes while a network is trained."""

from dataclasses import dataclass, field

import pandas as pd
import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from radiogenomics.training.selection import select_epoch


def trained_weights(network: nn.Module) -> dict[str, torch.Tensor]:
    """Copy, on the CPU, of what training may change: trainable parameters and all buffers.

    Frozen parameters are left out: whoever builds the network again has them.
    """
    frozen = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    return {name: tensor.cpu().clone() for name, tensor in network.state_dict().items() if name not in frozen}


def restore_weights(network: nn.Module, weights: dict[str, torch.Tensor]) -> None:
    """Put back what `trained_weights` copied; the frozen parameters stay as they are.

    Raises:
        ValueError: the weights are those of another network.
    """
    expected = trained_weights(network).keys()
    if weights.keys() != expected:
        raise ValueError(f"weights of another network: {sorted(weights.keys() ^ expected)[:3]}")
    network.load_state_dict(weights, strict=False)


@dataclass
class TrainingState:
    """A network in training: its optimiser, its schedule, what happened so far and the best weights so far."""

    network: nn.Module
    optimiser: torch.optim.Optimizer
    schedule: ReduceLROnPlateau
    history: list[dict[str, float]] = field(default_factory=list)
    best: dict[str, torch.Tensor] | None = None

    @property
    def epoch(self) -> int:
        """Number of finished epochs."""
        return len(self.history)

    def record(self, row: dict[str, float]) -> None:
        """Note a finished epoch; its weights are kept where the selection rule prefers it to all before it."""
        self.history.append(row)
        selection = select_epoch(pd.DataFrame(self.history))
        if selection["rule"] == "criterion" and selection["epoch"] == row["epoch"]:
            self.best = trained_weights(self.network)

    def to_save(self) -> dict:
        """Content of a checkpoint: tensors and plain values only."""
        return {
            "epoch": self.epoch,
            "network": trained_weights(self.network),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "history": self.history,
            "best": self.best,
        }

    def resume(self, saved: dict) -> None:
        """Go back to the state of a checkpoint."""
        restore_weights(self.network, saved["network"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.schedule.load_state_dict(saved["schedule"])
        self.history = saved["history"]
        self.best = saved["best"]

    def select(self) -> dict[str, object]:
        """Bring the network to the selected epoch's weights and say which epoch that is."""
        selection = select_epoch(pd.DataFrame(self.history))
        if selection["rule"] == "criterion":
            restore_weights(self.network, self.best)
        return selection
