"""Config sections of segmentation; read without torch."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, NonNegativeInt, PositiveInt, field_validator, model_validator

from radiogenomics.modalities import STRUCTURAL
from radiogenomics.settings import Precision, Settings, UniqueList

PredictedConvention = Literal["brats", "brats2023", "nnunet"]
"""What the numbers mean in masks that were predicted elsewhere."""
Row = tuple[float, float, float, float]
Range = tuple[NonNegativeInt, PositiveInt]

# Fidon et al. 2017 give 0.5 (enhancing, necrotic), 0.6 (oedema, necrotic) and 0.7 (oedema, enhancing).
PUBLISHED_DISTANCES: tuple[Row, Row, Row, Row] = (
    (0.0, 1.0, 1.0, 1.0),
    (1.0, 0.0, 0.6, 0.5),
    (1.0, 0.6, 0.0, 0.7),
    (1.0, 0.5, 0.7, 0.0),
)


class LossSettings(Settings):
    """Which loss a segmentation is trained with (Ferreira et al., SegResNet Model)."""

    name: Literal["dice", "dice_ce", "generalised_wasserstein_dice", "hausdorff", "dice_focal", "cross_entropy"] = (
        Field("dice", description="Loss; `dice` is the published baseline of SegResNet.")
    )
    include_background: bool = Field(
        True, description="Whether a background that has a channel counts in Dice, focal and Hausdorff losses."
    )
    distances: tuple[Row, Row, Row, Row] = Field(
        PUBLISHED_DISTANCES,
        description="Distances between background, 1, 2 and 4, for `generalised_wasserstein_dice`.",
    )
    focal_gamma: float = Field(2.0, ge=0, description="How much `dice_focal` looks away from easy voxels.")

    @field_validator("distances")
    @classmethod
    def _is_a_distance(cls, distances: tuple[Row, ...]) -> tuple[Row, ...]:
        matrix = np.array(distances)
        if (matrix != matrix.T).any() or matrix.diagonal().any() or (matrix < 0).any() or matrix.max() == 0:
            raise ValueError("distances must be symmetric, 0 on the diagonal and nowhere negative")
        return distances


class PreparationSettings(Settings):
    """What one segmentation network sees of a scan."""

    sequences: UniqueList[Literal["T1", "T1GD", "T2", "FLAIR"]] = Field(
        list(STRUCTURAL), min_length=1, description="Sequences, in the order of the network's channels."
    )
    window: tuple[Range, Range, Range] | None = Field(
        None, description="Voxels that are kept along z, y and x, [first, after the last]; null: the box of the brain."
    )
    slice_shape: tuple[PositiveInt, PositiveInt] | None = Field(
        None, description="Voxels y, x to which slices are resized after the crop; null keeps them."
    )
    intensities: Literal["z_score", "maximum"] = Field(
        "z_score",
        description="`z_score`: mean 0, deviation 1 of the voxels that are not 0; `maximum`: divided by the highest.",
    )
    smallest_mask_share: float = Field(
        0.0, ge=0, lt=1, description="Patients whose tumour takes a smaller share of the prepared volume are left out."
    )

    @model_validator(mode="after")
    def _is_a_window(self) -> Self:
        for axis, (start, stop) in zip("zyx", self.window or (), strict=False):
            if start >= stop:
                raise ValueError(f"window: along {axis}, {stop} does not come after {start}; exchange them")
        return self


class SegmentationAugmentationSettings(Settings):
    """How a training patient is altered in each epoch."""

    crop: tuple[PositiveInt, PositiveInt, PositiveInt] | None = Field(
        (128, 128, 128),
        description="Voxels z, y, x of a random crop, padded with 0 where less is there; null: no crop.",
    )
    around_tumour: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Share of the crops that are placed around a voxel of the tumour; the others, in the paper all of "
        "them, lie anywhere.",
    )
    flip_probability: float = Field(0.5, ge=0, le=1, description="Probability of a flip along each axis.")
    intensity_shift: float = Field(
        0.1, ge=0, description="Intensities of each channel are shifted by up to this, where they are not 0."
    )
    intensity_scale: float = Field(
        0.1, ge=0, lt=1, description="Intensities of each channel are multiplied by 1 ± up to this."
    )


class InferenceSettings(Settings):
    """How a segmentation network is applied to a patient."""

    window: tuple[PositiveInt, PositiveInt, PositiveInt] | None = Field(
        (128, 128, 128), description="Voxels z, y, x that the network sees at once; null: all that was prepared."
    )
    overlap: float = Field(0.5, ge=0, lt=1, description="Share of a window's edge that the next window sees too.")
    blending: Literal["constant", "gaussian"] = Field(
        "constant", description="Weights of overlapping windows: equal, or `gaussian`: less at a window's edge."
    )
    precision: Precision = "32-true"


class PostprocessingSettings(Settings):
    """What is done to predicted labels; by default nothing after the likeliest label is taken."""

    threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Probability of any tumour from which on a voxel gets its likeliest label of the tumour; empty: "
        "the likeliest label, the background among them.",
    )
    opening: int = Field(
        0, ge=0, description="Voxels by which the tumour is eroded and dilated again, which removes threads and specks."
    )
    smallest_component: int = Field(0, ge=0, description="Connected parts of fewer voxels become background.")
    largest_component_only: bool = Field(False, description="Whether all but the largest connected part is removed.")
