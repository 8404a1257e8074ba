"""Config section of a study that trains classifiers on tables of features."""

from typing import Literal

from pydantic import Field

from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.evaluation.confounder_settings import ConfounderSettings
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.predictions.external_settings import EXTERNAL_TITLE, INPUT
from radiogenomics.settings import Settings, UniqueList
from radiogenomics.splits.settings import CrossValidationSettings
from radiogenomics.studies.settings import PatientStudySettings


class FeatureInputSettings(Settings):
    """What a classifier is given: some features of some tables, of the patients of one modality group."""

    title: str = Field(description="Name in tables and figures.")
    group: str = Field(description="Modality group whose patients take part.")
    tables: UniqueList[str] = Field(min_length=1, description="Names of `tables`, joined by patient.")
    features: UniqueList[str] | None = Field(
        None,
        description="Names of features, or patterns with `*`; where empty, those of the group's modalities and all "
        "that belong to no modality.",
    )


class FeatureStudySettings(PatientStudySettings):
    """A study that trains classifiers on tables of features."""

    kind: Literal["features"] = Field(description="Kind of the study.")
    mask: Literal["automatic", "corrected", "predicted", "none"] = Field(
        "automatic",
        description="Segmentation whose regions the features describe; `predicted` is what the study's "
        "`predicted_masks` says; `none` where the features need none.",
    )
    tables: dict[str, TableSettings] = Field(description="Tables of features by name.")
    inputs: dict[str, FeatureInputSettings] = Field(description="Inputs by name, in the order of the tables.")
    models: dict[str, ClassifierSettings] = Field(description="Classifiers by name, in the order of the tables.")
    compare: UniqueList[str] = Field(
        min_length=2,
        description="Models that the tests compare with each other, two or more.",
    )
    cross_validation: CrossValidationSettings | None = Field(
        CrossValidationSettings(), description="Repeated cross-validation over all patients; empty for none."
    )
    confounder: ConfounderSettings | None = Field(
        None,
        description="A known property of the patients that may explain the label: the report says what it reaches by "
        "itself and what is left of each model among patients who are alike in it. Needs `cross_validation`.",
    )
    importance: dict[str, UniqueList[str]] = Field(
        {}, description="Inputs whose feature importance is in the report, by model."
    )

    @property
    def segmentation(self) -> str:
        """The segmentation that patients must have."""
        return self.mask

    @property
    def archive_contents(self) -> set[str]:
        """Tables, and what the study's own tables of features are made from."""
        contents = {"tables"}
        for table in self.tables.values():
            contents |= table.archive_contents(self.modalities, self.mask)
        return contents

    @property
    def reported_models(self) -> list[str]:
        """All models, and those whose predictions were made elsewhere: each has its row in the tables."""
        return [*self.models, *self.external]

    @property
    def inputs_of_ensembles(self) -> dict[str, list[str]]:
        """Every input by itself: the mean is taken over the folds alone."""
        return {name: [name] for name in self.inputs} | self.external_ensembles

    def inputs_of_model(self, model: str) -> list[str]:
        """Inputs that a model is trained on, in the order of `inputs`."""
        if model in self.external:
            return [INPUT]
        return [name for name in self.inputs if name in (self.models[model].inputs or self.inputs)]

    @property
    def model_titles(self) -> dict[str, str]:
        """Title of every model by its name."""
        return {name: model.title for name, model in self.models.items()} | self.external_titles

    @property
    def ensemble_titles(self) -> dict[str, str]:
        """Title of every input by its name."""
        titles = {name: item.title for name, item in self.inputs.items()}
        return titles | dict.fromkeys(self.external_ensembles, EXTERNAL_TITLE)
