"""A study's table of features, whatever it is made from."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from radiogenomics.cohorts.identifiers import nearly_fitting
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.features.captk import absent_regions, read_captk, region_volumes
from radiogenomics.features.clinical import clinical_features, segmented_volumes
from radiogenomics.features.expression import expression_features
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.features.tables import (
    read_feature_csv,
    refuse_copied_label,
    rows_of_patients,
    unknown_features,
    unknown_patients,
)
from radiogenomics.files import nearest, sha256_of
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import notice

ID = "patient_id"
CAPTK = "CaPTk's features"
MOST_NAMED = 3


class FeatureTable(NamedTuple):
    """Features of the included patients, what of them is missing, and what they were read from.

    features: patient_id and one column per feature, sorted by patient.
    exclusions: patient_id, modality, region, reason.
    sources: source (of the archive, from its folder), sha256; one row per file.
    """

    features: pd.DataFrame
    exclusions: pd.DataFrame
    sources: pd.DataFrame


class _Asked(NamedTuple):
    """The arguments of `feature_table`."""

    settings: TableSettings
    cohort: pd.DataFrame
    local_dir: Path
    modalities: list[str]
    segmentation: str
    label: LabelSettings


def feature_table(
    settings: TableSettings,
    cohort: pd.DataFrame,
    local_dir: Path,
    modalities: list[str],
    segmentation: str,
    label: LabelSettings,
) -> FeatureTable:
    """Read the features of a study.

    Args:
        settings: the table, of any type but `pyradiomics`.
        cohort: rows of cohort.csv.
        local_dir: folder of the archive's files.
        modalities: the study's modalities.
        segmentation: the study's segmentation.
        label: what is predicted, and may be no feature.

    Raises:
        InputError: a file is missing or damaged, does not fit the cohort, or holds the label.
    """
    return READERS[settings.type](_Asked(settings, cohort, local_dir, modalities, segmentation, label))


def _captk(asked: _Asked) -> FeatureTable:
    captk, sources = read_captk(asked.local_dir, asked.modalities, asked.segmentation)
    features = rows_of_patients(captk, asked.cohort, CAPTK)
    exclusions = absent_regions(features, asked.cohort, asked.modalities)
    return FeatureTable(features.reset_index(), exclusions, _checksums(sources, asked.local_dir))


def _expression(asked: _Asked) -> FeatureTable:
    features, exclusions, sources = expression_features(asked.settings, asked.cohort, asked.local_dir)
    return FeatureTable(features.reset_index(), exclusions, _checksums(sources, asked.local_dir))


def _csv(asked: _Asked) -> FeatureTable:
    path = asked.settings.path
    table = read_feature_csv(Path(path), asked.settings.patient_column)
    _refuse_label(table, asked.label, path)
    features = rows_of_patients(table, asked.cohort, path)
    if asked.settings.incomplete:
        _notice_ids_that_nearly_fit(features, table.index, path)
    else:
        _refuse_absent_patients(features, table.index, path)
    refuse_copied_label(features, asked.cohort, path)
    return _with_what_is_unknown(features, [Path(path)], asked.local_dir)


def _clinical(asked: _Asked) -> FeatureTable:
    features, sources = _clinical_features(asked)
    return _with_what_is_unknown(features, sources, asked.local_dir)


READERS: dict[str, Callable[[_Asked], FeatureTable]] = {
    "captk": _captk,
    "csv": _csv,
    "clinical": _clinical,
    "expression": _expression,
}
"""What reads each type of table."""


def _with_what_is_unknown(features: pd.DataFrame, sources: list[Path], local_dir: Path) -> FeatureTable:
    """A table without the columns that nobody has a value in, and who and what is unknown."""
    exclusions = pd.concat([unknown_patients(features), unknown_features(features)], ignore_index=True)
    known = features.dropna(axis="columns", how="all").reset_index()
    return FeatureTable(known, exclusions, _checksums(sources, local_dir))


def _clinical_features(asked: _Asked) -> tuple[pd.DataFrame, list[Path]]:
    features = clinical_features(asked.cohort)
    if asked.settings.volumes == "none":
        return features, []
    if asked.settings.volumes == "segmentation":
        volumes, sources = segmented_volumes(asked.cohort, asked.segmentation)
        return features.join(volumes), sources
    structural = [modality for modality in asked.modalities if modality in STRUCTURAL]
    captk, sources = read_captk(asked.local_dir, structural, asked.segmentation)
    captk = rows_of_patients(captk, asked.cohort, CAPTK)
    # All modalities are measured in the same segmentation; a patient may lack some of them.
    volumes = reduce(pd.DataFrame.combine_first, (region_volumes(captk, modality) for modality in structural))
    return features.join(volumes), sources


def _refuse_label(features: pd.DataFrame, label: LabelSettings, where: str) -> None:
    named = {column.casefold() for column in (label.column, label.censored) if column}
    for column in features:
        if column.casefold() in named:
            raise InputError(f"{where}: column {column!r} is the study's label, not a feature; remove it")
        if column == ID:
            raise InputError(
                f"{where}: column {column!r} stands next to the column of patients that `patient_column` names; remove "
                "one, or correct `patient_column`"
            )


def _refuse_absent_patients(features: pd.DataFrame, ids: pd.Index, where: str) -> None:
    absent = features.index[features.isna().all(axis="columns")]
    if len(absent):
        named = ", ".join(f"{patient_id}{nearest(patient_id, ids)}" for patient_id in absent[:MOST_NAMED])
        raise InputError(
            f"{where}: {len(absent)} of the study's {len(features)} patients have no row: {named}; add or correct "
            "their rows, name them in `exclude_patients` of the cohort, or set `incomplete: true` of the table"
        )


def _notice_ids_that_nearly_fit(features: pd.DataFrame, ids: pd.Index, where: str) -> None:
    """Notice patients without features whose id is in the table in another form, as without its zeros in front."""
    missing = features.index[features.isna().all(axis="columns")]
    for patient, other in nearly_fitting(missing, ids.difference(features.index)).items():
        said = f"no row in the table, but one of {other!r}"
        notice(where, patient, f"{said}; write the ids alike, or the patient has the medians of all")


def _checksums(paths: list[Path], local_dir: Path) -> pd.DataFrame:
    """Checksums of files; those of the archive are named from its folder, which differs from machine to machine."""
    names = [path.relative_to(local_dir) if path.is_relative_to(local_dir) else path for path in paths]
    checksums = [(str(name), sha256_of(path)) for name, path in zip(names, paths, strict=True)]
    return pd.DataFrame(checksums, columns=["source", "sha256"])
