"""Finding an archive's files by name, at whatever depth a download left them."""

import filecmp
import os
from pathlib import Path
from typing import NoReturn

from radiogenomics.errors import InputError

SUPERSEDED_FOLDER = "old"


def index_files(folder: Path) -> dict[str, list[Path]]:
    """Paths of all files below `folder` by file name, from one walk of the tree.

    Depth means nothing: copies of UPENN-GBM double `images_DTI/images_DTI`, repeat the scan's folder, or are wrapped
    in `PKG - UPENN-GBM-NIfTI`. Whatever lies below a folder called `old` is left out: there the archive keeps
    superseded images of two scans. Linked folders are followed, each once.

    Raises:
        InputError: `folder` is not a folder, or a folder in it cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; correct `local_dir` of the cohort")
    index: dict[str, list[Path]] = {}
    visited: set[Path] = set()
    for parent, folders, names in os.walk(folder, onerror=_refuse_unreadable, followlinks=True):
        resolved = Path(parent).resolve()
        if resolved in visited:
            folders.clear()
            continue
        visited.add(resolved)
        folders[:] = sorted(name for name in folders if name != SUPERSEDED_FOLDER)
        for name in names:
            index.setdefault(name, []).append(Path(parent, name))
    return index


def unique_file(index: dict[str, list[Path]], name: str) -> Path | None:
    """Path of the file called `name`, or None; of identical copies the first.

    Raises:
        InputError: two files of this name differ, or cannot be read to compare them.
    """
    first, *others = index.get(name) or [None]
    for other in others:
        try:
            same = filecmp.cmp(first, other, shallow=False)
        except OSError as error:
            _refuse_unreadable(error)
        if not same:
            raise InputError(f"{first} and {other}: two different files of the same name; move the wrong one away")
    return first


def _refuse_unreadable(error: OSError) -> NoReturn:
    raise InputError(f"{error.filename}: cannot be read ({error.strerror}); correct its permissions")
