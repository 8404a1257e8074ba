"""Cells of a matrix of expression as text, whichever program wrote the file."""

import csv
import re
from pathlib import Path
from typing import IO

import pandas as pd

from radiogenomics.contents import FIRST_BYTES, refuse_no_table
from radiogenomics.errors import InputError
from radiogenomics.files import open_input, visible
from radiogenomics.oddities import notice

COMMENT = ("#", "!")
"""Begin of the lines above the header that featureCounts, GCT and series of GEO have, and of the last one of GEO."""
GCT = re.compile(r"#1\.[23]\s*")
"""First line of GCT; the second has the table's size."""
GCT_SIZES = 4
"""Numbers in the second line of GCT 1.3: genes, samples, columns on genes and rows on samples."""


def read_cells(path: Path) -> pd.DataFrame:
    """Cells as text, by the names of rows and columns."""
    with open_input(path, "rb") as file:
        refuse_no_table(file.read(FIRST_BYTES), path)
    with open_input(path, encoding="utf-8-sig", errors="replace") as file:
        above, header, of_genes, of_samples = _header(file)
        second = file.readline()
    separator = "\t" if header.count("\t") > header.count(",") else ","
    if header.count(";") > header.count(separator):
        raise InputError(f"{path}: columns are separated by semicolons; export the table again with commas or tabs")
    if second.count(separator) == header.count(separator) + 1 > 1:
        raise InputError(
            f"{path}: the first line has one cell less than the second, as where R wrote names of rows without one for "
            "their column; write the table with `col.names = NA`"
        )
    try:
        _refuse_ragged_rows(path, separator, above)
        options = {"sep": separator, "header": None, "dtype": str, "keep_default_na": False, "encoding": "utf-8-sig"}
        table = pd.read_csv(path, skiprows=above, **options)
        if str(table.iat[-1, 0]).startswith(COMMENT):
            table = table.iloc[:-1]
    except (pd.errors.EmptyDataError, pd.errors.ParserError, csv.Error, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: not a readable table ({str(error).strip()}); export it again as comma-separated UTF-8"
        ) from None
    if table.shape[0] < 2 or table.shape[1] < 2:
        raise InputError(f"{path}: holds no matrix; give one with the genes' names and the patients' ids")
    if table.iloc[:, -1].str.strip().eq("").all():
        table = table.iloc[:, :-1]
    if of_genes or of_samples:
        table = _without_metadata(table, of_genes, of_samples, path)
    from_0, from_1 = ([str(first + number) for number in range(len(table) - 1)] for first in (0, 1))
    has_names = pd.to_numeric(table.iloc[1:, 1], errors="coerce").isna().all()
    if table.iloc[1:, 0].tolist() == from_0 or (has_names and table.iloc[1:, 0].tolist() == from_1):
        table = table.iloc[:, 1:]
    names, rows = table.iloc[0, 1:].map(visible), table.iloc[1:, 0].map(visible)
    for side in (names, rows):
        for name in side[side.duplicated()]:
            raise InputError(f"{path}: {name!r} is there twice; remove or rename one")
    return pd.DataFrame(table.iloc[1:, 1:].to_numpy(), index=rows.to_numpy(), columns=names.to_numpy())


def _without_metadata(table: pd.DataFrame, of_genes: int, of_samples: int, path: Path) -> pd.DataFrame:
    """The cells without the columns on genes and the rows on samples that GCT 1.3 has beside the names."""
    columns, rows = table.iloc[0, 1 : 1 + of_genes], table.iloc[1 : 1 + of_samples, 0]
    named = ", ".join([*columns, *rows])
    notice(path, None, f"{of_genes} column(s) on genes and {of_samples} row(s) on samples are left out: {named}")
    return table.drop(index=rows.index, columns=columns.index)


def _header(file: IO[str]) -> tuple[int, str, int, int]:
    """Lines above the header, which are comments, the header, and GCT's columns on genes and rows on samples.

    The file is read up to the header's end.
    """
    above, line, further = 0, file.readline(), (0, 0)
    while line and (line.startswith(COMMENT) or not line.strip()):
        is_gct = GCT.match(line)
        above, line = above + 1, file.readline()
        if is_gct:
            sizes = re.findall(r"\d+", line)
            further = (int(sizes[2]), int(sizes[3])) if len(sizes) == GCT_SIZES else further
            above, line = above + 1, file.readline()
    return above, line, *further


def _refuse_ragged_rows(path: Path, separator: str, above: int) -> None:
    """pandas would fill up a row that was cut off."""
    with open_input(path, encoding="utf-8-sig", newline="") as file:
        for _ in range(above):
            file.readline()
        rows = csv.reader(file, delimiter=separator)
        first = len(next(rows, []))
        for row in rows:
            if row and len(row) != first and not row[0].startswith(COMMENT):
                raise InputError(
                    f"{path}: line {above + rows.line_num} has {len(row)} cells, but the first has {first}; correct "
                    "the line, or export the table again"
                )
