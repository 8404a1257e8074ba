"""Fusion of the two towers of Lyu and Costen: frozen towers, standardised features, a classifier on both.

The paper says: 32 features of the gene encoder and 16 of the image encoder, "scaled separately with Gaussian
normalization with mean of 0 and variance of 1", concatenated, dense layers of 64, 128 and 16 nodes, and an output. It
does not say which patients mean and variance are of: here of the training patients of the fusion alone, as part of the
network's state. In the mixture of experts (Table 3, after Mixtral) the paper names neither the number of experts nor
which layers they replace: here they replace the first dense layer, 8 of which the 2 with the highest gate are used.

A patient who lacks a modality is predicted by the tower that is left, as the paper does not train fusion for that.
"""

from collections.abc import Iterable
from typing import Literal

import torch
from torch import Tensor, nn

from radiogenomics.errors import InputError
from radiogenomics.leakage.records import FittedStep
from radiogenomics.networks.freezing import Freezable, freeze
from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.networks.image_tower import FEATURES, ImageTower
from radiogenomics.networks.network import Network

FUSION, IMAGE_TOWER, GENE_TOWER = "fusion", "image_tower", "gene_tower"
FEATURE_SCALE = "scale of tower features"
"""Name of the step in the records of fits."""
FIRST, SECOND, THIRD = 64, 128, 16


class FrozenTower(Freezable):
    """A tower that is not trained any more, and the scale of its features.

    Attributes:
        tower: the frozen tower.
        mean: of each feature among the training patients (features,).
        deviation: standard deviation of each among them, 1 where it is 0; not a number before `fit`.
    """

    def __init__(self, tower: ImageTower | GeneTower, features: int):
        """Freeze `tower`, which gives so many features; their scale is not known yet."""
        super().__init__()
        self.tower = freeze(tower)
        self.register_buffer("mean", torch.full((features,), torch.nan))
        self.register_buffer("deviation", torch.full((features,), torch.nan))

    @torch.no_grad()
    def fit(self, inputs: Tensor) -> None:
        """Take mean and standard deviation of the features of some patients' inputs (n, …)."""
        features = self.tower.features(inputs)
        deviation = features.std(dim=0, correction=0)
        self.mean.copy_(features.mean(dim=0))
        self.deviation.copy_(torch.where(deviation > 0, deviation, 1.0))

    def forward(self, inputs: Tensor) -> Tensor:
        """Inputs (n, …) → standardised features (n, features)."""
        return (self.tower.features(inputs) - self.mean) / self.deviation


class MixtureOfExperts(nn.Module):
    """Dense layers side by side; of each patient's, those with the highest gates are added up (Jiang et al. 2024)."""

    def __init__(self, inputs: int, outputs: int, experts: int, used: int):
        """Layers with random weights."""
        super().__init__()
        if used > experts:
            raise InputError(f"fusion: `experts_used` {used} exceeds `experts` {experts}; lower it")
        self.gate = nn.Linear(inputs, experts, bias=False)
        self.experts = nn.ModuleList(nn.Linear(inputs, outputs) for _ in range(experts))
        self.used = used

    def gates(self, features: Tensor) -> Tensor:
        """Features (n, inputs) → share of every expert (n, experts), 0 where it is not used; they add up to 1."""
        highest, chosen = self.gate(features).topk(self.used, dim=1)
        return torch.zeros(len(features), len(self.experts)).to(highest).scatter(1, chosen, highest.softmax(dim=1))

    def forward(self, features: Tensor) -> Tensor:
        """Features (n, inputs) → (n, outputs)."""
        answers = torch.stack([expert(features) for expert in self.experts], dim=1)
        return (self.gates(features).unsqueeze(2) * answers).sum(dim=1)


