"""Config section of a study of segmentation networks (Ferreira et al., TU Berlin, task 1)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.images.settings import SEGMENTATIONS_READ
from radiogenomics.networks.registry import AnyModel
from radiogenomics.segmentation.settings import (
    InferenceSettings,
    PostprocessingSettings,
    PredictedConvention,
    PreparationSettings,
)
from radiogenomics.segmentation.training_settings import SegmentationTrainingSettings
from radiogenomics.settings import Settings
from radiogenomics.studies.settings import PatientStudySettings


def _with_its_title(section: Any) -> Any:
    """A model's network has the title of the model."""
    if isinstance(section, Mapping) and isinstance(section.get("network"), Mapping):
        return {**section, "network": {"title": section.get("title", ""), **section["network"]}}
    return section


class SegmentationModelSettings(Settings):
    """One network with what it sees, how it is trained and how it is applied."""

    title: str = Field(description="Name in tables and figures.")
    network: AnyModel = Field(description="The network: `network: segresnet`, `unet3d` or `unet25d`, and its keys.")
    preparation: str = Field(description="Name of one of `preparations`.")
    training: SegmentationTrainingSettings = Field(SegmentationTrainingSettings(), description="Optimisation.")
    inference: InferenceSettings = Field(InferenceSettings(), description="How the network is applied to a patient.")
    postprocessing: PostprocessingSettings = Field(
        PostprocessingSettings(), description="What is done to predicted labels; each step is scored."
    )


class ExternalMasksSettings(Settings):
    """Masks that were predicted elsewhere, as nnU-Net writes them."""

    title: str = Field(description="Name in tables and figures.")
    folder: str = Field(description="Folder with a file `<patient_id>.nii.gz` of every test patient.")
    convention: PredictedConvention = Field(
        "brats",
        description="What the stored numbers mean: `brats` (1, 2, 4), `brats2023` (1, 2, 3), or `nnunet`: 1 oedema, "
        "2 necrosis, 3 enhancing tumour.",
    )


AnySegmentationModel = Annotated[SegmentationModelSettings, BeforeValidator(_with_its_title)]


class SegmentationStudySettings(PatientStudySettings):
    """A study that trains networks to segment the regions of a tumour."""

    kind: Literal["segmentation"] = Field(description="Kind of the study.")
    label: LabelSettings | None = Field(
        None, description="Where it is given, patients without it are left out, and the split is stratified by it."
    )
    figure_ensembles: list[str] = Field([], max_length=0, description="Empty: segmentations have no curves.")
    mask: Literal["automatic", "corrected"] = Field(
        "corrected", description="The true segmentation; `corrected` falls back to `automatic`."
    )
    preparations: dict[str, PreparationSettings] = Field(
        min_length=1, description="What networks see of a scan, by name; prepared once for all models that name it."
    )
    models: dict[str, AnySegmentationModel] = Field(min_length=1, description="Networks by name, in order.")
    trained_folds: int | None = Field(
        None,
        ge=1,
        description="How many folds are trained, from the first; with `folds: 4` and a `test_fraction` of 0.2, one is "
        "a division into 60, 20 and 20 %. Empty: all.",
    )
    external: dict[str, ExternalMasksSettings] = Field(
        {}, description="Masks of the test patients that were predicted elsewhere, each a model of its own."
    )
    shown_patients: int = Field(3, ge=1, description="Test patients whose predictions are drawn next to the truth.")

    @model_validator(mode="after")
    def _folds_exist(self) -> Self:
        if self.trained_folds is not None and self.trained_folds > self.split.folds:
            raise ValueError(f"trained_folds is {self.trained_folds}, but the split has {self.split.folds} folds")
        return self

    @property
    def folds(self) -> list[int]:
        """Folds that are trained."""
        return list(range(self.trained_folds or self.split.folds))

    @property
    def segmentation(self) -> str:
        """The segmentation that patients must have."""
        return self.mask

    @property
    def archive_contents(self) -> set[str]:
        """Tables, the scans and the segmentations."""
        return {"tables", *self.modalities, *SEGMENTATIONS_READ[self.mask]}

    @property
    def reported_models(self) -> list[str]:
        """All networks, and those whose masks were predicted elsewhere."""
        return [*self.models, *self.external]

    @property
    def external_ensembles(self) -> dict[str, list[str]]:
        """Empty: no mean of masks is taken."""
        return {}

    @property
    def inputs_of_ensembles(self) -> dict[str, list[str]]:
        """Empty: no mean of predictions is taken."""
        return {}

    @property
    def numbered_tables(self) -> list[str]:
        """Tables of results that may have a number in a paper."""
        return ["region_scores", "region_tests"]

    def inputs_of_model(self, model: str) -> list[str]:
        """Scans of the group that is tested; none of masks that were predicted elsewhere."""
        return [] if model in self.external else [self.split.test_group]

    @property
    def model_titles(self) -> dict[str, str]:
        """Title of every model by its name."""
        return {name: model.title for name, model in self.models.items()} | self.external_titles

    @property
    def ensemble_titles(self) -> dict[str, str]:
        """Empty, as there are no ensembles."""
        return {}
