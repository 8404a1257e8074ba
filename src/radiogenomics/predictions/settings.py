"""Config section on how probabilities are drawn."""

from pydantic import Field

from radiogenomics.settings import Precision, Settings


class PredictionSettings(Settings):
    """Prediction of validation and test patients (Schmitz 2024, section 2.4)."""

    draws: int = Field(100, ge=1, description="Gumbel draws per patient of a SpotTune network.")
    seed: int = Field(42, ge=0, description="Seed of the draws.")
    batch_size: int = Field(4, ge=1, description="Patients whose draws are computed together.")
    precision: Precision = "32-true"
