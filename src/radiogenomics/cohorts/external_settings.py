"""Config section of another cohort on which a study's trained models are tested."""

from typing import Any

from pydantic import Field

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.settings import Settings


class ExternalCohortSettings(Settings):
    """Another cohort, whose patients the trained models predict: an external test."""

    title: str | None = Field(None, description="Name in tables and figures; where empty, that of its archive.")
    label: LabelSettings | None = Field(
        None, description="The label as this cohort's table has it; where empty, as the study's own cohort has it."
    )


def by_name(cohorts: Any) -> Any:
    """A list of names as sections that say nothing."""
    if cohorts is None:
        return {}
    return {name: {} for name in cohorts} if isinstance(cohorts, list) else cohorts
