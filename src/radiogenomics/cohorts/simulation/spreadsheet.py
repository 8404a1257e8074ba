"""Spreadsheets whose bytes depend on nothing but their content."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd

from radiogenomics.files import atomic_path

_MOMENTS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write_spreadsheet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as the one sheet of an xlsx file, without the moment at which it was written.

    Args:
        table: cells are numbers, texts or None.
        path: ends in `.xlsx`.
    """
    book = openpyxl.Workbook()
    for row in [list(table), *table.astype(object).to_numpy().tolist()]:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    with (
        atomic_path(path) as temporary,
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), _MOMENTS.sub(b"", source.read(name)))
