"""Files that an archive serves over plain HTTPS."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.http import fetch
from radiogenomics.downloads.http_faults import BY_HAND
from radiogenomics.downloads.known import known_checksums
from radiogenomics.errors import InputError

BASE = "https://www.cancerimagingarchive.net/wp-content/uploads/"
"""Where TCIA keeps the tables of its collections; they carry no version and no checksum there."""


def addresses(part: Part) -> list[str]:
    """Addresses of a part's files: its location lists them, separated by `;`, whole or below `BASE`."""
    return [urljoin(BASE, item.strip()) for item in part.location.split(";")]


def file_names(part: Part) -> list[str]:
    """Names of a part's files, in the order of its addresses."""
    return [PurePosixPath(urlsplit(url).path).name for url in addresses(part)]


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch the files of a part to `folder`, held against the checksums that are known of them.

    Raises:
        InputError: see `fetch`, and what to do without it. Files before the one that failed stay.
    """
    known = known_checksums(part, folder)
    records = []
    for url, name in zip(addresses(part), file_names(part), strict=True):
        try:
            record = fetch(url, folder / name, digest=known.get(name))
        except InputError as error:
            raise InputError(f"{error}; or {BY_HAND}") from None
        records.append(replace(record, file=name))
    return records
