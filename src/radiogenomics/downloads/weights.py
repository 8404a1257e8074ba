"""Published weights among what a run downloads; the rule `fetch_weights` fetches them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from radiogenomics.downloads import catalogue
from radiogenomics.errors import InputError
from radiogenomics.files import nearest, read_table


@dataclass(frozen=True)
class Weights:
    """A row of `resources/weights.csv`: a checkpoint; `size` (bytes) is None and `sha256` empty where not known.

    Attributes:
        family: whose weights they are: `medicalnet`, `timm` or `torchvision`; `hd-bet` and `synthstrip` are programs
            that bring or fetch their own.
        name: of the file here, and in a folder of the user's; no other family has it.
        url: where it is.
        revision: of what the URL names, empty where it names the newest.
        revision_source: how the revision is known.
        size: in bytes.
        sha256: hexadecimal.
        sha256_source: how size and checksum are known.
        licence: under which it is published.
    """

    family: str
    name: str
    url: str
    revision: str
    revision_source: str
    size: int | None
    sha256: str
    sha256_source: str
    licence: str


COLUMNS = tuple(Weights.__dataclass_fields__)


def weights_table() -> Path:
    """The table of published weights."""
    return catalogue.RESOURCES / "weights.csv"


def read_weights(name: str, family: str | None = None, table: Path | None = None) -> Weights:
    """What is known of a checkpoint.

    Args:
        name: of its file.
        family: of whose it must be; None for any.
        table: CSV with the columns `COLUMNS`; that of this repository by default.

    Raises:
        InputError: no such checkpoint, in no family or not in this one.
    """
    table = table or weights_table()
    rows = read_table(table, COLUMNS, dtype=str, keep_default_na=False)
    rows = rows if family is None else rows[rows["family"] == family]
    for row in rows[rows["name"] == name].to_dict("records"):
        return Weights(**{key: row[key] for key in COLUMNS} | {"size": int(row["size"]) if row["size"] else None})
    raise InputError(f"{table}: no weights called {name!r}{nearest(name, rows['name'])}; add a row or correct the name")


def is_published(family: str, name: str) -> bool:
    """Whether a checkpoint is in the table."""
    rows = _names(weights_table())
    return bool(((rows["family"] == family) & (rows["name"] == name)).any())


@cache
def _names(table: Path) -> pd.DataFrame:
    return read_table(table, COLUMNS, dtype=str, keep_default_na=False)[["family", "name"]]


def weights_to_come(paths: Iterable[Path]) -> dict[Path, Weights]:
    """Checkpoints that are not there yet, by where they go: each study has its own."""
    return {path: read_weights(path.name) for path in paths if not path.exists()}
