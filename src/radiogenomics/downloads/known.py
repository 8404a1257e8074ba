"""What is known of a part's files: the checksums in the repository, and those recorded at the first download."""

from collections.abc import Iterable
from pathlib import Path

from radiogenomics.downloads import catalogue
from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import (
    COPY,
    FIRST_DOWNLOAD,
    Digest,
    FileRecord,
    read_checksums,
    write_checksums,
)

RECORDS = ".downloaded"
"""Folder, in that of a source, with a table per received part and the checksums of first downloads."""


def repository_checksums(source: str) -> dict[str, Digest]:
    """Checksums of a source's files that the repository knows, by file."""
    path = catalogue.RESOURCES / "checksums" / f"{source}.sha256"
    return read_checksums(path, "sha256", COPY) if path.exists() else {}


def known_checksums(part: Part, folder: Path) -> dict[str, Digest]:
    """Checksums by file: the repository's, and those of the first download of the part to `folder`.

    Raises:
        InputError: a list of checksums is malformed.
    """
    return first_downloads(part, folder) | repository_checksums(part.source)


def first_downloads(part: Part, folder: Path) -> dict[str, Digest]:
    """Checksums by file that were recorded when the part first came to `folder`, of files of which nothing was known.

    Raises:
        InputError: the list is malformed.
    """
    recorded = _first_downloads(part, folder)
    return read_checksums(recorded, "sha256") if recorded.exists() else {}


def remember_first_downloads(part: Part, folder: Path, records: Iterable[FileRecord]) -> None:
    """Record the checksums of files of which nothing was known, so that a later download is held against them."""
    first = [record for record in records if record.origin == FIRST_DOWNLOAD]
    if first:
        write_checksums(first, _first_downloads(part, folder), FIRST_DOWNLOAD)


def record_path(part: Part, folder: Path) -> Path:
    """Table of the files of a part that was received to `folder`."""
    return folder / RECORDS / f"{part.name}.csv"


def _first_downloads(part: Part, folder: Path) -> Path:
    return folder / RECORDS / f"{part.name}.sha256"
