"""What no single key can say: names that must exist, folders that must open, weights that must fit."""

import os
from collections.abc import Mapping
from pathlib import Path

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.downloads.disk import nearest_existing
from radiogenomics.errors import InputError
from radiogenomics.modalities import modalities_of
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.studies.feature_checks import check_feature_study
from radiogenomics.studies.feature_study import FeatureStudySettings
from radiogenomics.studies.names import check_known, check_published, check_readable
from radiogenomics.studies.network_checks import check_network_study
from radiogenomics.studies.network_study import NetworkStudySettings
from radiogenomics.studies.prediction_study import PredictionStudySettings
from radiogenomics.studies.settings import PatientStudySettings, StudySettings


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
        check_known(f"{key}.simulation.modalities", cohort.simulation.modalities, known)
        check_known(f"{key}.simulation.effect", cohort.simulation.effect, known)


def check_overlaps(name: str, cohort: CohortSettings, cohorts: Mapping[str, CohortSettings]) -> None:
    """Refuse a cohort that is to exclude the patients of itself, or of one that does not exist."""
    others = [other for other in cohorts if other != name]
    check_known(f"cohorts.{name}.exclude_patients_of", cohort.exclude_patients_of, others)


def check_study(name: str, study: StudySettings, cohorts: Mapping[str, CohortSettings], weights: str) -> None:
    """Refuse a study with a name that does not exist or is there twice, or with weights that do not suit it."""
    key = f"studies.{name}"
    if isinstance(study, PatientStudySettings):
        _check_patients(key, study, cohorts)
        cohort = cohorts[study.cohort]
        if isinstance(study, NetworkStudySettings):
            check_network_study(key, study, cohort, weights)
        elif isinstance(study, FeatureStudySettings):
            check_feature_study(key, study, cohort)
        _check_external(f"{key}.external", study.external)
        _check_external_labels(f"{key}.external", study)
    elif isinstance(study, PredictionStudySettings):
        _check_external(f"{key}.models", study.models)
    check_published(f"{key}.published", study.published)
    check_known(f"{key}.table_numbers", study.table_numbers, study.numbered_tables)
    check_known(f"{key}.figure_ensembles", study.figure_ensembles, study.averaged)
    _check_controls(key, study)


def _check_patients(key: str, study: PatientStudySettings, cohorts: Mapping[str, CohortSettings]) -> None:
    """The cohort, its modality groups, and the groups that are tested and described."""
    check_known(f"{key}.cohort", [study.cohort], cohorts)
    cohort = cohorts[study.cohort]
    simulated = cohort.source == "simulated" and cohort.simulation
    known = cohort.simulation.modalities if simulated else modalities_of(cohort.source)
    for group, modalities in study.groups.items():
        check_known(f"{key}.groups.{group}", modalities, known)
    check_known(f"{key}.split.test_group", [study.split.test_group], study.groups)
    check_known(f"{key}.described_group", [study.described_group], study.groups)


def _check_external(key: str, tables: Mapping[str, ExternalSettings]) -> None:
    """Refuse tables of predictions that cannot be opened."""
    for name, table in tables.items():
        check_readable(f"{key}.{name}.path", Path(table.path), open, "correct the path or its permissions")


def _check_external_labels(key: str, study: PatientStudySettings) -> None:
    """The median of a cohort cannot be told from its test patients."""
    for name, table in study.external.items():
        if table.label_column is not None and study.label.above == "median":
            raise InputError(
                f"config: {key}.{name}.label_column: the study's label is above the median of its cohort, which this "
                "table does not have; remove label_column"
            )


def _check_controls(key: str, study: StudySettings) -> None:
    """Classifiers are refitted, networks retrained; no other study has either."""
    if study.controls.refit and not isinstance(study, FeatureStudySettings):
        raise InputError(f"config: {key}.controls.refit: only classifiers of features are refitted; remove it")
    for name in ("retrained_permutations", "retrained_seeds"):
        if getattr(study.controls, name) and not isinstance(study, NetworkStudySettings):
            raise InputError(f"config: {key}.controls.{name}: only networks are retrained; use `refit`, or set it to 0")
