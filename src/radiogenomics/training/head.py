"""A shortcut for networks of which the head alone is trained: frozen features are computed once."""

import numpy as np
import torch
from lightning.fabric import Fabric
from torch import nn
from torch.utils.data import DataLoader, Dataset

from radiogenomics.networks.classifier import ResNetClassifier
from radiogenomics.networks.freezing import is_frozen
from radiogenomics.training.epoch import on_device
from radiogenomics.training.settings import TrainingSettings


def trains_head_only(network: nn.Module) -> bool:
    """Whether all of a network but its head is frozen."""
    return isinstance(network, ResNetClassifier) and is_frozen(network.backbone)


class FeatureDataset(Dataset):
    """Features in the place of images."""

    def __init__(self, features: torch.Tensor, labels: torch.Tensor) -> None:
        """Take features, shape (n, features), and labels, shape (n,), 0.0 or 1.0."""
        self.features = features
        self.labels = labels.numpy().astype(np.float32)

    def __len__(self) -> int:
        """Number of examples."""
        return len(self.features)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, float, int]:
        """Features, label and row of an example."""
        return self.features[index], float(self.labels[index]), index


class HeadAlone(nn.Module):
    """The head of a network as a network of its own, on precomputed features; it shares the head's weights."""

    def __init__(self, head: nn.Module) -> None:
        """Take the linear head of a network."""
        super().__init__()
        self.head = head

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Logits, shape (n,), of features, shape (n, features)."""
        return self.head(features).squeeze(1)


@torch.no_grad()
def frozen_features(
    fabric: Fabric, network: ResNetClassifier, dataset: Dataset, settings: TrainingSettings
) -> FeatureDataset:
    """Pass every image through the frozen backbone once.

    Frozen batch norms are in eval mode, so an image's features do not depend on its batch mates or on the epoch:
    training the head on them is training the head through the whole network.
    """
    network.to(fabric.device).eval()
    features, labels = [], []
    for images, batch_labels, _ in DataLoader(dataset, settings.batch_size, num_workers=settings.loader_workers):
        with fabric.autocast():
            features.append(network.features(on_device(fabric, images)).float().cpu())
        labels.append(batch_labels.float())
    return FeatureDataset(torch.cat(features), torch.cat(labels))
