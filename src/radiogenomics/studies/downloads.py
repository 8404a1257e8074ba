"""What all studies of a configuration download."""

from collections.abc import Iterable

from radiogenomics.downloads import archives
from radiogenomics.run_settings import RunSettings
from radiogenomics.studies.study import Study


def downloaded_parts(config: RunSettings, studies: Iterable[Study]) -> dict[str, list[str]]:
    """Names of all parts of archives that the studies download, by source, each once.

    Raises:
        InputError: no part of an archive provides what a study reads.
    """
    parts: dict[str, list[str]] = {}
    for study in studies:
        for cohort, contents in study.read_archives:
            section = config.cohorts[cohort]
            parts.setdefault(section.source, []).extend(archives.downloaded_parts(section, contents))
    return {source: list(dict.fromkeys(names)) for source, names in parts.items() if names}


def downloaded_weights(studies: Iterable[Study]) -> list[str]:
    """Published weights that the studies' reports need, each once."""
    return list(dict.fromkeys(path for study in studies for path in study.downloaded_weights))
