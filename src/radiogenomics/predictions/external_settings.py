"""Config section of predictions that somebody else made."""

from pydantic import Field

from radiogenomics.settings import Settings

INPUT = "external"
"""What stands in the column `input` of predictions that were made elsewhere, and names their ensemble."""
EXTERNAL_TITLE = "Made elsewhere"


class ExternalSettings(Settings):
    """A table of one probability per patient, made elsewhere, which is evaluated as a model of its own."""

    title: str = Field(description="Name in tables and figures.")
    path: str = Field(
        description="CSV with one row per patient, relative to the working directory: a patient's id, the probability "
        "of the positive class, and the label where the table has it."
    )
    patient_column: str = Field("patient_id", description="Column of the patients' ids, as the study has them.")
    probability_column: str = Field("probability", description="Column of the probability of the positive class.")
    label_column: str | None = Field(
        None,
        description="Column of the label, written as the study's `label` says. In a study of predictions it is the "
        "truth, and where empty the column of `label`; in any other study it is held against the study's own labels, "
        "and may be empty.",
    )
