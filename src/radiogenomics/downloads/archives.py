"""Where the files of a cohort lie, and what of its archive is downloaded."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.downloads.catalogue import parts_needed

TABLES = "tables"


class Archive(NamedTuple):
    """What a job that reads an archive waits for: its folder, or the records of what is downloaded.

    The time of a folder of the user's own changes with any file that is put next to the archive: it decides nothing.

    Attributes:
        paths: the folder, or the records.
        is_users_own: whether it is a folder of the user's.
        source: whose layout such a folder has.
        reading: how its files are read, as `CohortSettings.reading` says.
    """

    paths: list[str]
    is_users_own: bool
    source: str = ""
    reading: dict[str, Any] | None = None


def archive_of(name: str, cohort: CohortSettings, contents: Iterable[str], data_dir: str) -> Archive:
    """What a job waits for that reads some contents of a cohort's archive.

    Args:
        name: of the cohort.
        cohort: its section of the configuration.
        contents: what is read: `tables`, `features`, segmentations, modalities.
        data_dir: folder of what is downloaded.

    Raises:
        InputError: no part of the archive provides what is read.
    """
    if is_simulated(cohort):
        return Archive([folder_of(name, cohort, data_dir)], False)
    if cohort.local_dir is not None:
        return Archive([cohort.local_dir], True, cohort.source, cohort.reading)
    parts = downloaded_parts(cohort, contents)
    return Archive([f"{data_dir}/{cohort.source}/.downloaded/{part}.csv" for part in parts], False)


def folder_of(name: str, cohort: CohortSettings, data_dir: str) -> str:
    """Where the files of a cohort's archive lie."""
    if is_simulated(cohort):
        return f"results/simulated/{name}"
    return cohort.local_dir or f"{data_dir}/{cohort.source}"


def downloaded_parts(cohort: CohortSettings, contents: Iterable[str]) -> list[str]:
    """Names of the parts of its archive that a cohort downloads for some contents.

    Raises:
        InputError: no part of the archive provides what is read.
    """
    if is_simulated(cohort) or cohort.local_dir is not None:
        return []
    return [part.name for part in parts_needed(cohort.source, contents)]


def is_simulated(cohort: CohortSettings) -> bool:
    """Whether the patients of a cohort are simulated."""
    return cohort.is_simulated
