"""Tables as pages of their own, and the one table for the terminal."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NONE = "–"
SIMULATED = (
    "Simulated patients. These numbers say how the workflow behaves, and nothing about any real person or biomarker."
)
CSS = """
:root { color-scheme: light dark; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --page: #ffffff; --band: #f6f8fa;
  --warn: #7a4100; --warn-page: #fff4e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9aa4ae; --line: #3a424b; --page: #12161b;
  --band: #1a2027; --warn: #ffd08a; --warn-page: #33260f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 84rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.simulated { margin: 0 0 1.25rem; padding: .6rem .9rem; border-left: .3rem solid currentColor; border-radius: .2rem;
  background: var(--warn-page); color: var(--warn); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid #0072b2; outline-offset: 4px; }
table { width: 100%; border-collapse: collapse; border-bottom: 2px solid var(--ink);
  font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { padding-bottom: .75rem; text-align: left; font-size: 1.15rem; font-weight: 600; }
th, td { padding: .35rem .42rem; text-align: left; vertical-align: top; white-space: nowrap; }
thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); vertical-align: bottom;
  white-space: normal; }
tbody { border-top: 1px solid var(--line); }
tbody:nth-of-type(even) { background: var(--band); }
tbody th { font-weight: 600; }
.number { text-align: right; }
.note { max-width: 60rem; color: var(--faint); font-size: .9rem; }
@media (max-width: 40rem) { body { padding: 1rem .75rem; font-size: .9rem; } th, td { padding: .35rem .5rem; } }
@media print { body { max-width: none; padding: 0; font-size: 8.5pt; } .scroll { overflow: visible; }
  tbody { break-inside: avoid; } th, td { padding: .2rem .4rem; white-space: normal; }
  :root { --ink: #000; --faint: #333; --line: #999; --page: #fff; --band: #fff; --warn: #000; --warn-page: #fff; } }
"""


def table_html(table: pd.DataFrame, caption: str, note: str, simulated: bool) -> str:
    """One table as a whole HTML page that needs no other file.

    A cell equal to the one above it is written once for both, if the cells to its left are too: columns that tell rows
    apart come before those that agree by chance. Rows that share their first cell are one group; the first column holds
    the row headings. Missing values are shown as a dash.

    Args:
        table: cells are text or numbers; all of it is escaped.
        caption: what the table shows.
        note: what stands under it: number of patients, methods, source.
        simulated: whether the patients are simulated, which a banner then says.
    """
    cells = table.map(_text)
    numeric = [cells[column].map(_is_number).all() for column in cells]
    head = "".join(
        f'<th scope="col"{_class(number)}>{escape(str(column))}</th>'
        for column, number in zip(cells.columns, numeric, strict=True)
    )
    banner = f'<p class="simulated" role="note">{escape(SIMULATED)}</p>\n' if simulated else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(caption)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n{banner}"
        '<div class="scroll" role="region" aria-labelledby="caption" tabindex="0">\n<table>\n'
        f'<caption id="caption">{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f'{_body(cells, numeric)}\n</table>\n</div>\n<p class="note">{escape(note)}</p>\n</main>\n</body>\n</html>\n'
    )


def _body(cells: pd.DataFrame, numeric: list[bool]) -> str:
    """One `tbody` per run of rows with the same first cell."""
    spans = _row_spans(cells)
    rows = [_row(*row, numeric) for row in zip(cells.to_numpy(), spans, strict=True)]
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


def _row(row: Sequence[str], spans: Sequence[int], numeric: list[bool]) -> str:
    html = []
    for column, (text, rows) in enumerate(zip(row, spans, strict=True)):
        if not rows:
            continue
        span = f' rowspan="{rows}"' if rows > 1 else ""
        scope = "rowgroup" if span else "row"
        tag, attributes = ("th", f' scope="{scope}"') if column == 0 else ("td", _class(numeric[column]))
        html.append(f"<{tag}{attributes}{span}>{escape(text)}</{tag}>")
    return f"<tr>{''.join(html)}</tr>"


def _class(number: bool) -> str:
    return ' class="number"' if number else ""


def _text(value: object) -> str:
    if pd.isna(value):
        return NONE
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_number(text: str) -> bool:
    return text == NONE or text.lstrip("<−- ")[:1].isdigit()
