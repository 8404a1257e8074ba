"""Files that are either whole or absent, their checksums, and tables read with clear errors."""

import csv
import difflib
import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from radiogenomics.contents import FIRST_BYTES, refuse_no_table
from radiogenomics.errors import InputError

SEPARATOR_LINE = re.compile(r"\s*sep=.?,?\s*$", re.IGNORECASE)
TITLE_LINES = 10
"""Lines below the first one in which a header is looked for."""
ID = re.compile(r"[^\s,]+,")
"""Begin of a line that may be a row: a word, which text rarely has alone before its first comma."""
INVISIBLE = "\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Blanks that do not break lines, and letters without width, which come along from web pages and other programs."""
MOST_LEVELS = 4
"""Lines of a header of several levels, below its first one, and that of the index's name."""
FEWEST_TELLING_CELLS = 3
"""Cells from which their number tells a row from a line of text with a comma in it."""


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Temporary path next to `path`, renamed to it when the block ends well and removed when it does not.

    A reader, or a second writer, never meets a half-written file.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


NOT_IN_NAMES = re.compile(r'[\x00-\x1f/\\%:*?"<>|]|^\.+$')
"""What of a text no name of a file may hold on some system, `%` by which it is written instead, and `.` and `..`."""


def name_of_file(text: str) -> str:
    """A text, such as a patient's identifier, as the name of a file: what no name may hold is written as `%2F`, say.

    Blanks and letters of any language stay; no two texts have the same name.
    """
    return NOT_IN_NAMES.sub(lambda found: "".join(f"%{ord(letter):02X}" for letter in found[0]), text)


def sha256_of(path: str | Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV, whole or not at all."""
    with atomic_path(path) as temporary:
        table.to_csv(temporary, index=False)


def write_json(value: object, path: str | Path) -> None:
    """Write a JSON file with sorted keys, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")


def read_json(path: str | Path) -> dict:
    """Read a JSON file written by `write_json`."""
    return json.loads(Path(path).read_text())


def open_input(path: str | Path, mode: str = "r", **options: object) -> IO:
    """Open a file that the user gave.

    Raises:
        InputError: the file is missing or cannot be read.
    """
    try:
        return Path(path).open(mode, **options)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the folder or the config key that names it") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); correct the path or its permissions") from None


def read_table(path: str | Path, required: Iterable[str] = (), **options: object) -> pd.DataFrame:
    """Read a CSV and check that the `required` columns are there. Ids of patients and scans are text: `001` is not `1`.

    Raises:
        InputError: the file is missing, not readable or empty, a row has more or fewer cells than the header or repeats
            it, a column is there twice or missing (the nearest present one is named), or the header is further down.
    """
    required = list(required)
    with open_input(path, "rb") as file:
        converters = {} if options.get("dtype") is str else {"patient_id": str, "scan_id": str}
        fix = "export it again as comma-separated UTF-8"
        table = parse_table(file, path, fix, required, converters=converters, **options)
    for column in required:
        if column not in table.columns:
            if len(table.columns) == 1 and "," in table.columns[0]:
                raise InputError(
                    f"{path}: each line is one cell in quotes, as a program writes a table that it took for text; "
                    "remove the quotes at both ends of the lines, or export it again"
                )
            others = [name for name in table.columns if name not in required]
            raise InputError(f"{path}: column {column!r} is missing{nearest(column, others)}; rename or add it")
    return table


