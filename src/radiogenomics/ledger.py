"""A record of finished outputs, by which a file or folder that was damaged later is noticed and made again."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.files import read_json, write_json

RESULTS = "results"
FOLDER = Path(RESULTS, ".outputs")


def forget(outputs: Iterable[str]) -> None:
    """Drop the record of a job's outputs, because they are about to be written.

    The mark of an output that was set aside stays until the output is there again: its job may be killed.
    """
    for path in outputs:
        if not _is_set_aside(_read(_record(path))):
            _record(path).unlink(missing_ok=True)


def remember(outputs: Iterable[str]) -> None:
    """Record the sizes of a job's output files, and of all files below its output folders."""
    for path in outputs:
        files = [Path(path)] if Path(path).is_file() else Path(path).rglob("*")
        write_json({str(file): _size(file) for file in files if file.is_file()}, _record(path))


def damaged_outputs() -> list[str]:
    """Paths of outputs that changed since they were made, or were set aside and are yet to be made again.

    An output changed if its size did or, in a folder, if the size of a file did or a file is gone. One that is gone as
    a whole is no damage, but deleted (`deleted_outputs`). Only looks, and only at sizes.

    Raises:
        InputError: a record cannot be read.
    """
    records = sorted(FOLDER.rglob("*.json"))
    return [path for record in records if _is_damaged(path := _output(record), _read(record))]


def deleted_outputs() -> list[str]:
    """Paths of results that somebody deleted since they were made; what was downloaded may go when it is not needed."""
    outputs = [_output(record) for record in sorted((FOLDER / RESULTS).rglob("*.json"))]
    return [path for path in outputs if not Path(path).exists()]


def set_aside(paths: Iterable[str]) -> None:
    """Rename damaged outputs to `<name>.damaged`, in place of older ones, and mark them as yet to be made again."""
    for path in paths:
        write_json({path: None}, _record(path))
        if Path(path).exists():
            aside = Path(f"{path}.damaged")
            if aside.is_dir():
                shutil.rmtree(aside)
            Path(path).rename(aside)


def _record(path: str) -> Path:
    return FOLDER / f"{path}.json"


def _output(record: Path) -> str:
    return str(record.relative_to(FOLDER).with_suffix(""))


def _read(record: Path) -> dict[str, int | None]:
    """Size in bytes by file; None marks an output that was set aside."""
    try:
        return read_json(record)
    except FileNotFoundError:  # never written, or a job that is running has just forgotten it
        return {}
    except json.JSONDecodeError:
        raise InputError(f"{record}: the record of an output is damaged; delete it") from None


def _size(file: str | Path) -> int | None:
    try:
        return Path(file).stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_set_aside(sizes: dict[str, int | None]) -> bool:
    return None in sizes.values()


def _is_damaged(path: str, sizes: dict[str, int | None]) -> bool:
    if _is_set_aside(sizes):
        return True
    return Path(path).exists() and any(_size(file) != size for file, size in sizes.items())
