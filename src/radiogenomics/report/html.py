"""Tables as pages of their own."""

import re
from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.report.page import simulated_banner, whole_page

NONE = "–"
NAME, WITHIN = "name", "within"
"""Classes of the cells that say what a row is, with the heading above them, and of those whose group has a heading."""
LONG = 45
"""Characters beyond which a cell is text that is broken into lines."""


def table_html(table: pd.DataFrame, caption: str, note: str, simulated: bool) -> str:
    """One table as a whole HTML page that needs no other file.

    A cell equal to the one above it is written once for both, if the cells to its left are too: columns that tell rows
    apart come before those that agree by chance. Rows that share their first cell are one group, of which it is the
    heading; the first column that tells all rows apart holds the rows' own headings, which stay in sight on a narrow
    screen. Missing values are shown as a dash.

    Args:
        table: cells are text or numbers; all of it is escaped.
        caption: what the table shows.
        note: what stands under it: number of patients, methods, source.
        simulated: whether the patients are simulated, which a banner then says.
    """
    block = table_block(table, caption, note)
    return whole_page(caption, f"<main>\n{simulated_banner(simulated)}{block}</main>\n")


def table_block(table: pd.DataFrame, caption: str, note: str, identifier: str = "caption") -> str:
    """The table of `table_html` with its caption and note, as elements of a page that has others.

    Args:
        table, caption, note: as of `table_html`.
        identifier: id of the caption, different from any other on the page.
    """
    # A table without rows keeps its columns' types.
    cells = table.map(_text).astype(str)
    numeric = [bool(cells.iloc[:, place].map(_is_number).all()) for place in range(cells.shape[1])]
    name = _names(cells, numeric)
    head = "".join(
        f'<th scope="col"{_class(NAME * (place == name), "number" * number)}>{escape(str(column))}</th>'
        for place, (column, number) in enumerate(zip(cells.columns, numeric, strict=True))
    )
    return (
        f'<div class="scroll" role="region" aria-labelledby="{identifier}" tabindex="0">\n<table>\n'
        f'<caption id="{identifier}"><span>{escape(caption)}</span></caption>\n<thead><tr>{head}</tr></thead>\n'
        f'{_body(cells, numeric, name)}\n</table>\n</div>\n<p class="note">{escape(note)}</p>\n'
    )


def _names(cells: pd.DataFrame, numeric: Sequence[bool]) -> int:
    """Place of the column with the rows' own names: with the names to its left it tells all rows apart; else the first.

    Names are texts or whole numbers, such as those of a checklist's items: what was measured names nothing.
    """
    names = [
        place
        for place, number in enumerate(numeric)
        if not number or cells.iloc[:, place].str.fullmatch(r"\d+").all() or place == 0
    ]
    apart = (place for count, place in enumerate(names, 1) if not cells.iloc[:, names[:count]].duplicated().any())
    return next(apart, 0)


def _body(cells: pd.DataFrame, numeric: list[bool], name: int) -> str:
    """One `tbody` per run of rows with the same first cell."""
    spans = _row_spans(cells)
    rows = [_row(*row, numeric, name) for row in zip(cells.to_numpy(), spans, strict=True)]
    groups = [rows[start : start + size] for start, size in enumerate(spans[:, 0]) if size]
    return "\n".join("<tbody>" + "\n".join(group) + "</tbody>" for group in groups)


def _row_spans(cells: pd.DataFrame) -> NDArray[np.int_]:
    """Number of rows that each cell is written for, 0 where the one above it serves; (rows, columns)."""
    starts = np.logical_or.accumulate((cells != cells.shift()).to_numpy(), axis=1)
    spans = np.zeros(cells.shape, dtype=int)
    for column in range(cells.shape[1]):
        first = np.flatnonzero(starts[:, column])
        spans[first, column] = np.diff(first, append=len(cells))
    return spans


def _row(row: Sequence[str], spans: Sequence[int], numeric: list[bool], name: int) -> str:
    html = []
    for column, (text, rows) in enumerate(zip(row, spans, strict=True)):
        if not rows:
            continue
        span = f' rowspan="{rows}"' if rows > 1 else ""
        scope = "rowgroup" if span else "row"
        kind = "text" if len(text) > LONG else "number" * (numeric[column] and column > 0)
        heading = column in (0, name)
        tag, attributes = ("th", f' scope="{scope}"') if heading else ("td", "")
        roles = (NAME * (column == name), WITHIN * (heading and column > 0), kind)
        html.append(f"<{tag}{attributes}{_class(*roles)}{span}>{escape(text)}</{tag}>")
    return f"<tr>{''.join(html)}</tr>"


def _class(*names: str) -> str:
    known = " ".join(filter(None, names))
    return f' class="{known}"' if known else ""


def _text(value: object) -> str:
    if pd.isna(value):
        return NONE
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_number(text: str) -> bool:
    """Whether a cell holds numbers alone, as `0.66 (0.51 to 0.80)`, and no sentence that begins with one."""
    words = {"to", "of", "or"}.issuperset(re.findall(r"[^\W\d_]+", text))
    return text == NONE or (words and text.lstrip("<−- ")[:1].isdigit())
