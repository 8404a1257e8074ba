"""Files that an archive serves over plain HTTPS."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.http import fetch
from radiogenomics.downloads.known import known_checksums

BASE = "https://www.cancerimagingarchive.net/wp-content/uploads/"
"""Where TCIA keeps the tables of its collections; they carry no version and no checksum there."""


def addresses(part: Part) -> list[str]:
    """Addresses of a part's files: its location lists them, separated by `;`, whole or below `BASE`."""
    return [urljoin(BASE, item.strip()) for item in part.location.split(";")]


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch the files of a part to `folder`, held against the checksums that are known of them.

    Raises:
        InputError: see `fetch`. Files before the one that failed stay.
    """
    known = known_checksums(part, folder)
    records = []
    for url in addresses(part):
        name = PurePosixPath(urlsplit(url).path).name
        records.append(replace(fetch(url, folder / name, digest=known.get(name)), file=name))
    return records
