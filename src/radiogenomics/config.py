"""The whole configuration: read, checked, and explained when it is wrong."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field, ValidationError

from radiogenomics.cohorts.settings import CohortSettings, LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.images.settings import AugmentationSettings, ImageSettings
from radiogenomics.networks.settings import MEDICALNET_WIDTH, ModelSettings
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.settings import Settings, UniqueList, repeated
from radiogenomics.splits.settings import SplitSettings
from radiogenomics.training.settings import PretrainingSettings, TrainingSettings

ARCHIVE_SPACING = 1.0
"""Voxel edge of the real archive's images, in mm."""
MODALITIES = (
    *("T1", "T1GD", "T2", "FLAIR"),
    *("DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR"),
    *("DSC_ap-rCBV", "DSC_PH", "DSC_PSR"),
)


class EnsembleSettings(Settings):
    """The plain mean over the probabilities of all inputs of some modality groups."""

    title: str = Field(description="Name in tables and figures.")
    groups: UniqueList[str] = Field(min_length=1, description="Modality groups whose modalities are averaged.")


class SupplementarySettings(Settings):
    """A run beside the main comparison: one model on some inputs."""

    title: str = Field(description="Name in tables and figures.")
    model: str = Field(description="Name of one of `models`.")
    inputs: UniqueList[str] = Field(min_length=1, description="Modalities or names of `channel_inputs`, averaged.")


class StudySettings(Settings):
    """One study: on whom, what is predicted, from what, by which models."""

    title: str = Field(description="Title of the study in the report.")
    cohort: str = Field(description="Name of one of `cohorts`.")
    label: LabelSettings = Field(description="What is predicted.")
    groups: dict[str, Annotated[UniqueList[str], Field(min_length=1)]] = Field(
        description="Modality groups; a patient belongs to one who has all its modalities."
    )
    described_group: str = Field(description="Modality group whose training and test patients Table 1 describes.")
    channel_inputs: dict[str, Annotated[UniqueList[str], Field(min_length=1)]] = Field(
        {}, description="Named inputs whose modalities become the channels of one network."
    )
    split: SplitSettings = Field(SplitSettings(), description="Hold-out test set and folds.")
    images: ImageSettings = Field(ImageSettings(), description="Preprocessing.")
    augmentation: AugmentationSettings = Field(AugmentationSettings(), description="Copies of training images.")
    models: dict[str, ModelSettings] = Field(description="Networks by name.")
    compare: UniqueList[str] = Field(
        min_length=3,
        max_length=3,
        description="The three models of the main comparison, in the order of Tables 2 to 4.",
    )
    training: TrainingSettings = Field(TrainingSettings(), description="Optimisation.")
    prediction: PredictionSettings = Field(PredictionSettings(), description="Draws.")
    ensembles: dict[str, EnsembleSettings] = Field(description="Ensembles by name, in the order of the tables.")
    figure_ensembles: UniqueList[str] = Field(
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

    @property
    def model_titles(self) -> dict[str, str]:
        """Title of every model by its name."""
        return {name: model.title for name, model in self.models.items()}

    @property
    def ensemble_titles(self) -> dict[str, str]:
        """Title of every ensemble and supplementary run by its name."""
        return {name: averaged.title for name, averaged in {**self.ensembles, **self.supplementary}.items()}

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
        "folder that holds `resnet_<depth>.pth` of every depth that a transferred model has.",
    )
    pretraining: PretrainingSettings = Field(PretrainingSettings(), description="For `weights: pretrain`.")
    studies: dict[str, StudySettings] = Field(description="Studies by name; their files lie in `results/<name>/`.")


