"""Config section on where networks look."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings, UniqueList


class ExplanationSettings(Settings):
    """Saliency of test patients by Grad-CAM++ (Ferreira et al., TU Berlin, figure 18), and what it is worth."""

    models: UniqueList[str] = Field(
        [], description="Models whose networks are explained; empty: the first of the compared ones."
    )
    inputs: UniqueList[str] = Field([], description="Inputs whose networks are explained; empty: all of a model.")
    patients: int | None = Field(
        None,
        ge=1,
        description="Test patients who are explained, from the first; with fewer than 10 no interval tells networks "
        "from controls. Empty: all.",
    )
    shown_patients: int = Field(2, ge=1, description="Of these, patients whose maps are shown on the page.")
    mask: Literal["automatic", "corrected", "none"] = Field(
        "corrected",
        description="Segmentation that says where the tumour is, and nothing else; `corrected` falls back to "
        "`automatic`; `none` for archives without, whose maps are compared with the brain alone.",
    )
    layers: dict[str, str] = Field(
        {},
        description="Layer that is looked at, by model; of all others the last one of more than one voxel, whose maps "
        "may be coarse.",
    )
