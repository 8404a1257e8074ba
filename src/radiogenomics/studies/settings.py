"""Config sections that studies have in common."""

from abc import ABC, abstractmethod
from typing import Annotated

from pydantic import BeforeValidator, Field

from radiogenomics.cohorts.external_settings import ExternalCohortSettings, by_name
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.controls.settings import ControlSettings
from radiogenomics.evaluation.settings import EvaluationSettings
from radiogenomics.predictions.external_settings import INPUT, ExternalSettings
from radiogenomics.settings import Settings, UniqueList
from radiogenomics.splits.settings import SplitSettings
from radiogenomics.studies.predicted_masks import PredictedMasksSettings


def _as_list(names: object) -> object:
    """One name as a list of one, nothing as an empty one."""
    return [] if names is None else [names] if isinstance(names, str) else names


Published = Annotated[UniqueList[str], BeforeValidator(_as_list, json_schema_input_type=list[str] | str | None)]
"""One name, several, or none."""


class StudySettings(Settings, ABC):
    """One study of any kind: what is predicted, by which models, and how they are judged."""

    title: str = Field(description="Title of the study in the report.")
    label: LabelSettings = Field(description="What is predicted.")
    figure_ensembles: UniqueList[str] = Field(
        description="Ensembles (of a feature study: inputs) whose curves are in the report, besides each model's best."
    )
    evaluation: EvaluationSettings = Field(EvaluationSettings(), description="Intervals and operating thresholds.")
    controls: ControlSettings = Field(ControlSettings(), description="Chance, spread and controls.")
    published: Published = Field(
        [],
        description="Tables of `resources/published/` (one name or several, without `.csv`) whose figures are shown "
        "with ours; only those of the same label and cohort, as its `index.csv` has them; notes give the reasons.",
    )
    published_with_simulated: bool = Field(
        False,
        description="Whether tables of simulated patients have what was published of real ones and our values side by "
        "side. Without, metrics stand alone, and the table of published figures has no column of ours.",
    )
    table_numbers: dict[str, str] = Field(
        {},
        description="What tables of results are called in the paper that the study repeats, as `comparisons: Table 5`, "
        "before their captions; by name of the file in `tables/`: `comparisons`, and `metrics` or, of networks, "
        "`metrics_<model>` and `supplementary`.",
    )

    @property
    def numbered_tables(self) -> list[str]:
        """Tables of results that may have a number in a paper."""
        return ["metrics", "comparisons"]

    @property
    @abstractmethod
    def reported_models(self) -> list[str]:
        """The models of the main comparison, in the order of the tables."""

    @property
    @abstractmethod
    def inputs_of_ensembles(self) -> dict[str, list[str]]:
        """Inputs whose probabilities make the mean, by name of the ensemble, in the order of the tables."""

    @abstractmethod
    def inputs_of_model(self, model: str) -> list[str]:
        """Inputs that a model has predictions from for the main comparison."""

    @property
    @abstractmethod
    def model_titles(self) -> dict[str, str]:
        """Title of every model by its name."""

    @property
    @abstractmethod
    def ensemble_titles(self) -> dict[str, str]:
        """Title of everything in `inputs_of_ensembles`, and of supplementary runs, by name."""


class PatientStudySettings(StudySettings):
    """A study that trains on patients of a cohort and tests on others."""

    cohort: str = Field(description="Name of one of `cohorts`.")
    groups: dict[str, Annotated[UniqueList[str], Field(min_length=1)]] = Field(
        description="Modality groups; a patient belongs to one who has all its modalities."
    )
    described_group: str = Field(description="Modality group whose training and test patients Table 1 describes.")
    split: SplitSettings = Field(SplitSettings(), description="Hold-out test set and folds.")
    external: dict[str, ExternalSettings] = Field(
        {}, description="Predictions for the test patients that were made elsewhere, each a model of its own."
    )

    predicted_masks: PredictedMasksSettings | None = Field(
        None, description="Whose segmentations the study reads; needs `mask: predicted`, which needs it."
    )
    external_cohorts: Annotated[dict[str, ExternalCohortSettings], BeforeValidator(by_name)] = Field(
        {},
        description="Other cohorts, by name, whose patients the trained models predict: an external test. Patients who "
        "are in both, by the published crosswalks, are left out. A list of names will do. Of `kind: networks` and "
        "`kind: slices`; studies of other kinds refuse it.",
    )

    @property
    def external_ensembles(self) -> dict[str, list[str]]:
        """The one ensemble of predictions that were made elsewhere, where there are any."""
        return {INPUT: [INPUT]} if self.external else {}

    @property
    def external_titles(self) -> dict[str, str]:
        """Title of every model whose predictions were made elsewhere, by its name."""
        return {name: external.title for name, external in self.external.items()}

    @property
    def modalities(self) -> list[str]:
        """All modalities, each once, in the order of the groups."""
        return list(dict.fromkeys(modality for group in self.groups.values() for modality in group))

    def split_groups(self) -> dict[str, list[str]]:
        """Everything that patients are split for, and the modalities that it needs."""
        return self.groups

    def groups_in_words(self) -> dict[str, str]:
        """What the patients of each of these groups have, for readers."""
        return {name: ", ".join(modalities) for name, modalities in self.split_groups().items()}

    @property
    @abstractmethod
    def segmentation(self) -> str:
        """The segmentation that patients must have: `automatic`, `corrected`, `predicted` or `none`."""

    @property
    @abstractmethod
    def archive_contents(self) -> set[str]:
        """What of its archive a study reads: `tables`, `features`, segmentations and modalities."""