class Fusion(Network):
    """Slices and expression → one logit, of both towers or of the one whose input is there."""

    def __init__(
        self,
        image_tower: ImageTower,
        gene_tower: GeneTower,
        joined_by: Literal["concatenation", "mixture_of_experts"] = "concatenation",
        experts: int = 8,
        experts_used: int = 2,
    ):
        """Freeze the towers and draw the classifier's weights; `fit_scale` must follow."""
        super().__init__()
        self.image_tower = FrozenTower(image_tower, FEATURES)
        self.gene_tower = FrozenTower(gene_tower, gene_tower.width)
        joined = FEATURES + gene_tower.width
        if joined_by == "concatenation":
            first: nn.Module = nn.Linear(joined, FIRST)
        else:
            first = MixtureOfExperts(joined, FIRST, experts, experts_used)
        self.fusion = nn.Sequential(
            first,
            nn.ReLU(),
            nn.Linear(FIRST, SECOND),
            nn.ReLU(),
            nn.Linear(SECOND, THIRD),
            nn.ReLU(),
            nn.Linear(THIRD, 1),
        )

    def fit_scale(self, images: Tensor, expression: Tensor, patients: Iterable[str], fold: int | None) -> FittedStep:
        """Take the scale of the towers' features from training patients; returns the record for the leak gates.

        Args:
            images: slices of the training patients (n, channels, y, x).
            expression: their expression (n, genes), in the same order.
            patients: their ids, in the same order.
            fold: fold that does not take part, or None.

        Raises:
            InputError: fewer than two patients, or one of them lacks a modality.
        """
        patients = tuple(patients)
        if len(patients) < 2:
            raise InputError(f"fusion: {len(patients)} training patient(s) with both modalities; add patients")
        for patient, used in zip(patients, self.used(images, expression), strict=True):
            if used != FUSION:
                raise InputError(f"fusion: training patient {patient} lacks a modality; train fusion on complete ones")
        self.image_tower.fit(images)
        self.gene_tower.fit(expression)
        return FittedStep(FEATURE_SCALE, model="", input="", fold=fold, patients=patients)

    def used(self, images: Tensor | None = None, expression: Tensor | None = None) -> list[str]:
        """What predicts each patient: `fusion`, `image_tower` or `gene_tower`.

        Args:
            images: slices (n, channels, y, x); all values of a patient without them are NaN. None if nobody has them.
            expression: (n, genes), likewise.

        Raises:
            InputError: a patient has neither.
        """
        there = [_there(values) for values in (images, expression) if values is not None]
        if not there or not torch.stack(there).any(dim=0).all():
            raise InputError("fusion: a patient has neither an image nor expression; exclude the patient")
        n = len(there[0])
        has_image, has_genes = (
            [False] * n if values is None else _there(values).tolist() for values in (images, expression)
        )
        return [
            FUSION if image and genes else IMAGE_TOWER if image else GENE_TOWER
            for image, genes in zip(has_image, has_genes, strict=True)
        ]

    def forward(self, images: Tensor | None = None, expression: Tensor | None = None) -> Tensor:
        """Slices and expression, as `used` takes them → logits (n,) of the positive class.

        Raises:
            InputError: a patient has neither, or the scale of the features is not known.
        """
        used = self.used(images, expression)
        predictors = {
            FUSION: self._fused,
            IMAGE_TOWER: lambda images, _: self.image_tower.tower(images),
            GENE_TOWER: lambda _, expression: self.gene_tower.tower(expression),
        }
        logits: list[Tensor] = []
        order: list[int] = []
        for name, predict in predictors.items():
            rows = [row for row, which in enumerate(used) if which == name]
            if rows:
                logits.append(predict(*(None if values is None else values[rows] for values in (images, expression))))
                order += rows
        return torch.cat(logits)[torch.tensor(order, device=logits[0].device).argsort()]

    def _fused(self, images: Tensor, expression: Tensor) -> Tensor:
        if self.image_tower.mean.isnan().any() or self.gene_tower.mean.isnan().any():
            raise InputError("fusion: the scale of the towers' features is not known; call `fit_scale` before training")
        joined = torch.cat([self.image_tower(images), self.gene_tower(expression)], dim=1)
        return self.fusion(joined).squeeze(1)

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """Both towers, which stay frozen, and the classifier."""
        return {name: list(getattr(self, name).parameters()) for name in (IMAGE_TOWER, GENE_TOWER, FUSION)}


def _there(values: Tensor) -> Tensor:
    """Whether each patient of an input (n, …) has it: a patient with no value but NaN has not."""
    return ~values.flatten(1).isnan().all(dim=1)
