"""An archive's tables, read as the text they hold."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.contents import FIRST_BYTES, refuse_no_table
from radiogenomics.errors import InputError
from radiogenomics.files import SEPARATOR_LINE, open_input, read_table, visible

OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def read_clinical_table(path: Path, required: Iterable[str]) -> pd.DataFrame:
    """Table whose cells are all text, without surrounding blanks and empty rows; an absent cell is the empty string.

    Nothing is guessed: `NA` and `Not Available` stay what they are, a byte-order mark is no part of the first name.

    Raises:
        InputError: the file is missing, not readable or not comma-separated UTF-8, a row has more or fewer cells
            than the header, or a required column is missing (the nearest is named).
    """
    _refuse_other_delimiters(path)
    table = read_table(path, required, dtype=str, keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True)
    table = table.map(visible)
    return table[table.ne("").any(axis=1)].reset_index(drop=True)


def _refuse_other_delimiters(path: Path) -> None:
    with open_input(path, "rb") as file:
        refuse_no_table(file.read(FIRST_BYTES), path)
    with open_input(path, encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
        if SEPARATOR_LINE.match(header):
            header = file.readline()
    for delimiter, name in OTHER_DELIMITERS.items():
        if header.count(delimiter) > header.count(","):
            raise InputError(f"{path}: columns are separated by {name}; export the table again with commas")
