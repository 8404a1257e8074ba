"""Config section of a study that trains nothing: predictions that somebody else made are evaluated."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from radiogenomics.predictions.external_settings import INPUT, ExternalSettings
from radiogenomics.settings import UniqueList
from radiogenomics.studies.settings import StudySettings

ENSEMBLE = "published"
"""The one ensemble of a study of predictions: each model's probabilities as they were given."""


class PredictionStudySettings(StudySettings):
    """A study of predictions that were published, or made elsewhere, with the labels of their patients."""

    kind: Literal["predictions"] = Field(description="Kind of the study.")
    simulated: bool = Field(False, description="Whether the patients are simulated, which every result then says.")
    patients_of: str | None = Field(
        None,
        description="Archive that the patients are of, as a cohort's `source`; published figures (`published`) are "
        "shown only with patients of their own archive, and so with none where this is empty.",
    )
    models: Annotated[dict[str, ExternalSettings], Field(min_length=1)] = Field(
        description="Tables of predictions by the name of their model; all of the same patients."
    )
    figure_ensembles: UniqueList[str] = Field(
        [ENSEMBLE], description="Whether there are curves: `published`, the only ensemble, or empty for none."
    )

    @model_validator(mode="after")
    def _check_label(self) -> "PredictionStudySettings":
        if self.label.censored is not None:
            raise ValueError("`label.censored` is not read in a study of predictions; remove it")
        return self

    @property
    def numbered_tables(self) -> list[str]:
        """Tables of results that may have a number in a paper."""
        return ["metrics"]

    @property
    def reported_models(self) -> list[str]:
        """All models; each is reported."""
        return list(self.models)

    @property
    def inputs_of_ensembles(self) -> dict[str, list[str]]:
        """One ensemble, of the predictions as they were given."""
        return {ENSEMBLE: [INPUT]}

    def inputs_of_model(self, model: str) -> list[str]:
        """The one input that stands for whatever a model was given elsewhere."""
        return [INPUT]

    @property
    def model_titles(self) -> dict[str, str]:
        """Title of every model by its name."""
        return {name: model.title for name, model in self.models.items()}

    @property
    def ensemble_titles(self) -> dict[str, str]:
        """Title of the only ensemble."""
        return {ENSEMBLE: "As published"}
