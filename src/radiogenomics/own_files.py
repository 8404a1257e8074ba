"""Versions of files that the user keeps, by their content: a job reruns when what it reads was changed.

Times alone tell neither way: a corrected table may come with an older time, and a copy with a newer one. Whatever lies
in a folder of the user's own is looked at when a run starts; a file whose size and times are those of the last run
counts as unchanged, of any other the content is read. The record is `results/.inputs.json`. Of which files a version
was made is in `results/.versions.json`, by which results are found that are older than a file (`outdated`).
"""

import hashlib
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.sources import files_elsewhere
from radiogenomics.downloads.archives import Archive
from radiogenomics.errors import InputError
from radiogenomics.files import read_json, sha256_of, write_json

RECORD = Path("results/.inputs.json")
VERSIONS = ".versions.json"
"""Next to the record: by version the paths that it was made of, and whether the content of scans counted."""
SCANS = (".nii", ".nii.gz")
"""Ends of the names of scans; slices of DICOM count as tables, for their headers tell patient, date and sequence."""
IGNORED_NAMES = ("thumbs.db", "desktop.ini")
IGNORED_BEGINNINGS = (".", "~$")
"""What programs leave in a folder without being asked."""
OWN_FOLDERS = ("results", ".snakemake")
"""Folders that a run itself writes in its working directory, which may lie in the user's folder."""
UNREADABLE = "unreadable"
"""Content of a file that cannot be read."""
GZIP_MAGIC = b"\x1f\x8b"
ENDS = 4096
"""Bytes read at both ends of a gzip file: the last ones hold the checksum of everything in it."""

Seen = dict[str, list]
"""Size, times and content by file."""


class OwnFiles:
    """Folders and tables of the user's own, as they are now, or for the jobs of a run as they were at its start."""

    def __init__(self, record: Path = RECORD, as_recorded: bool = False) -> None:
        """Files by the record of an earlier look.

        Args:
            record: where the last look is kept.
            as_recorded: whether the record is that of this very run, and nothing needs a look.
        """
        self.record, self.as_recorded = record, as_recorded
        self.looked: dict[str, Seen] = {}
        self.made_of: dict[str, tuple[list[str], bool]] = {}
        self._elsewhere: dict[str, list[str]] = {}

    def versions(self, archives: Iterable[Archive], scans: bool = False, tables: Iterable[str] = ()) -> list[str]:
        """Versions of what a job reads; it is to run again when one of them changes.

        Args:
            archives: folders of the user's own count; what is downloaded or simulated has its own record.
            scans: whether the content of the scans counts too.
            tables: further files of the user's own.
        """
        own = [archive for archive in archives if archive.is_users_own]
        folders = [self.folder_version(path, scans) for archive in own for path in archive.paths]
        named = [files for archive in own if (files := self._files_elsewhere(archive))]
        elsewhere = [self._version(files, scans) for files in named]
        return [*folders, *elsewhere, *map(self.table_version, tables)]

    def folder_version(self, folder: str, scans: bool) -> str:
        """Version of the files of a folder, at any depth: of their names, and of the content of its tables.

        Args:
            folder: as the config names it.
            scans: whether the content of the scans counts too.
        """
        return self._version([folder], scans)

    def table_version(self, path: str) -> str:
        """Version of the content of a file; one that is missing has a version too, and its reader says so."""
        return self._version([path], scans=True)

    def changed_since(self, version: str) -> list[str]:
        """Files that have another content now than when a version was made; only looks.

        Where they were looked at again since, and differed then, it is not known which of a folder they are: the folder
        is named. Of a version that nobody wrote down, and of files that are gone, nothing is said.
        """
        paths, scans = self._recorded_versions.get(version, ([], False))
        if not all(Path(path).exists() for path in paths):
            return []
        recorded = [seen for path in paths for seen in _counting(path, self._recorded.get(path, {}), scans)]
        if paths and _digest(recorded) != version:
            return paths[:1]
        return [
            str(file)
            for path in paths
            for name, before in sorted(self._recorded[path].items())
            if (file := Path(path, name)).is_file() and (scans or not _is_scan(str(file))) and _is_other(file, before)
        ]

    def _version(self, paths: list[str], scans: bool) -> str:
        """Version of files, or folders of them, by name: of which there are, and of their content where it counts."""
        counted = [seen for path in paths for seen in _counting(path, self._look(path), scans)]
        version = _digest(counted)
        if counted:
            self.made_of[version] = (paths, scans)
        return version

    def _files_elsewhere(self, archive: Archive) -> list[str]:
        """Files that the tables of an archive name and that lie outside of it; the tables are read once in a run."""
        key = json.dumps(archive)
        if key not in self._elsewhere:
            self._elsewhere[key] = [
                file for path in archive.paths for file in files_elsewhere(archive.source, Path(path), archive.reading)
            ]
        return self._elsewhere[key]

    def remember(self) -> None:
        """Write down what was looked at, so that the next run sees what was changed after this one."""
        if self.looked:
            write_json(self._recorded | self.looked, self.record)
            write_json(self._recorded_versions | self.made_of, self.record.with_name(VERSIONS))

    @cached_property
    def _recorded(self) -> dict[str, Seen]:
        return _read(self.record)

    @cached_property
    def _recorded_versions(self) -> dict[str, tuple[list[str], bool]]:
        return _read(self.record.with_name(VERSIONS))

    def _look(self, path: str) -> Seen:
        """[size, times, content] of every file, by its name below the path."""
        before = self._recorded.get(path, {})
        if path not in self.looked:
            trusted = self.as_recorded and path in self._recorded
            files = [] if trusted else _files(path)
            self.looked[path] = before if trusted else {name: _seen(file, before.get(name)) for name, file in files}
        return self.looked[path]


