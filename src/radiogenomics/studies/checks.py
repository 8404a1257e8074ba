"""What no single key can say: names that must exist, folders that must open, weights that must fit."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.downloads.disk import nearest_existing
from radiogenomics.errors import InputError
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.files import nearest
from radiogenomics.modalities import modalities_of
from radiogenomics.networks.settings import MEDICALNET_WIDTH, ModelSettings
from radiogenomics.settings import repeated
from radiogenomics.studies.feature_study import FeatureStudySettings
from radiogenomics.studies.network_study import NetworkStudySettings
from radiogenomics.studies.settings import StudySettings

PUBLISHED = Path(__file__).parents[3] / "resources" / "published"
ARCHIVE_SPACING = 1.0
"""Voxel edge of the real archive's images, in mm."""


def data_folder(text: str) -> str:
    """`data_dir` with `~` expanded and without a trailing `/`.

    Raises:
        ValueError: it is empty, holds a brace, which Snakemake reads as a wildcard, or can neither be read nor made.
    """
    if not text.strip() or set("{}") & set(text):
        raise ValueError(f"{text!r} is not the name of a folder; write one without braces, as `data`")
    folder = Path(os.path.expanduser(text))  # noqa: PTH111 leaves an unknown `~user` alone
    existing = nearest_existing(folder)
    if not existing.is_dir():
        raise ValueError(f"{existing} is a file; name a folder")
    # One that is there may be complete, and then need not be written.
    if existing != folder.absolute() and not os.access(existing, os.W_OK | os.X_OK):
        raise ValueError(f"{folder} cannot be made in {existing} (no permission); name another folder")
    return str(folder)


def check_weights_folder(weights: str) -> None:
    """Refuse `weights` that are neither a known word nor a folder that can be read."""
    if weights not in ("pretrain", "download"):
        mend = "set `pretrain`, `download`, or a folder that can be read"
        check_readable("weights", Path(weights), os.scandir, mend)


def check_cohort(name: str, cohort: CohortSettings) -> None:
    """Refuse a cohort whose simulation or folder is missing, or whose simulated modalities do not exist."""
    key = f"cohorts.{name}"
    if cohort.source == "simulated":
        if cohort.simulation is None:
            raise InputError(f"config: {key}.simulation is missing; `source: simulated` needs it")
    elif cohort.source == "own" and cohort.local_dir is None:
        raise InputError(f"config: {key}.local_dir is empty; set it to the folder that holds your patients.csv")
    elif cohort.local_dir is not None:
        mend = "correct the path or its permissions"
        check_readable(f"{key}.local_dir", Path(cohort.local_dir), os.scandir, mend)
    if cohort.simulation is not None:
        known = modalities_of("simulated")
        _check_known(f"{key}.simulation.modalities", cohort.simulation.modalities, known)
        _check_known(f"{key}.simulation.effect", cohort.simulation.effect, known)


def check_overlaps(name: str, cohort: CohortSettings, cohorts: Mapping[str, CohortSettings]) -> None:
    """Refuse a cohort that is to exclude the patients of itself, or of one that does not exist."""
    others = [other for other in cohorts if other != name]
    _check_known(f"cohorts.{name}.exclude_patients_of", cohort.exclude_patients_of, others)


def check_study(name: str, study: StudySettings, cohorts: Mapping[str, CohortSettings], weights: str) -> None:
    """Refuse a study with a name that does not exist or is there twice, or with weights that do not suit it."""
    key = f"studies.{name}"
    _check_known(f"{key}.cohort", [study.cohort], cohorts)
    cohort = cohorts[study.cohort]
    simulated = cohort.source == "simulated" and cohort.simulation
    known = cohort.simulation.modalities if simulated else modalities_of(cohort.source)
    for group, modalities in study.groups.items():
        _check_known(f"{key}.groups.{group}", modalities, known)
    _check_known(f"{key}.split.test_group", [study.split.test_group], study.groups)
    _check_known(f"{key}.described_group", [study.described_group], study.groups)
    if isinstance(study, NetworkStudySettings):
        _check_network_study(key, study)
        _check_weights(key, study, cohort, weights)
    elif isinstance(study, FeatureStudySettings):
        _check_feature_study(key, study, cohort)
    _check_known(f"{key}.figure_ensembles", study.figure_ensembles, study.averaged)


def check_readable(key: str, path: Path, open_path: Callable, mend: str) -> None:
    """Refuse a file (opened by `open`) or folder (by `os.scandir`) that cannot be opened."""
    try:
        open_path(path).close()
    except OSError as error:
        raise InputError(f"config: {key}: {path} cannot be read ({error.strerror}); {mend}") from None


