"""Finding an archive's files by name, at whatever depth a download left them."""

import filecmp
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from radiogenomics.errors import InputError
from radiogenomics.oddities import notice

SUPERSEDED_FOLDER = "old"
COPIED_BY_MACOS, MACOS_FOLDER = "._", "__MACOSX"
"""Beginning of the names, and in zip archives the folder, of files in which macOS keeps what a file system cannot."""
BINS = ("$recycle.bin", "recycler", "#recycle", "@recycle", "#snapshot", "@recently-snapshot", "@eadir", "lost+found")
"""Folders, in small letters, in which Windows and network drives keep what was deleted, or write files of their own."""


class FileIndex(dict[str, list[Path]]):
    """Paths by file name; names that only a person would tell apart are known too.

    Attributes:
        superseded: folders called `old`, whose files are not among them.
    """

    def __init__(self, *files: Mapping[str, list[Path]]) -> None:
        """Files by name, or none."""
        super().__init__(*files)
        self.superseded: list[Path] = []

    @cached_property
    def left_out(self) -> dict[str, Path]:
        """Files of the superseded folders by likeness of their names."""
        return {likeness(path.name): path for folder in self.superseded for path in sorted(folder.rglob("*"))}

    @cached_property
    def by_likeness(self) -> dict[str, list[str]]:
        """Names by what is left of them without case, blanks, the form of letters, and whether a scan is packed."""
        found: dict[str, list[str]] = {}
        for name in self:
            found.setdefault(likeness(name), []).append(name)
        return found


def likeness(name: str) -> str:
    """A file's name without case, blanks, the form of its letters (macOS takes them apart), and `.gz` of a scan."""
    plain = "".join(unicodedata.normalize("NFC", name).casefold().split())
    return plain.removesuffix(".gz") if plain.endswith(".nii.gz") else plain


def index_files(folder: Path) -> FileIndex:
    """Paths of all files below `folder` by file name, from one walk of the tree.

    Depth means nothing: copies of UPENN-GBM double `images_DTI/images_DTI`, repeat the scan's folder, or are wrapped
    in `PKG - UPENN-GBM-NIfTI`. Whatever lies below a folder called `old` is left out: there the archive keeps
    superseded images of two scans; so is what macOS writes next to each file (`._name`, `__MACOSX`), and what lies in
    hidden folders (`.git`, `.Trash-1000`) and in those of deleted files (`#recycle`). Linked folders are followed, each
    once.

    Raises:
        InputError: `folder` is not a folder, or a folder in it cannot be read.
    """
    index = FileIndex()
    for parent, names in walk_folders(folder, index.superseded):
        for name in names:
            index.setdefault(name, []).append(parent / name)
    return index


def index_folders(folder: Path) -> dict[str, list[Path]]:
    """Paths of all folders below `folder` that hold files, by the folder's own name; otherwise as `index_files`.

    For archives of DICOM series, whose files are called alike in every folder.

    Raises:
        InputError: as `index_files`.
    """
    index: dict[str, list[Path]] = {}
    for parent, names in walk_folders(folder):
        if names:
            index.setdefault(parent.name, []).append(parent)
    return index


def files_by_identifier(index: Mapping[str, list[Path]], pattern: str) -> dict[str, Path]:
    """Files whose name matches `pattern` as a whole, by the pattern's first group.

    The pattern is that of a packed scan (`.nii.gz`); an unpacked one, or one in other case, is taken where it is alone.

    Raises:
        InputError: as `unique_file`.
    """
    found = {}
    for name in sorted(index, key=len, reverse=True):
        packed = f"{name}.gz" if name.lower().endswith(".nii") else name
        match = re.fullmatch(pattern, packed) or re.fullmatch(pattern, packed, re.IGNORECASE)
        if match and match[1] not in found:
            found[match[1]] = unique_file(index, name)
    return found


def unique_file(index: Mapping[str, list[Path]], name: str) -> Path | None:
    """Path of the file called `name`, or None; of identical copies the first.

    Where there is none, a file whose name differs in case, blanks, the form of letters, or in that a scan is not packed
    is taken for it, which is noticed.

    Raises:
        InputError: two files of this name differ, or cannot be read to compare them.
    """
    paths = index.get(name)
    if paths is None:
        alike = (index if isinstance(index, FileIndex) else FileIndex(index)).by_likeness.get(likeness(name), [])
        paths = [path for other in alike for path in index[other]]
        if paths:
            notice(paths[0], None, f"taken for {name!r}, from which its name differs a little")
    first, *others = paths or [None]
    for other in others:
        try:
            same = filecmp.cmp(first, other, shallow=False)
        except OSError as error:
            _refuse_unreadable(error)
        if not same:
            raise InputError(f"{first} and {other}: two different files of the same name; move the wrong one away")
    return first


def unique_folder(folders: list[Path]) -> Path:
    """The first of some folders that must hold the same files.

    Raises:
        InputError: two of them differ, or cannot be read to compare them.
    """
    first, *others = folders
    for other in others:
        try:
            names = sorted(path.name for path in first.iterdir())
            same = names == sorted(path.name for path in other.iterdir())
            same = same and filecmp.cmpfiles(first, other, names, shallow=False)[0] == names
        except OSError as error:
            _refuse_unreadable(error)
        if not same:
            raise InputError(f"{first} and {other}: two different copies of the same series; move the wrong one away")
    return first


def walk_folders(folder: Path, superseded: list[Path] | None = None) -> Iterator[tuple[Path, list[str]]]:
    """Every folder of a tree, each once, with the names of its files; which folders as in `index_files`.

    Args:
        folder: root of the tree.
        superseded: a list that the folders called `old` are added to.

    Raises:
        InputError: as `index_files`.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; correct `local_dir` of the cohort")
    visited: set[Path] = set()
    for parent, folders, names in os.walk(folder, onerror=_refuse_unreadable, followlinks=True):
        resolved = Path(parent).resolve()
        if resolved in visited:
            folders.clear()
            continue
        visited.add(resolved)
        if superseded is not None and SUPERSEDED_FOLDER in folders:
            superseded.append(Path(parent) / SUPERSEDED_FOLDER)
        folders[:] = sorted(name for name in folders if not _is_left_out(name))
        yield Path(parent), [name for name in names if not name.startswith(COPIED_BY_MACOS)]


def _is_left_out(folder: str) -> bool:
    return folder in (SUPERSEDED_FOLDER, MACOS_FOLDER) or folder.startswith(".") or folder.lower() in BINS


def _refuse_unreadable(error: OSError) -> NoReturn:
    raise InputError(f"{error.filename}: cannot be read ({error.strerror}); correct its permissions")
