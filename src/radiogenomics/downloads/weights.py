"""Published weights among what a run downloads; the rule `fetch_weights` fetches them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from radiogenomics.downloads import catalogue
from radiogenomics.errors import InputError
from radiogenomics.files import nearest, read_table


@dataclass(frozen=True)
class Weights:
    """A row of `resources/weights.csv`: a checkpoint; `size` (bytes) is None and `sha256` empty where not known."""

    name: str
    url: str
    size: int | None
    sha256: str
    licence: str


def read_weights(name: str) -> Weights:
    """What is known of a checkpoint.

    Raises:
        InputError: no such checkpoint.
    """
    table = catalogue.RESOURCES / "weights.csv"
    rows = read_table(table, Weights.__dataclass_fields__, dtype=str, keep_default_na=False)
    for row in rows[rows["name"] == name].itertuples():
        return Weights(row.name, row.url, int(row.size) if row.size else None, row.sha256, row.licence)
    raise InputError(f"{table}: no weights called {name!r}{nearest(name, rows['name'])}; add a row or correct the name")


def weights_to_come(paths: Iterable[Path]) -> dict[Path, Weights]:
    """Checkpoints that are not there yet, by where they go: each study has its own."""
    return {path: read_weights(path.name) for path in paths if not path.exists()}
