"""Files that lie beside one that is read and are called as its copy or its next version."""

import filecmp
import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from radiogenomics.cohorts.archive_tree import likeness
from radiogenomics.oddities import notice

ADDED = re.compile(
    r"\s*(\(\d+\)|[-_. ]+(copy|kopie|copie|copia)[-_ ]*(\d+|\(\d+\))?|[-_. ]+(v|ver|version)[-_. ]?\d+"
    r"|[-_. ]+(final|corrected|corr|korrigiert))$",
    re.IGNORECASE,
)
"""What browsers, file managers and people add to the name of a file, before its ending."""
BEFORE = re.compile(r"^(copy of|kopie von|copie de|copia di|copia de)\s+", re.IGNORECASE)
ENDING = re.compile(r"\.nii(\s*\(\d+\))?(\.gz)?$", re.IGNORECASE)
"""Browsers count before the last ending alone, too: `scan.nii (1).gz`."""
NEWER = 1.0
"""Seconds by which a file is newer than another one, which a copy rounds."""
FEWEST_OF_ALL, MOST_OF_ALL = 3, 0.5
"""Files, and their share of those that are read, from which such names are a habit and told once."""


def copies_of(index: Mapping[str, list[Path]], used: Set[Path]) -> dict[Path, Path]:
    """Scans and segmentations that are called as copies of files that are read, with these.

    Args:
        index: all files by name.
        used: those that are read.
    """
    read = {likeness(path.name): path for path in used}
    found = {}
    for name, paths in sorted(index.items()):
        original = _original(name)
        if original is not None and likeness(original) in read:
            found |= {path: read[likeness(original)] for path in paths if path not in used}
    return found


def notice_copies(copies: Mapping[Path, Path], used: Iterable[Path]) -> None:
    """Notice copies that differ from the file that is read; which one is right, only the user knows.

    Args:
        copies: of `copies_of`.
        used: all files that are read.
    """
    differing = {path: original for path, original in copies.items() if not _is_same(path, original)}
    is_habit = len(differing) >= FEWEST_OF_ALL and len(differing) > MOST_OF_ALL * len(set(used))
    for path, original in list(differing.items())[: 1 if is_habit else None]:
        newer = "is newer and differs" if _is_newer(path, original) else "differs"
        more = f", as are {len(differing) - 1} others beside such files" if is_habit else ""
        said = f"lies beside {original.name}, which is read, and {newer}{more}; which one is right?"
        notice(path, None, f"{said} If it is this one, give it the name of the other and move that away")


def _original(name: str) -> str | None:
    """Name of the scan of which another one is a copy by its name; None where it is none."""
    ending = ENDING.search(name)
    if ending is None:
        return None
    stem = BEFORE.sub("", name[: ending.start()])
    while (shorter := ADDED.sub("", stem)) != stem:
        stem = shorter
    return f"{stem}.nii{ending[2] or ''}" if stem != name[: ending.start()] or ending[1] else None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:  # What cannot be read is not read.
        return True


def _is_newer(one: Path, other: Path) -> bool:
    return one.stat().st_mtime > other.stat().st_mtime + NEWER