def _read(record: Path) -> dict:
    try:
        return read_json(record)
    except (OSError, json.JSONDecodeError):  # there is none yet, or somebody else's half of one
        return {}


def _counting(path: str, seen: Seen, scans: bool) -> list[tuple[str, str]]:
    """Name of every file, sorted, and its content; that of scans where it counts. A single file has no name below."""
    return [
        (name or path, content if scans or not _is_scan(name or path) else "")
        for name, (*_, content) in sorted(seen.items())
    ]


def _is_scan(name: str) -> bool:
    return name.lower().endswith(SCANS)


def _is_other(file: Path, before: list) -> bool:
    """Whether a file that is there has another content than before."""
    return _seen(file, before)[-1] not in (before[-1], UNREADABLE)


def _files(path: str) -> list[tuple[str, Path]]:
    """The files that matter below a folder, or the one file, by name."""
    root = Path(path)
    if not root.is_dir():
        return [("", root)] if root.exists() else []
    written = {Path(name).resolve() for name in OWN_FOLDERS}
    try:
        index = index_files(root)
    except InputError:  # A folder that cannot be read; whoever reads it says so.
        return []
    return [
        (str(file.relative_to(root)), file)
        for files in index.values()
        for file in files
        if not _is_ignored(file.name) and written.isdisjoint(file.absolute().parents)
    ]


def _is_ignored(name: str) -> bool:
    return name.startswith(IGNORED_BEGINNINGS) or name.lower() in IGNORED_NAMES


def _seen(file: Path, before: list | None) -> list:
    """Size, times and content; the content of the last look where size and times are the same."""
    try:
        status = file.stat()
        look = [status.st_size, status.st_mtime_ns, status.st_ctime_ns]
        return before if before is not None and before[:3] == look else [*look, _content(file)]
    except OSError:  # Whoever reads it says what is wrong with it.
        return [0, 0, 0, UNREADABLE]


def _content(file: Path) -> str:
    """Hash of a file's content; of a gzip file, of both ends, which hold the checksum of what is packed in it."""
    with file.open("rb") as opened:
        head = opened.read(ENDS)
        if not head.startswith(GZIP_MAGIC):
            return sha256_of(file)
        size = opened.seek(0, 2)
        opened.seek(max(0, size - ENDS))
        return hashlib.sha256(head + opened.read() + str(size).encode()).hexdigest()


def _digest(contents: list[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(contents).encode()).hexdigest()[:16]
