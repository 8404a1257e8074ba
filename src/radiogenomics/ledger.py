"""A record of finished outputs, by which a file that was damaged later is noticed and made again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from radiogenomics.files import read_json, write_json

FOLDER = Path("results/.outputs")


def _entry(outputs: Iterable[str]) -> Path:
    return FOLDER / f"{hashlib.sha256(' '.join(sorted(outputs)).encode()).hexdigest()[:24]}.json"


def forget(outputs: list[str]) -> None:
    """Drop the record of a job's outputs, because they are about to be written."""
    _entry(outputs).unlink(missing_ok=True)


def remember(outputs: list[str]) -> None:
    """Record the sizes of a job's output files (folders are not looked into)."""
    write_json({path: Path(path).stat().st_size for path in outputs if Path(path).is_file()}, _entry(outputs))


def set_damaged_aside() -> list[str]:
    """Rename each recorded output whose size has changed to `<name>.damaged`.

    Returns:
        paths of all outputs that were set aside, now or before, and are yet to be made again.
    """
    damaged = []
    for entry in sorted(FOLDER.glob("*.json")):
        try:
            sizes = read_json(entry)
        except FileNotFoundError:  # a job that is running has just forgotten it
            continue
        for path, size in sizes.items():
            file, aside = Path(path), Path(f"{path}.damaged")
            if file.is_file() and file.stat().st_size != size:
                file.rename(aside)
            if aside.exists() and not file.exists():
                damaged.append(path)
    return damaged
