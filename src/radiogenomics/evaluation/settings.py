"""Config section on how test patients are evaluated."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings


class EvaluationSettings(Settings):
    """Intervals and operating thresholds."""

    draws: int = Field(2000, ge=100, description="Bootstrap draws of patients, within each class.")
    threshold: Literal["half", "youden", "sensitivity"] = Field(
        "half",
        description="Threshold of the metrics tables: 0.5, or chosen on validation patients, where Youden's index is "
        "highest or sensitivity reaches `sensitivity`. The table of operating points shows all three.",
    )
    sensitivity: float = Field(0.9, gt=0, lt=1, description="Sensitivity that the threshold `sensitivity` keeps.")
