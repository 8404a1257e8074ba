"""Config sections on arrays made from scans."""

from typing import Literal

from pydantic import Field, PositiveInt

from radiogenomics.settings import Settings, UniqueList

SEGMENTATIONS_READ = {
    "automatic": {"automatic"},
    "corrected": {"automatic", "corrected"},
    "predicted": set[str](),
    "none": set[str](),
}
"""Segmentations of the archive that a choice of `mask` reads: `corrected` falls back to `automatic`."""


class ImageSettings(Settings):
    """From a scan to the network's input (Schmitz 2024, section 2.2)."""

    mask: Literal["automatic", "corrected", "predicted", "none"] = Field(
        "automatic",
        description="Segmentation outside which voxels are set to 0; `corrected` falls back to `automatic`, "
        "`predicted` is what the study's `predicted_masks` says.",
    )
    crop: Literal["published", "training_tumours"] = Field(
        "published",
        description="`published`: the paper's window; `training_tumours`: the union of the training patients' tumours.",
    )
    margin: float = Field(5.0, ge=0, description="Margin in mm around the union, for `crop: training_tumours`.")
    downscale: int = Field(2, ge=1, description="Factor by which the cropped volume is reduced, with anti-aliasing.")
    shape: tuple[PositiveInt, PositiveInt, PositiveInt] = Field(
        (70, 86, 86), description="Final shape z, y, x, each at least 1; smaller volumes are padded with 0."
    )


class AugmentationSettings(Settings):
    """One copy of each training image by each transform (Schmitz 2024, section 2.2)."""

    transforms: UniqueList[Literal["flip", "rotate", "noise", "elastic"]] = Field(
        ["flip", "rotate", "noise", "elastic"],
        description="Copies made of every training image, one by each transform; an empty list makes none.",
    )
    maximum_angle: float = Field(
        180.0, gt=0, le=180, description="Rotations are uniform in ± this many degrees, in the axial plane."
    )
    noise_sd: float = Field(
        0.05, gt=0, description="Standard deviation of the Gaussian noise, on images scaled to [0, 1]."
    )
    elastic_sigma: float = Field(
        5.0, gt=0, description="Standard deviation of the control points' displacement, in voxels."
    )
    elastic_points: int = Field(3, ge=2, description="Control points per axis of the elastic deformation.")
