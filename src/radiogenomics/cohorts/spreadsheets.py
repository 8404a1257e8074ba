"""An archive's spreadsheets, read as the text they show."""

import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from openpyxl.cell import Cell

from radiogenomics.errors import InputError
from radiogenomics.files import TITLE_LINES, nearest, open_input, refuse_double_names, visible

PADDED_WITH_ZEROS = re.compile(r"0+")


def read_spreadsheet(path: Path, required: Iterable[str]) -> pd.DataFrame:
    """First sheet of an xlsx file as a table whose cells are all text, as `clinical_tables.read_clinical_table`.

    The first row with text holds the names of the columns. Whole numbers have no decimal point, numbers whose format
    pads them with zeros (`00000`) keep the zeros, and of a formula the value counts that was saved with it.

    Raises:
        InputError: the file is missing or not a readable xlsx, a column is there twice, or a required one is missing
            (the nearest is named).
    """
    with open_input(path, "rb") as file:
        rows = _rows(file, path)
    rows = [row for row in rows if any(row)]
    if not rows:
        raise InputError(f"{path}: the first sheet is empty; download the file again")
    width = max(map(len, rows))
    header, *body = [row + [""] * (width - len(row)) for row in rows]
    # Columns without a name are left over from formatting; where they hold something, they get a name of their own.
    names = [name or f"column {number}" for number, name in enumerate(header, start=1)]
    refuse_double_names(names, path)
    required = list(required)
    for number, row in enumerate(body, start=1):
        if row == header:
            raise InputError(f"{path}: row {number} below the header repeats it; remove the row")
        if number <= TITLE_LINES and set(required) <= set(row) and not set(required) <= set(names):
            raise InputError(f"{path}: the header is row {number} below the first one with text; remove what is above")
    table = pd.DataFrame(body, columns=names, dtype=object)
    used = [name for name, given in zip(names, header, strict=True) if given or table[name].any()]
    for column in required:
        if column not in used:
            others = [name for name in used if name not in required]
            raise InputError(f"{path}: column {column!r} is missing{nearest(column, others)}; rename or add it")
    return table[used]


def text_of(value: object) -> str:
    """Text of a value as a table shows it: whole numbers without a decimal point, dates as in 2021-12-31."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return visible(str(value))


def _rows(file: IO, path: Path) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Some programs save a wrong extent of the sheet, which would cut it.
        sheet.reset_dimensions()
        return [[_cell_text(cell) for cell in row] for row in sheet.iter_rows()]
    except (BadZipFile, KeyError, IndexError, ValueError, ParseError, EOFError) as error:
        raise InputError(f"{path}: not a readable xlsx file ({error}); download or export it again") from None


def _cell_text(cell: Cell) -> str:
    text = text_of(cell.value)
    # An empty cell has no format.
    padded = PADDED_WITH_ZEROS.fullmatch(cell.number_format) if cell.value is not None else None
    return text.zfill(len(cell.number_format)) if padded and text.isdigit() else text