def _check_known(key: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    for name in names:
        if name not in known:
            raise InputError(
                f"config: {key}: {name!r} does not exist{nearest(name, known)}; known are {', '.join(known)}"
            )


def _check_unique(key: str, sections: Mapping[str, list[str]]) -> None:
    """Names that become files, groups or rows of a table side by side must differ."""
    for section, names in sections.items():
        for name in repeated(names):
            raise InputError(f"config: {key}: {name!r} is used twice among {section}; rename one")


def _check_network_study(key: str, study: NetworkStudySettings) -> None:
    modalities = [modality for group in study.groups.values() for modality in group]
    _check_unique(
        key,
        {
            "groups, channel_inputs and their modalities": [*study.groups, *study.channel_inputs, *modalities],
            "ensembles and supplementary (`best` is taken)": [*study.ensembles, *study.supplementary, "best"],
            "titles of models": list(study.model_titles.values()),
            "titles of ensembles and supplementary": list(study.ensemble_titles.values()),
        },
    )
    for channels, modalities in study.channel_inputs.items():
        _check_known(f"{key}.channel_inputs.{channels}", modalities, study.modalities)
    _check_known(f"{key}.compare", study.compare, study.models)
    for ensemble, settings in study.ensembles.items():
        _check_known(f"{key}.ensembles.{ensemble}.groups", settings.groups, study.groups)
    for run, extra in study.supplementary.items():
        _check_known(f"{key}.supplementary.{run}.model", [extra.model], study.models)
        _check_known(f"{key}.supplementary.{run}.inputs", extra.inputs, [*study.modalities, *study.channel_inputs])


def _check_feature_study(key: str, study: FeatureStudySettings, cohort: CohortSettings) -> None:
    _check_unique(
        key,
        {
            "inputs and models (`best` is taken)": [*study.inputs, *study.models, "best"],
            "titles of models": list(study.model_titles.values()),
            "titles of inputs": list(study.ensemble_titles.values()),
        },
    )
    for name, item in study.inputs.items():
        _check_known(f"{key}.inputs.{name}.group", [item.group], study.groups)
        _check_known(f"{key}.inputs.{name}.tables", item.tables, study.tables)
    for name, model in study.models.items():
        _check_known(f"{key}.models.{name}.inputs", model.inputs or [], study.inputs)
    _check_compared(key, study)
    for model, inputs in study.importance.items():
        _check_known(f"{key}.importance", [model], study.models)
        _check_known(f"{key}.importance.{model}", inputs, study.inputs_of_model(model))
    if study.published is not None:
        _check_known(f"{key}.published", [study.published], sorted(path.stem for path in PUBLISHED.glob("*.csv")))
    for name, table in study.tables.items():
        _check_table(f"{key}.tables.{name}", table, study, cohort)


def _check_compared(key: str, study: FeatureStudySettings) -> None:
    """Compared models need an input in common, and curves a model that has the input."""
    _check_known(f"{key}.compare", study.compare, study.models)
    if not set.intersection(*(set(study.inputs_of_model(model)) for model in study.compare)):
        raise InputError(
            f"config: {key}.compare: {', '.join(study.compare)} have no input in common; compare models that have, or "
            "correct their `inputs`"
        )
    used = {name for model in study.models for name in study.inputs_of_model(model)}
    for name in study.inputs:
        if name not in used:
            raise InputError(
                f"config: {key}.inputs.{name}: no model is trained on it; name it in a model, or remove it"
            )


def _check_table(key: str, table: TableSettings, study: FeatureStudySettings, cohort: CohortSettings) -> None:
    _check_known(f"{key}.radiomics.named_features", table.radiomics.named_modalities, study.modalities)
    if table.path is not None:
        check_readable(f"{key}.path", Path(table.path), open, "correct the path or its permissions")
    if table.describes_regions and study.mask == "none":
        raise InputError(
            f"config: {key} describes regions of a segmentation, but the study's `mask` is none; set `mask`, or of a "
            "clinical table `volumes: none`"
        )
    if cohort.source != "upenn_gbm" and table.reads_captk:
        raise InputError(
            f"config: {key}: only UPENN-GBM comes with CaPTk's features, and the cohort {study.cohort!r} is "
            f"{cohort.source}; use `pyradiomics`, and volumes of the `segmentation`"
        )


def check_tables(studies: Mapping[str, StudySettings]) -> None:
    """Refuse tables of one name whose kinds are made by different rules, in different studies."""
    kinds: dict[str, str] = {}
    for study in studies.values():
        for name, table in study.tables.items() if isinstance(study, FeatureStudySettings) else ():
            kind = "pyradiomics" if table.kind == "pyradiomics" else "read"
            if kinds.setdefault(name, kind) != kind:
                raise InputError(
                    f"config: tables: {name!r} is extracted by pyradiomics in one study and read in another; rename one"
                )


def _check_weights(key: str, study: NetworkStudySettings, cohort: CohortSettings, weights: str) -> None:
    for name, model in study.models.items():
        if model.freezes and model.initial_weights == "random":
            raise InputError(
                f"config: {key}.models.{name} would freeze random weights; "
                "set `initial_weights: transferred`, or train all"
            )
        if model.initial_weights == "transferred" and weights != "pretrain":
            _check_published(f"{key}.models.{name}", model, weights)
    if weights == "pretrain" and any(model.transferred_depths for model in study.models.values()):
        _check_pretraining(study, cohort)


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
            check_readable("weights", Path(weights, f"resnet_{depth}.pth"), open, mend)


def _check_pretraining(study: NetworkStudySettings, cohort: CohortSettings) -> None:
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
