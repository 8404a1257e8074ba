"""Space on the disk, looked at before a byte moves."""

import os
import shutil
from pathlib import Path

from radiogenomics.errors import InputError


def free_space(folder: Path) -> int:
    """Free bytes on the disk of a folder, which need not exist yet."""
    return shutil.disk_usage(nearest_existing(folder)).free


def nearest_existing(folder: Path) -> Path:
    """A folder, or the nearest one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if os.access(path, os.F_OK))


def require_space(needed: int, folder: Path, what: str) -> None:
    """Stop where the disk of `folder` has fewer than `needed` free bytes for `what`.

    Raises:
        InputError: how much is needed, how much is free, and where.
    """
    free = free_space(folder)
    if needed > free:
        raise InputError(
            f"{what}: {human_size(needed)} needed, {human_size(free)} free on the disk of {folder.absolute()}; "
            "free some space, or set `data_dir` to a folder on another disk"
        )


def require_writable(folder: Path) -> None:
    """Stop where nothing can be written to `folder`, which need not exist yet.

    Raises:
        InputError: the folder in question, and what to do.
    """
    existing = nearest_existing(folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise InputError(f"{existing}: no folder that can be written; correct its permissions, or set `data_dir`")


def bytes_below(top: Path) -> int:
    """Bytes of a file, or of all files below a folder, finished or not; none where it does not exist."""
    total = 0
    for path in (top, *top.rglob("*")):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except FileNotFoundError:
            # A program that is receiving renames its files.
            continue
    return total


def human_size(size: int) -> str:
    """Bytes in decimal units, to three digits: `69.0 GB`."""
    value, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while value >= 999.5 and len(units) > 1:
        value /= 1000
        units.pop(0)
    digits = 0 if units[0] == "B" or value >= 99.95 else 1
    return f"{value:.{digits}f} {units[0]}"
