"""What no single key of a study of networks can say: its names, and weights that must fit."""

from collections.abc import Sequence
from pathlib import Path

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.errors import InputError
from radiogenomics.networks.settings import IMAGES, ModelSettings
from radiogenomics.predictions.external_settings import INPUT
from radiogenomics.studies.names import check_known, check_readable, check_unique
from radiogenomics.studies.networks.settings import TrainedStudySettings

VOLUMES = 3
"""Dimensions of a volume."""
ARCHIVE_SPACING = 1.0
"""Voxel edge of the real archive's images, in mm."""


def check_dimensions(key: str, study: TrainedStudySettings, dimensions: Sequence[int]) -> None:
    """Refuse networks that read other things than images, that see slices in a study of volumes, and the reverse."""
    for name, model in study.models.items():
        if model.reads != IMAGES:
            raise InputError(
                f"config: {key}.models.{name}: {model.network} reads {model.reads}, and the study's networks are given "
                f"{IMAGES} alone; give a network of {IMAGES}, or another `kind` of study"
            )
        if model.image_dimensions not in dimensions:
            sees, wanted = ("slices", "volumes") if VOLUMES in dimensions else ("volumes", "slices")
            raise InputError(
                f"config: {key}.models.{name}: {model.network} sees {sees}, and the study's networks are given "
                f"{wanted}; give a network of {wanted}, or another `kind` of study"
            )


def check_network_study(key: str, study: TrainedStudySettings, cohort: CohortSettings, weights: str) -> None:
    """Refuse names that do not exist or are there twice, and weights that do not suit the models or images."""
    modalities = [modality for group in study.groups.values() for modality in group]
    check_unique(
        key,
        {
            "groups, channel_inputs and their modalities": [*study.groups, *study.channel_inputs, *modalities],
            "ensembles and supplementary (`best` and `external` are taken)": [
                *(*study.ensembles, *study.supplementary, "best", INPUT),
            ],
            "models and external": [*study.models, *study.external],
            "titles of models": list(study.model_titles.values()),
            "titles of ensembles and supplementary": list(study.ensemble_titles.values()),
        },
    )
    for channels, modalities in study.channel_inputs.items():
        check_known(f"{key}.channel_inputs.{channels}", modalities, study.modalities)
    check_known(f"{key}.compare", study.compare, study.models)
    for ensemble, settings in study.ensembles.items():
        check_known(f"{key}.ensembles.{ensemble}.groups", settings.groups, study.groups)
    for run, extra in study.supplementary.items():
        check_known(f"{key}.supplementary.{run}.model", [extra.model], study.models)
        check_known(f"{key}.supplementary.{run}.inputs", extra.inputs, study.known_inputs)
    _check_weights(key, study, cohort, weights)


def _check_weights(key: str, study: TrainedStudySettings, cohort: CohortSettings, weights: str) -> None:
    for name, model in study.models.items():
        if model.freezes and not model.transfers:
            raise InputError(
                f"config: {key}.models.{name} would freeze random weights; "
                "set `initial_weights: transferred`, or train all"
            )
        if model.initial_weights != "random":
            _check_transferred(f"{key}.models.{name}", model, weights)
    if weights == "pretrain" and any(model.weight_files for model in study.models.values()):
        _check_pretraining(study, cohort)


def _check_transferred(key: str, model: ModelSettings, weights: str) -> None:
    """Transferred weights must fit the model, and those in a folder, or the user's own, must be there."""
    if model.lacks_weights:
        raise InputError(f"config: {key}: {model.network} has no weights to start from; set `initial_weights: random`")
    try:
        model.check_transferred(weights)
    except ValueError as error:
        raise InputError(f"config: {key}: {error}") from None
    for file in model.own_weights:
        check_readable(f"{key}.initial_weights", Path(file), open, "correct the path")
    if weights not in ("pretrain", "download"):
        for file in model.weight_files:
            fix = f"{key} starts from it: put it there, or set `weights: download`"
            check_readable("weights", Path(weights, Path(file).name), open, fix)


def _check_pretraining(study: TrainedStudySettings, cohort: CohortSettings) -> None:
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
