"""The whole configuration: read, checked, and explained when it is wrong."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, Field, ValidationError

from radiogenomics.cohorts.settings import CohortSettings, LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.images.settings import AugmentationSettings, ImageSettings
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.settings import Settings
from radiogenomics.splits.settings import SplitSettings
from radiogenomics.training.settings import PretrainingSettings, TrainingSettings

MEDICALNET_WIDTH = 64
MODALITIES = (
    *("T1", "T1GD", "T2", "FLAIR"),
    *("DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR"),
    *("DSC_ap-rCBV", "DSC_PH", "DSC_PSR"),
)


class EnsembleSettings(Settings):
    """The plain mean over the probabilities of all inputs of some modality groups."""

    title: str = Field(description="Name in tables and figures.")
    groups: list[str] = Field(min_length=1, description="Modality groups whose modalities are averaged.")


class SupplementarySettings(Settings):
    """A run beside the main comparison: one model on some inputs."""

    title: str = Field(description="Name in tables and figures.")
    model: str = Field(description="Name of one of `models`.")
    inputs: list[str] = Field(min_length=1, description="Modalities or names of `channel_inputs`, averaged.")


class StudySettings(Settings):
    """One study: on whom, what is predicted, from what, by which models."""

    title: str = Field(description="Title of the study in the report.")
    cohort: str = Field(description="Name of one of `cohorts`.")
    label: LabelSettings = Field(description="What is predicted.")
    groups: dict[str, list[str]] = Field(
        description="Modality groups; a patient belongs to one who has all its modalities."
    )
    described_group: str = Field(description="Modality group whose training and test patients Table 1 describes.")
    channel_inputs: dict[str, list[str]] = Field(
        {}, description="Named inputs whose modalities become the channels of one network."
    )
    split: SplitSettings = Field(SplitSettings(), description="Hold-out test set and folds.")
    images: ImageSettings = Field(ImageSettings(), description="Preprocessing.")
    augmentation: AugmentationSettings = Field(AugmentationSettings(), description="Copies of training images.")
    models: dict[str, ModelSettings] = Field(description="Networks by name.")
    compare: list[str] = Field(
        min_length=3,
        max_length=3,
        description="The three models of the main comparison, in the order of Tables 2 to 4.",
    )
    training: TrainingSettings = Field(TrainingSettings(), description="Optimisation.")
    prediction: PredictionSettings = Field(PredictionSettings(), description="Draws.")
    ensembles: dict[str, EnsembleSettings] = Field(description="Ensembles by name, in the order of the tables.")
    figure_ensembles: list[str] = Field(
        description="Ensembles whose ROC and precision–recall curves are in the report, beside each model's best."
    )
    supplementary: dict[str, SupplementarySettings] = Field({}, description="Runs beside the main comparison.")
    report_supplementary: bool = Field(
        False, description="Whether the supplementary runs are part of the report, or made only when asked for."
    )
    quality_control_patients: int = Field(3, ge=1, description="Patients shown in each modality's overlay picture.")

    @property
    def modalities(self) -> list[str]:
        """All modalities, in the order of the groups."""
        return [modality for group in self.groups.values() for modality in group]

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

    def ensemble_inputs(self, name: str) -> list[str]:
        """Inputs whose probabilities an ensemble (or a supplementary run) averages."""
        if name in self.supplementary:
            return self.supplementary[name].inputs
        return [modality for group in self.ensembles[name].groups for modality in self.groups[group]]

    def ensemble_title(self, name: str) -> str:
        """Name of an ensemble or supplementary run in tables and figures."""
        return (self.supplementary.get(name) or self.ensembles[name]).title

    def training_groups(self, modality: str) -> list[str]:
        """Groups of splits.csv whose patients need this modality's images."""
        return [group for group, modalities in self.split_groups().items() if modality in modalities]


class Config(Settings):
    """Everything that `config/config.yaml` may say."""

    seed: int = Field(42, ge=0, description="Seed from which the seed of every job is derived.")
    cohorts: dict[str, CohortSettings] = Field(description="Groups of patients by name.")
    weights: str = Field(
        "pretrain",
        description="Transferred weights: `pretrain` on separate simulated patients, `download` MedicalNet's, or a "
        "folder that holds `resnet_50.pth` and `resnet_10.pth`.",
    )
    pretraining: PretrainingSettings = Field(PretrainingSettings(), description="For `weights: pretrain`.")
    studies: dict[str, StudySettings] = Field(description="Studies by name; their files lie in `results/<name>/`.")


def read_config(raw: Mapping[str, Any]) -> Config:
    """Check a configuration and return it as settings.

    Raises:
        InputError: a key is unknown (the nearest known one is named), a value has the wrong type or is out of
            range, or a name (study, cohort, modality, model, group) does not exist.
    """
    try:
        config = Config.model_validate(dict(raw))
    except ValidationError as error:
        raise InputError(_explain(error)) from None
    for name, cohort in config.cohorts.items():
        _check_cohort(name, cohort)
    for name, study in config.studies.items():
        _check_study(name, study, config)
    return config


