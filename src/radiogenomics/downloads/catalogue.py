"""What can be downloaded: the parts of each archive, and which of them a study needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest, read_table
from radiogenomics.resource_files import RESOURCES

COLUMNS = ("name", "provides", "route", "location", "files", "size", "licence", "note")
ROUTES = ("https", "faspex", "xnat", "gdc_expression", "idc")
EVERYTHING = "everything"
"""Asks for every part of a source but the raw DICOM, which holds the same scans again."""
ASKED_BY_NAME = ("dicom",)
"""Provision of the parts that `everything` leaves out."""


@dataclass(frozen=True)
class Part:
    """What is downloaded at once: a row of `resources/downloads/<source>.csv`.

    `provides` names modalities, or tables, features, automatic and corrected segmentations, and so on. `location` is
    what the route understands: addresses, a package and a path in it, a project. `files` and `size` (bytes) are None
    where they are not known; `note` says where they are from.
    """

    source: str
    name: str
    provides: tuple[str, ...]
    route: str
    location: str
    files: int | None
    size: int | None
    licence: str
    note: str


@dataclass(frozen=True)
class Package:
    """A package of the archive's Faspex server; `package_id` is empty where it is not known.

    `page` says which page of the archive offers it: that of a `collection` or of an `analysis result`.
    """

    name: str
    package_id: str
    page: str
    doi: str
    files: int | None
    size: int | None
    note: str


def sources() -> list[str]:
    """Names of the sources that can be downloaded."""
    tables = (RESOURCES / "downloads").glob("*.csv")
    return sorted(table.stem for table in tables if table.stem != "packages")


def read_parts(source: str) -> list[Part]:
    """All parts of a source.

    Raises:
        InputError: no such source, or its table is malformed.
    """
    if source not in sources():
        known = ", ".join(sources())
        raise InputError(f"source {source!r} cannot be downloaded{nearest(source, sources())}; known are {known}")
    table = RESOURCES / "downloads" / f"{source}.csv"
    rows = read_table(table, COLUMNS, dtype=str, keep_default_na=False)
    _refuse_malformed(table, rows)
    return [
        Part(
            *(source, row.name, tuple(row.provides.split()), row.route, row.location),
            *(_number(row.files), _number(row.size), row.licence, row.note),
        )
        for row in rows.itertuples(index=False)
    ]


def _refuse_malformed(table: Path, rows: pd.DataFrame) -> None:
    for name in rows["name"][rows["name"].duplicated()]:
        raise InputError(f"{table}: part {name!r} is there twice; remove one")
    for row in rows[~rows["route"].isin(ROUTES)].itertuples():
        raise InputError(f"{table}: part {row.name!r} has route {row.route!r}; use one of {', '.join(ROUTES)}")
    for column in ("files", "size"):
        for row in rows[~rows[column].str.fullmatch(r"\d*")].itertuples():
            value = getattr(row, column)
            raise InputError(f"{table}: {column} of part {row.name!r} is {value!r}; write a whole number or nothing")


def _number(text: str) -> int | None:
    return int(text) if text else None


def read_part(source: str, name: str) -> Part:
    """One part of a source.

    Raises:
        InputError: no such source or part.
    """
    parts = {part.name: part for part in read_parts(source)}
    if name not in parts:
        raise InputError(f"{source}: no part {name!r}{nearest(name, parts)}; known are {', '.join(parts)}")
    return parts[name]


def part_parameters(source: str, name: str) -> dict[str, object] | None:
    """What decides on the files of a part; its note, licence and size decide on nothing.

    None for an unknown part, which `running.require_downloads` names.
    """
    part = {part.name: part for part in read_parts(source)}.get(name)
    return part and {"route": part.route, "location": part.location, "provides": list(part.provides)}


def parts_needed(source: str, provides: Iterable[str]) -> list[Part]:
    """The parts of a source that provide what is asked for, in the order of its table, and no others.

    Args:
        source: a source of `sources()`.
        provides: modalities, `tables`, `features`, `automatic` …, or `everything`.

    Raises:
        InputError: no such source, or nothing in it provides what is asked for.
    """
    parts = read_parts(source)
    wanted = set(provides)
    known = list(dict.fromkeys(name for part in parts for name in part.provides))
    for name in sorted(wanted - {EVERYTHING, *known}):
        raise InputError(f"{source}: no part provides {name!r}{nearest(name, known)}; known are {', '.join(known)}")
    if EVERYTHING in wanted:
        return [part for part in parts if part.provides != ASKED_BY_NAME or wanted & set(part.provides)]
    return [part for part in parts if wanted & set(part.provides)]


def read_package(name: str) -> Package:
    """A package of the archive's Faspex server.

    Raises:
        InputError: no such package.
    """
    table = RESOURCES / "downloads" / "packages.csv"
    rows = read_table(table, Package.__dataclass_fields__, dtype=str, keep_default_na=False)
    for row in rows[rows["name"] == name].to_dict("records"):
        return Package(**row | {"files": _number(row["files"]), "size": _number(row["size"])})
    raise InputError(f"{table}: no package {name!r}{nearest(name, rows['name'])}; correct the location of the part")


def package_of(part: Part) -> tuple[Package, str]:
    """Package of a part of the route `faspex`, and the path in it."""
    name, _, path = part.location.partition(":")
    return read_package(name), path


def whole_packages(parts: Iterable[Part]) -> list[Package]:
    """Packages whose files, as far as their number is known, are all among the parts."""
    files: dict[Package, int] = {}
    for part in parts:
        if part.route == "faspex":
            package = package_of(part)[0]
            files[package] = files.get(package, 0) + (part.files or 0)
    return [package for package, count in files.items() if package.size and count == package.files]
