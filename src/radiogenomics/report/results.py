"""The files of one study's results, as a report reads them."""

from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.files import read_json, read_table
from radiogenomics.report.about import About
from radiogenomics.report.current_files import is_current


class Results:
    """A folder of results; a file that a study does not have is None, and not an error."""

    def __init__(self, folder: str | Path, about: About | None = None) -> None:
        """Results below a folder, which is read when a file is asked for.

        Args:
            folder: of the study.
            about: what the configuration says of it; files of what it no longer names are then not among its results.
        """
        self.folder = Path(folder)
        self.about = about

    def has(self, pattern: str) -> bool:
        """Whether a file of that name, or one that fits the pattern, is there."""
        return bool(self.names(pattern))

    def names(self, pattern: str) -> list[str]:
        """Sorted paths, below the folder, of the files that fit a pattern."""
        files = (path.relative_to(self.folder).as_posix() for path in self.folder.glob(pattern) if path.is_file())
        return sorted(name for name in files if self.about is None or is_current(name, self.about))

    def table(self, name: str) -> pd.DataFrame | None:
        """Rows of a CSV file of the study's folder; None where it is not there."""
        return read_table(self.folder / name) if self.has(name) else None

    def record(self, name: str) -> dict[str, Any] | None:
        """Content of a JSON file of the study's folder; None where it is not there."""
        return read_json(self.folder / name) if self.has(name) else None

    def rows(self, name: str, model: str, subject: str) -> pd.DataFrame | None:
        """Rows of a CSV file about one model on one subject, without the columns that say so."""
        table = self.table(name)
        if table is None or not {"model", "ensemble"} <= set(table.columns):
            return None
        chosen = table[(table["model"] == model) & (table["ensemble"] == subject)]
        return chosen.drop(columns=["study", "patients", "model", "ensemble"], errors="ignore")
