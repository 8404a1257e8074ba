"""Adam, its parameter groups and the schedule of the learning rate (Schmitz 2024, section 2.4)."""

import math

import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from radiogenomics.networks.spottune import SpotTune
from radiogenomics.training.settings import TrainingSettings

MONITORED = {"loss": ("validation_loss", "min"), "auc": ("validation_auc", "max")}


def build_optimiser(network: nn.Module, settings: TrainingSettings) -> torch.optim.Adam:
    """Adam over the trainable parameters; SpotTune's agent has its own learning rate in a second group."""
    agent = list(network.agent.parameters()) if isinstance(network, SpotTune) else []
    members = {id(parameter) for parameter in agent}
    classifier = [p for p in network.parameters() if p.requires_grad and id(p) not in members]
    groups = [{"params": classifier, "lr": settings.learning_rate}]
    if agent:
        groups.append({"params": [p for p in agent if p.requires_grad], "lr": settings.agent_learning_rate})
    return torch.optim.Adam(groups, fused=True)


def build_schedule(optimiser: torch.optim.Optimizer, settings: TrainingSettings) -> ReduceLROnPlateau:
    """Lower all learning rates when the monitored quantity stops falling (loss) or rising (AUC)."""
    _, mode = MONITORED[settings.monitor]
    return ReduceLROnPlateau(optimiser, mode=mode, factor=settings.factor, patience=settings.patience)


def step_schedule(schedule: ReduceLROnPlateau, epoch: dict[str, float], settings: TrainingSettings) -> None:
    """Show the schedule the monitored value of an epoch.

    The AUC of validation patients of one class is undefined; the schedule then stays where it is.
    """
    column, _ = MONITORED[settings.monitor]
    if math.isfinite(epoch[column]):
        schedule.step(epoch[column])