def read_config(raw: Mapping[str, Any]) -> Config:
    """Check a configuration and return it as settings.

    Raises:
        InputError: a key is unknown (the nearest known one is named); a value has the wrong type, is out of range or
            is listed twice; a name (study, cohort, modality, model, group) does not exist; a folder, or a checkpoint
            that a model starts from, cannot be read; or the weights do not suit the models or their images.
    """
    try:
        config = Config.model_validate(dict(raw))
    except ValidationError as error:
        raise InputError(_explain(error)) from None
    for name, cohort in config.cohorts.items():
        _check_cohort(name, cohort)
    if config.weights not in ("pretrain", "download"):
        mend = "set `pretrain`, `download`, or a folder that can be read"
        _check_readable("weights", Path(config.weights), os.scandir, mend)
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
    if first["type"] == "value_error":
        return f"config: {key}: {first['ctx']['error']}"
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
    elif cohort.local_dir is None:
        raise InputError(f"config: {key}.local_dir is empty; set it to the folder that holds the archive's files")
    else:
        mend = "correct the path or its permissions"
        _check_readable(f"{key}.local_dir", Path(cohort.local_dir), os.scandir, mend)
    if cohort.simulation is not None:
        _check_known(f"{key}.simulation.modalities", cohort.simulation.modalities, MODALITIES)
        _check_known(f"{key}.simulation.effect", cohort.simulation.effect, MODALITIES)


def _check_readable(key: str, path: Path, open_path: Callable, mend: str) -> None:
    """Refuse a file (opened by `open`) or folder (by `os.scandir`) that cannot be opened."""
    try:
        open_path(path).close()
    except OSError as error:
        raise InputError(f"config: {key}: {path} cannot be read ({error.strerror}); {mend}") from None


def _check_names(key: str, study: StudySettings) -> None:
    """Names that become files, groups or rows of a table side by side must differ."""
    for sections, names in {
        "groups, channel_inputs and their modalities": [*study.groups, *study.channel_inputs, *study.modalities],
        "ensembles and supplementary (`best` is taken)": [*study.ensembles, *study.supplementary, "best"],
        "titles of models": list(study.model_titles.values()),
        "titles of ensembles and supplementary": list(study.ensemble_titles.values()),
    }.items():
        for name in repeated(names):
            raise InputError(f"config: {key}: {name!r} is used twice among {sections}; rename one")


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
        if model.initial_weights == "transferred" and config.weights != "pretrain":
            _check_published(f"{key}.models.{name}", model, config.weights)
    if config.weights == "pretrain" and any(model.transferred_depths for model in study.models.values()):
        _check_pretraining(study, config.cohorts[study.cohort])


def _check_published(key: str, model: ModelSettings, weights: str) -> None:
    """MedicalNet's weights must fit the model, and those in a folder must be there."""
    if model.width != MEDICALNET_WIDTH:
        raise InputError(
            f"config: {key}.width is {model.width}, but MedicalNet's weights have {MEDICALNET_WIDTH}; set it so, or "
            "use `weights: pretrain`"
        )
    if weights != "download":
        for depth in model.transferred_depths:
            mend = f"{key} starts from it: put it there, or set `weights: download`"
            _check_readable("weights", Path(weights, f"resnet_{depth}.pth"), open, mend)


def _check_pretraining(study: StudySettings, cohort: CohortSettings) -> None:
    """The patients simulated for pre-training must look like the study's own."""
    key, simulation = f"cohorts.{study.cohort}.simulation", cohort.simulation
    if simulation is None:
        raise InputError(f"config: `weights: pretrain` needs {key}; add it or use `download`")
    if cohort.source == "simulated":
        return
    if simulation.spacing != ARCHIVE_SPACING:
        raise InputError(
            f"config: {key}.spacing is {simulation.spacing}: weights would be pre-trained on other voxels than the "
            f"archive's {ARCHIVE_SPACING} mm; set `{key}.spacing: {ARCHIVE_SPACING}`, or use `weights: download`"
        )
    for modality in study.modalities:
        if modality not in simulation.modalities:
            raise InputError(
                f"config: {key}.modalities lacks {modality!r}, which the study uses; add it, or use `weights: download`"
            )
