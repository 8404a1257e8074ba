"""Checksums of downloaded files: what is expected, where that is known from, and what was found."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, open_input, read_table, write_table

ARCHIVE = "archive"
"""Origin of a checksum: the archive's own list."""
COPY = "copy"
"""Origin of a checksum: computed from a copy of the file, not from the archive."""
FIRST_DOWNLOAD = "first download"
"""Origin of a checksum: nothing was known, so that of the first download is recorded."""

LENGTHS = {"md5": 32, "sha256": 64}
"""Supported algorithms and the length of their hexadecimal checksums."""
ENTRY = re.compile(r"(?P<value>[0-9a-fA-F]+) [ *]?(?P<file>\S.*)")
ORIGIN_COMMENT = "# origin: "


@dataclass(frozen=True)
class Digest:
    """Checksum that a file should have, and the list that says so (empty where the archive's server does)."""

    algorithm: str
    value: str
    origin: str
    listed_in: str = field(default="", compare=False)


@dataclass(frozen=True)
class FileRecord:
    """What was found of one downloaded file; the columns of a part's table.

    `file` is relative to the folder of the download, `size` in bytes, `origin` one of `archive`, `copy` and
    `first download`, `url` without any secret.
    """

    file: str
    size: int
    algorithm: str
    checksum: str
    origin: str
    url: str


def checksum_of(path: str | Path, algorithm: str) -> str:
    """Hexadecimal checksum of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def has_digest(path: str | Path, digest: Digest) -> bool:
    """Whether a file is there and has the expected checksum."""
    return Path(path).is_file() and checksum_of(path, digest.algorithm) == digest.value


def record_of(path: Path, folder: Path, url: str, digest: Digest | None = None) -> FileRecord:
    """Record of a file in `folder` that has been verified against `digest`, or whose checksum is recorded now."""
    if digest is None:
        digest = Digest("sha256", checksum_of(path, "sha256"), FIRST_DOWNLOAD)
    file = path.relative_to(folder).as_posix()
    return FileRecord(file, path.stat().st_size, digest.algorithm, digest.value, digest.origin, url)


def read_checksums(path: str | Path, algorithm: str, origin: str = ARCHIVE) -> dict[str, Digest]:
    """Checksums by relative path from a list as `md5sum` and `sha256sum` write it (`checksum  path` per line).

    A comment `# origin: copy` changes the origin of the lines below it; other comments and empty lines mean nothing.

    Raises:
        InputError: the list is missing or not text, a line is malformed, a path leads out of the folder, or a file is
            listed twice with different checksums.
    """
    digests: dict[str, Digest] = {}
    with open_input(path, encoding="utf-8") as file:
        try:
            lines = file.read().splitlines()
        except UnicodeDecodeError:
            raise InputError(f"{path}: not a list of checksums; fetch it again") from None
    for number, line in enumerate(lines, start=1):
        if line.startswith(ORIGIN_COMMENT):
            origin = line.removeprefix(ORIGIN_COMMENT).strip()
        elif line.strip() and not line.startswith("#"):
            name, value = _entry(path, number, line, algorithm)
            if name in digests and digests[name].value != value:
                raise InputError(f"{path}: line {number}: {name} is there twice with two checksums; fetch it again")
            digests[name] = Digest(algorithm, value, origin, str(path))
    return digests


def _entry(path: str | Path, number: int, line: str, algorithm: str) -> tuple[str, str]:
    match = ENTRY.fullmatch(line.strip())
    if match is None or len(match["value"]) != LENGTHS[algorithm]:
        raise InputError(f"{path}: line {number} is not `{algorithm} path`: {line[:60]!r}; fetch the list again")
    file = PurePosixPath(match["file"])
    if file.is_absolute() or ".." in file.parts:
        raise InputError(f"{path}: line {number} names {str(file)!r}, outside the download's folder; fetch it again")
    return str(file), match["value"].lower()


def write_checksums(records: Iterable[FileRecord], path: str | Path, origin: str) -> None:
    """Write the SHA-256 checksums among `records` in the form that `sha256sum --check` reads."""
    lines = [f"{record.checksum}  {record.file}" for record in records if record.algorithm == "sha256"]
    with atomic_path(path) as temporary:
        temporary.write_text("\n".join([f"{ORIGIN_COMMENT}{origin}", *lines]) + "\n")


def write_records(records: Iterable[FileRecord], path: str | Path) -> None:
    """Write the table of a part's files, sorted by file."""
    rows = sorted((asdict(record) for record in records), key=lambda row: row["file"])
    write_table(pd.DataFrame(rows, columns=list(FileRecord.__dataclass_fields__)), path)


def read_records(path: str | Path) -> list[FileRecord]:
    """Read a table written by `write_records`.

    Raises:
        InputError: the table is missing or lacks a column.
    """
    table = read_table(path, FileRecord.__dataclass_fields__, dtype=str, keep_default_na=False)
    return [FileRecord(**{**row, "size": int(row["size"])}) for row in table.to_dict("records")]