def _explain(error: ValidationError) -> str:
    """One line for the first thing wrong."""
    first = error.errors()[0]
    location = [str(part) for part in first["loc"]]
    key = ".".join(location)
    if first["type"] == "extra_forbidden":
        return f"config: unknown key {key!r}{nearest(location[-1], _keys_beside(location))}; correct or remove it"
    if first["type"] == "missing":
        return f"config: key {key!r} is missing; add it as config/README.md describes"
    return f"config: {key}: {first['msg']} (found {first['input']!r}); see config/README.md"


def _keys_beside(location: list[str]) -> list[str]:
    """Known keys of the section in which a key was found."""
    model: type[BaseModel] = Config
    for part in location[:-1]:
        field = model.model_fields.get(part)
        if field is not None:
            model = section_of(field.annotation) or model
    return list(model.model_fields)


def section_of(annotation: Any) -> type[BaseModel] | None:
    """Settings class inside an annotation such as `dict[str, ModelSettings]`, `X | None` or `X`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := section_of(argument))), None)


def _check_known(key: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    for name in names:
        if name not in known:
            raise InputError(
                f"config: {key}: {name!r} does not exist{nearest(name, known)}; known are {', '.join(known)}"
            )


def _check_cohort(name: str, cohort: CohortSettings) -> None:
    key = f"cohorts.{name}"
    if cohort.source == "simulated":
        if cohort.simulation is None:
            raise InputError(f"config: {key}.simulation is missing; `source: simulated` needs it")
        _check_known(f"{key}.simulation.modalities", cohort.simulation.modalities, MODALITIES)
        _check_known(f"{key}.simulation.effect", cohort.simulation.effect, MODALITIES)
    elif cohort.local_dir is None:
        raise InputError(f"config: {key}.local_dir is empty; set it to the folder that holds the archive's files")
    elif not Path(cohort.local_dir).is_dir():
        raise InputError(f"config: {key}.local_dir: {cohort.local_dir} is not a folder; correct the path")


def _check_names(key: str, study: StudySettings) -> None:
    """Names that become files or groups side by side must differ."""
    for sections, names in {
        "groups, channel_inputs and their modalities": [*study.groups, *study.channel_inputs, *study.modalities],
        "ensembles and supplementary (`best` is taken)": [*study.ensembles, *study.supplementary, "best"],
    }.items():
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"config: {key}: {twice[0]!r} is used twice among {sections}; rename one")


def _check_study(name: str, study: StudySettings, config: Config) -> None:
    key = f"studies.{name}"
    _check_names(key, study)
    _check_known(f"{key}.cohort", [study.cohort], config.cohorts)
    cohort = config.cohorts[study.cohort]
    known = cohort.simulation.modalities if cohort.source == "simulated" and cohort.simulation else MODALITIES
    for group, modalities in study.groups.items():
        _check_known(f"{key}.groups.{group}", modalities, known)
    for channels, modalities in study.channel_inputs.items():
        _check_known(f"{key}.channel_inputs.{channels}", modalities, study.modalities)
    _check_known(f"{key}.split.test_group", [study.split.test_group], study.groups)
    _check_known(f"{key}.described_group", [study.described_group], study.groups)
    _check_known(f"{key}.compare", study.compare, study.models)
    for ensemble, settings in study.ensembles.items():
        _check_known(f"{key}.ensembles.{ensemble}.groups", settings.groups, study.groups)
    _check_known(f"{key}.figure_ensembles", study.figure_ensembles, study.ensembles)
    for run, extra in study.supplementary.items():
        _check_known(f"{key}.supplementary.{run}.model", [extra.model], study.models)
        _check_known(f"{key}.supplementary.{run}.inputs", extra.inputs, [*study.modalities, *study.channel_inputs])
    _check_weights(key, study, config)


def _check_weights(key: str, study: StudySettings, config: Config) -> None:
    for name, model in study.models.items():
        if model.freezes and model.initial_weights == "random":
            raise InputError(
                f"config: {key}.models.{name} would freeze random weights; "
                "set `initial_weights: transferred`, or train all"
            )
    transferred = {name: model for name, model in study.models.items() if model.initial_weights == "transferred"}
    if config.weights == "pretrain":
        if transferred and config.cohorts[study.cohort].simulation is None:
            raise InputError(
                f"config: `weights: pretrain` needs cohorts.{study.cohort}.simulation; add it or use `download`"
            )
        return
    if config.weights != "download" and not Path(config.weights).is_dir():
        raise InputError(
            f"config: weights: {config.weights!r} is neither `pretrain`, `download` nor a folder; correct it"
        )
    for name, model in transferred.items():
        if model.width != MEDICALNET_WIDTH:
            raise InputError(
                f"config: {key}.models.{name}.width is {model.width}, but MedicalNet's weights "
                f"have {MEDICALNET_WIDTH}; set it so, or use `weights: pretrain`"
            )
