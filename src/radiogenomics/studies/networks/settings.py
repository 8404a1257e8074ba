"""Config section of a study that trains networks on images."""

from typing import Annotated, Literal

from pydantic import Field

from radiogenomics.explanations.settings import ExplanationSettings
from radiogenomics.images.settings import SEGMENTATIONS_READ, AugmentationSettings, ImageSettings
from radiogenomics.networks.registry import AnyModel
from radiogenomics.predictions.external_settings import EXTERNAL_TITLE, INPUT
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.search.settings import StudySearchSettings
from radiogenomics.settings import Settings, UniqueList
from radiogenomics.studies.settings import PatientStudySettings
from radiogenomics.training.settings import TrainingSettings


class EnsembleSettings(Settings):
    """The plain mean over the probabilities of all inputs of some modality groups."""

    title: str = Field(description="Name in tables and figures.")
    groups: UniqueList[str] = Field(
        min_length=1, description="Modality groups whose modalities' probabilities make the mean."
    )


class SupplementarySettings(Settings):
    """A supplementary run, besides the main comparison: one model on some inputs."""

    title: str = Field(description="Name in tables and figures.")
    model: str = Field(description="Name of one of `models`.")
    inputs: UniqueList[str] = Field(
        min_length=1, description="Modalities or names of `channel_inputs` whose probabilities make the mean."
    )


class TrainedStudySettings(PatientStudySettings):
    """What all studies that train networks have in common, whatever the networks are given."""

    channel_inputs: dict[str, Annotated[UniqueList[str], Field(min_length=1)]] = Field(
        {}, description="Named inputs whose modalities become the channels of one network."
    )
    models: dict[str, AnyModel] = Field(description="Networks by name.")
    compare: UniqueList[str] = Field(
        min_length=2,
        description="Models that the tests compare with each other, two or more, in the order of the tables.",
    )
    training: TrainingSettings = Field(TrainingSettings(), description="Optimisation, and the choice of the epoch.")
    prediction: PredictionSettings = Field(
        PredictionSettings(), description="Draws of SpotTune's routes, batch size and arithmetic."
    )
    ensembles: dict[str, EnsembleSettings] = Field(description="Ensembles by name, in the order of the tables.")
    explanations: ExplanationSettings | None = Field(
        None, description="Where networks look in the scans of test patients; empty: they are not explained."
    )
    supplementary: dict[str, SupplementarySettings] = Field({}, description="Runs besides the main comparison.")
    report_supplementary: bool = Field(
        False, description="Whether the supplementary runs are part of the report, or made only when asked for."
    )
    search: StudySearchSettings | None = Field(
        None, description="Search for hyper-parameters; empty: none, and no job for it."
    )

    @property
    def explained_contents(self) -> set[str]:
        """What of its archive the explanations read besides the scans: segmentations."""
        return set() if self.explanations is None else SEGMENTATIONS_READ[self.explanations.mask]

    @property
    def known_inputs(self) -> list[str]:
        """Everything that a network may be given."""
        return [*self.modalities, *self.channel_inputs]

    @property
    def reported_models(self) -> list[str]:
        """The models of the main comparison, and those whose predictions were made elsewhere."""
        return [*self.compare, *self.external]

    @property
    def inputs_of_ensembles(self) -> dict[str, list[str]]:
        """Inputs of every ensemble, by name."""
        return {name: self.ensemble_inputs(name) for name in self.ensembles} | self.external_ensembles

    @property
    def numbered_tables(self) -> list[str]:
        """Tables of results that may have a number in a paper."""
        return [*(f"metrics_{model}" for model in self.models), "comparisons", "supplementary"]

    def inputs_of_model(self, model: str) -> list[str]:
        """Inputs of all ensembles, each once; every model is trained on them."""
        if model in self.external:
            return [INPUT]
        return list(dict.fromkeys(item for name in self.ensembles for item in self.ensemble_inputs(name)))

    @property
    def model_titles(self) -> dict[str, str]:
        """Title of every model by its name."""
        return {name: model.title for name, model in self.models.items()} | self.external_titles

    @property
    def ensemble_titles(self) -> dict[str, str]:
        """Title of every ensemble and supplementary run by its name."""
        titles = {name: section.title for name, section in {**self.ensembles, **self.supplementary}.items()}
        return titles | dict.fromkeys(self.external_ensembles, EXTERNAL_TITLE)

    def channels(self, name: str) -> list[str]:
        """Modalities that an input feeds to a network, one per channel."""
        return self.channel_inputs.get(name, [name])

    def group_of(self, name: str) -> str:
        """Group of splits.csv that holds the patients of an input."""
        if name in self.channel_inputs:
            return name
        return next(group for group, modalities in self.groups.items() if name in modalities)

    def split_groups(self) -> dict[str, list[str]]:
        """Everything that patients are split for: modality groups and named inputs."""
        return {**self.groups, **self.channel_inputs}

    def groups_in_words(self) -> dict[str, str]:
        """What the patients of each of these groups have, for readers, and that a named input is one of channels."""
        texts = super().groups_in_words()
        return texts | {name: f"{texts[name]} as the channels of one network" for name in self.channel_inputs}

    def ensemble_inputs(self, name: str) -> list[str]:
        """Inputs whose probabilities an ensemble (or a supplementary run) averages."""
        if name in self.supplementary:
            return self.supplementary[name].inputs
        return [modality for group in self.ensembles[name].groups for modality in self.groups[group]]

    def training_groups(self, modality: str) -> list[str]:
        """Groups of splits.csv whose patients need this modality's images."""
        return [group for group, modalities in self.split_groups().items() if modality in modalities]


class NetworkStudySettings(TrainedStudySettings):
    """A study that trains networks on volumes."""

    kind: Literal["networks"] = Field("networks", description="Kind of the study.")
    images: ImageSettings = Field(ImageSettings(), description="Preprocessing.")
    augmentation: AugmentationSettings = Field(AugmentationSettings(), description="Copies of training images.")
    quality_control_patients: int = Field(3, ge=1, description="Patients shown in each modality's overlay picture.")

    @property
    def segmentation(self) -> str:
        """The segmentation that patients must have."""
        return self.images.mask

    @property
    def archive_contents(self) -> set[str]:
        """Tables, the modalities' scans and the segmentations."""
        return {"tables", *self.modalities, *SEGMENTATIONS_READ[self.images.mask], *self.explained_contents}
