"""Names and paths in the config that must exist, each refused in one line."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.evaluation.published_index import published_index
from radiogenomics.files import nearest
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.settings import repeated


def check_readable(key: str, path: Path, open_path: Callable, fix: str) -> None:
    """Refuse a file (opened by `open`) or folder (by `os.scandir`) that cannot be opened."""
    try:
        open_path(path).close()
    except OSError as error:
        raise InputError(f"config: {key}: {path} cannot be read ({error.strerror}); {fix}") from None


def check_readable_tables(key: str, tables: Mapping[str, ExternalSettings]) -> None:
    """Refuse tables of predictions that cannot be opened."""
    for name, table in tables.items():
        check_readable(f"{key}.{name}.path", Path(table.path), open, "correct the path or its permissions")


def check_known(key: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a name that does not exist; the nearest known one is named."""
    known = list(known)
    for name in names:
        if name not in known:
            raise InputError(
                f"config: {key}: {name!r} does not exist{nearest(name, known)}; known are {', '.join(known)}"
            )


def check_unique(key: str, sections: Mapping[str, list[str]]) -> None:
    """Names that become files, groups or rows of a table side by side must differ."""
    for section, names in sections.items():
        for name in repeated(names):
            raise InputError(f"config: {key}: {name!r} is used twice among {section}; rename one")


def check_published(key: str, names: Iterable[str]) -> None:
    """Refuse a table of published figures that is not in `resources/published/`."""
    check_known(key, names, published_index().index)
