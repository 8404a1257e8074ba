"""A table as a file for programs (CSV) and as a page for readers (HTML)."""

from pathlib import Path

import pandas as pd

from radiogenomics.files import atomic_path, write_table
from radiogenomics.report.html import table_html


def write_table_files(
    table: pd.DataFrame, caption: str, note: str, simulated: bool, csv: str | Path, html: str | Path
) -> None:
    """Write a table as CSV, with the column `patients` (simulated or real), and as an HTML page with the same mark."""
    write_table(table.assign(patients="simulated" if simulated else "real"), csv)
    with atomic_path(html) as temporary:
        temporary.write_text(table_html(table, caption, note, simulated), encoding="utf-8")
