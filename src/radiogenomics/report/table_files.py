"""A table as a file for programs (CSV) and as a page for readers (HTML)."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.files import write_table
from radiogenomics.report.html import table_html
from radiogenomics.report.page import write_page


def write_table_files(
    table: pd.DataFrame,
    caption: str,
    note: str,
    simulated: bool,
    csv: str | Path,
    html: str | Path,
    headings: Mapping[str, str] | None = None,
    study: str | None = None,
    shown: pd.DataFrame | None = None,
) -> None:
    """Write a table as CSV, with the column `patients` (simulated or real), and as an HTML page with the same mark.

    Args:
        table: what is written.
        caption, note: what stands above and under it.
        simulated: whether the patients are simulated.
        csv, html: files to write.
        headings: what columns are called on the page, where that is not their name.
        study: name of the study, the first column of the CSV where it is given.
        shown: what the page shows, such as numbers with their intervals in one column, where that is not `table`.
    """
    rows = table.assign(patients="simulated" if simulated else "real")
    if study is not None:
        rows.insert(0, "study", study)
    write_table(rows, csv)
    shown = table if shown is None else shown
    page = table_html(shown.rename(columns=dict(headings or {})), caption, note, simulated)
    write_page(page, html)
