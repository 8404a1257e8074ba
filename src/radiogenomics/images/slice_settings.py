"""Config sections on 2-D slices: which are taken of a scan, what becomes of them, and how those of training vary."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from radiogenomics.settings import Settings

BY_TUMOUR = ("tumour_midpoint", "tumour_largest")


class SliceSettings(Settings):
    """From a scan to axial slices (Spoorthy 2023, section III-B; MacKinnon, section 4)."""

    choice: Literal["middle", "central", "tumour_midpoint", "tumour_largest", "brightest"] = Field(
        "middle",
        description="Axial slices that are taken: the `middle` share of a series, the `central` ones, those around the "
        "midpoint of the tumour's extent along z (`tumour_midpoint`), around the slice with most tumour voxels "
        "(`tumour_largest`), or around that with most voxels above the series' 99.9th percentile of non-zero values "
        "(`brightest`).",
    )
    share: float = Field(0.2, gt=0, le=1, description="For `middle`: share of a series' slices; at least one is taken.")
    count: PositiveInt = Field(1, description="For all other choices: number of slices.")
    fewest: PositiveInt = Field(
        5, ge=2, description="Slices that a series must have; a patient whose series has fewer is excluded."
    )
    scale: Literal["slice", "series"] = Field(
        "slice", description="What is mapped to [0, 1]: each slice by itself, or the series as a whole."
    )
    shape: tuple[PositiveInt, PositiveInt] = Field((300, 300), description="Final rows and columns.")
    fit: Literal["stretch", "pad"] = Field(
        "stretch",
        description="`stretch` resizes a slice to `shape` as it is; `pad` first surrounds it with 0 until its sides in "
        "mm have the proportions of `shape`, so that no head is distorted.",
    )
    tumour_only: bool = Field(False, description="Whether voxels outside the segmentation are set to 0.")
    mask: Literal["automatic", "corrected", "predicted"] = Field(
        "automatic",
        description="Segmentation of `tumour_midpoint`, `tumour_largest` and `tumour_only`; `corrected` falls back to "
        "`automatic`, `predicted` is what the study's `predicted_masks` says.",
    )

    @model_validator(mode="after")
    def _check_count(self) -> "SliceSettings":
        if self.choice == "middle" and self.count != 1:
            raise ValueError("count belongs to the other choices of slices; for `middle`, set `share`")
        return self

    @property
    def reads_mask(self) -> bool:
        """Whether a segmentation is needed."""
        return self.tumour_only or self.choice in BY_TUMOUR

    @property
    def needed(self) -> int:
        """Slices that a series must have."""
        return max(self.fewest, self.count)


def _ordered(pair: tuple[float, float]) -> tuple[float, float]:
    if not 0 < pair[0] <= pair[1]:
        raise ValueError(f"{pair[0]:g} to {pair[1]:g} is no range of positive factors; give the lower one first")
    return pair


Range = Annotated[tuple[float, float], AfterValidator(_ordered)]
"""Lower and upper factor, both above 0."""


class SliceAugmentationSettings(Settings):
    """Random changes of training slices, drawn anew for every slice and epoch (Spoorthy 2023, section III-B).

    Features of a frozen encoder are computed once: there `copies` are changed, and what is drawn stays.
    """

    zoom: Range = Field((0.8, 1.2), description="Factors of magnification, uniform between the two.")
    maximum_angle: float = Field(
        15.0,
        ge=0,
        le=180,
        description="Rotations are uniform in ± this many degrees; the paper gives a factor, not an angle.",
    )
    maximum_shift: float = Field(
        0.1, ge=0, lt=1, description="Shifts along either axis are uniform in ± this share of the slice's side."
    )
    flip_probability: float = Field(0.5, ge=0, le=1, description="Probability that left and right are exchanged.")
    brightness: Range = Field((0.8, 1.2), description="Factors of brightness, uniform between the two.")
    copies: int = Field(
        0,
        ge=0,
        description="For models of which the head alone is trained: changed copies of every slice, whose features it "
        "is trained on besides those of the slices as they are; drawn once for all epochs.",
    )
