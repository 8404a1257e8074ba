"""Config section on what is done to the scans of a cohort before any study reads them."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings


class RegistrationSettings(Settings):
    """Scans as they come from a scanner: registered, resampled, without skull, corrected for the bias field."""

    prepare: Literal["nothing", "register"] = Field(
        "nothing",
        description="`register`: each patient's scans are registered to one of them (rigid), that one to an atlas "
        "(affine), and all are written on one grid, brain alone; `nothing`: the archive has done that.",
    )
    reference: str = Field("T1GD", description="The sequence to which a patient's others are registered.")
    atlas: str | None = Field(
        None,
        description="NIfTI of the T1-weighted atlas, for instance of SRI-24; where empty, the MNI152 template, moved, "
        "turned and scaled to where SRI-24's brain lies in the field of view of BraTS. `simulated`: the template where "
        "this workflow's simulated patients lie, for models that were trained on them.",
    )
    atlas_brain: str | None = Field(
        None,
        description="NIfTI of the atlas's brain; needed where the atlas has a skull, and not used without `atlas`. An "
        "atlas without skull is given one, for heads are compared with heads.",
    )
    spacing: float = Field(1.0, gt=0, le=8, description="Voxel edge in mm of the grid that is written.")
    brain: Literal["installed", "hd-bet", "synthstrip", "atlas"] = Field(
        "installed",
        description="What tells the brain from the rest: the program `hd-bet` or `mri_synthstrip`, the first of them "
        "that is installed, or the brain of the atlas, which also serves where neither is. A scan without skull tells "
        "its brain itself.",
    )
    bias_correction: bool = Field(True, description="Whether the bias field is taken out (N4).")
    least_overlap: float = Field(
        0.75,
        ge=0,
        le=1,
        description="Share of the brain that every sequence must show; the patient is excluded below it.",
    )
    most_tumour_outside: float = Field(
        0.25,
        ge=0,
        le=1,
        description="Share of the tumour that may lie outside the brain; the patient is excluded above.",
    )

    @property
    def own_files(self) -> list[str]:
        """Files of the user's that every registration reads besides the scans."""
        return [path for path in (self.atlas, self.atlas_brain) if path and path != "simulated"]

    @property
    def registers(self) -> bool:
        """Whether scans are registered."""
        return self.prepare == "register"
