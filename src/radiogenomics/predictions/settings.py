"""Config section on how probabilities are drawn."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings


class PredictionSettings(Settings):
    """Prediction of validation and test patients (Schmitz 2024, section 2.4)."""

    draws: int = Field(100, ge=1, description="Gumbel draws per patient of a SpotTune network.")
    seed: int = Field(42, ge=0, description="Seed of the draws.")
    batch_size: int = Field(4, ge=1, description="Patients whose draws are computed together.")
    precision: Literal["32-true", "bf16-mixed", "auto"] = Field(
        "32-true",
        description="Arithmetic: float32, or bfloat16 where torch finds it safe, if the device has it; `auto` measures "
        "once per study which is faster, and keeps to it.",
    )