def parse_table(
    file: IO[bytes], where: str | Path, fix: str, required: Sequence[str] = (), **options: object
) -> pd.DataFrame:
    """Table of an open CSV, without the column that delimiters at the end of all lines would make.

    pandas would take the first column of a table whose rows are longer than its header for an index, and move the
    names of all others by one; short rows it would fill up.

    Args:
        file: opened at its beginning; it can be read twice.
        where: file, for error messages.
        fix: what to do about a file that is no CSV.
        required: columns by which a header is known that stands below a title.
        options: of `pandas.read_csv`.

    Raises:
        InputError: not a CSV (but a workbook, a web page and so on), empty, a row has more or fewer cells than the
            header or repeats it, a column is there twice, or the header is not the first line.
    """
    try:
        refuse_no_table(file.read(FIRST_BYTES), where)
        file.seek(0)
        encoding, skip = str(options.get("encoding", "utf-8")), bool(options.get("skipinitialspace"))
        first, header = _check_rows(file, where, encoding, skip, required)
        file.seek(0)
        # Lines before the header's, and none where a name in quotes runs over several.
        table = pd.read_csv(file, index_col=False, skiprows=range(first - 1), **options)
        table = table.rename(columns=lambda name: name.strip(INVISIBLE))
    except (pd.errors.EmptyDataError, pd.errors.ParserError, csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{where}: not a readable CSV ({str(error).strip()}); {fix}") from None
    # What pandas calls a column without a name.
    nameless = {f"Unnamed: {position}" for position, name in enumerate(header) if not name.strip()}
    return table.drop(columns=[name for name in table if name in nameless and table[name].isin(["", np.nan]).all()])


def _check_rows(
    file: IO[bytes], where: str | Path, encoding: str, skipinitialspace: bool, required: Sequence[str]
) -> tuple[int, list[str]]:
    """Line of the header of a CSV, and its names, of which none is there twice; all rows have as many cells."""
    # A byte-order mark before a quoted name would hide the quotes.
    text = io.TextIOWrapper(file, "utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    rows = csv.reader(text, skipinitialspace=skipinitialspace)
    header: list[str] = []
    first = line = 1
    for row in rows:
        # A blank line is no row, for pandas too; spreadsheet programs write the delimiter into a line of its own.
        if (len(row) > 1 or "".join(row).strip()) and (header or not SEPARATOR_LINE.match(",".join(row))):
            if header and line <= first + TITLE_LINES:
                _refuse_header_below(row, header, required, line, where)
            if not header:
                header, first = row, line
                _refuse_split_header(header, rows, required, where)
                refuse_double_names(header, where)
            _check_row(row, header, line, where)
            if rows.line_num > line:
                _refuse_joined_rows(row, line, rows.line_num, where)
        line = rows.line_num + 1
    text.detach()
    return first, header


def _check_row(row: list[str], header: list[str], line: int, where: str | Path) -> None:
    if "\0" in "".join(row):
        raise InputError(
            f"{where}: line {line} holds bytes of 0, as a damaged file or one in UTF-16 does; copy it again, or export "
            "it as comma-separated UTF-8"
        )
    if len(row) != len(header):
        raise InputError(
            f"{where}: line {line} has {len(row)} cells, but the header has {len(header)}; correct the line "
            "(a cell with a comma inside needs quotes, and a comma too many at the end counts)"
        )
    if row is not header and len(row) > 1 and sorted(row) == sorted(header):
        again = f"{where}: line {line} repeats the header"
        if row == header:
            raise InputError(f"{again}, as where tables were joined; remove the line")
        raise InputError(
            f"{again} in another order, as where tables of different columns were joined below each other, so that the "
            "rows after it stand in wrong columns; join them by the names of their columns"
        )


def _refuse_joined_rows(row: list[str], line: int, last: int, where: str | Path) -> None:
    """A quote that is closed a line too late takes two rows for one, and the second patient would be lost.

    Text of several lines in one cell is possible; what is refused is that its first and last line look like rows.
    """
    for position, cell in enumerate(row):
        lines = cell.splitlines()
        if len(row) < FEWEST_TELLING_CELLS or len(lines) < 2:
            continue
        commas = {position + lines[0].count(","), lines[-1].count(",") + len(row) - 1 - position}
        if commas == {len(row) - 1} and ID.match(lines[-1]):
            raise InputError(
                f"{where}: lines {line} to {last} are one row by their quotes, though each looks like a row; close the "
                "quotes in each line, or remove the line break from the cell"
            )


def _refuse_split_header(
    header: list[str], rows: Iterator[list[str]], required: Sequence[str], where: str | Path
) -> None:
    """pandas writes columns of several levels in a line each, and the index's name in a line of its own.

    The next rows are read only where two columns have one name, which is refused anyway.
    """
    names = [name for name in header if name.strip()]
    if len(names) == len(set(names)):
        return
    for row in islice(rows, MOST_LEVELS):
        _refuse_index_line(row, required, where)


def _refuse_index_line(row: list[str], required: Sequence[str], where: str | Path) -> None:
    if len(required) == 1 and len(row) > 2 and row[0].strip() == required[0] and not any(map(str.strip, row[1:])):
        raise InputError(
            f"{where}: the header has several lines, as of columns of several levels; join them to one line, for "
            "example by `table.columns = table.columns.map('_'.join)` of pandas, and export the table again"
        )


def _refuse_header_below(
    row: list[str], header: list[str], required: Sequence[str], line: int, where: str | Path
) -> None:
    """A title above the header would be taken for it."""
    if (
        required
        and set(required) <= {cell.strip() for cell in row}
        and not set(required) <= set(map(str.strip, header))
    ):
        _refuse_index_line(row, required, where)
        raise InputError(f"{where}: the header is in line {line}; remove the lines above it")


def refuse_double_names(header: Sequence[str], where: str | Path) -> None:
    """Check that no two columns have one name, of which one would be used and the other not.

    Raises:
        InputError: two have.
    """
    names = [name.strip() for name in header]
    for name in names:
        if name and names.count(name) > 1:
            places = [str(position) for position, other in enumerate(names, start=1) if other == name]
            raise InputError(f"{where}: column {name!r} is there twice (columns {', '.join(places)}); rename one")


def visible(text: str) -> str:
    """A text without blanks and letters without width around it."""
    return text.strip().strip(INVISIBLE).strip()


def nearest(name: str, known: Iterable[object]) -> str:
    """Text `` (nearest: 'x')`` for an error message, or nothing where no known name resembles `name`."""
    by_lower_case = {str(item).lower(): str(item) for item in known}
    match = difflib.get_close_matches(name.lower(), by_lower_case, n=1, cutoff=0.5)
    return f" (nearest: {by_lower_case[match[0]]!r})" if match else ""
