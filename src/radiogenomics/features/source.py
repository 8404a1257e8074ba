"""Tables of features as what the models of a study are given."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from radiogenomics.studies.source import Source


class TableSource(Source):
    """Tables with one row per patient, of which an input joins some columns."""

    leak_checks: ClassVar[str] = "tables"

    def __init__(self, folder: str, tables: Sequence[str], inputs: Sequence[Mapping[str, Any]]) -> None:
        """Tables below a folder.

        Args:
            folder: of the study's results.
            tables: names.
            inputs: tables, features and modalities of every input.
        """
        self.folder, self.tables, self.inputs = folder, list(tables), [dict(item) for item in inputs]

    def files(self, tables: Sequence[str], suffix: str = ".csv") -> list[str]:
        """One file per table."""
        return [f"{self.folder}/features/{table}{suffix}" for table in tables]

    @property
    def gate_files(self) -> dict[str, list[str]]:
        """The tables, and the checksums of what they were made from."""
        return {"tables": self.files(self.tables), "sources": self.files(self.tables, "_sources.csv")}

    @property
    def gate_parameters(self) -> dict[str, Any]:
        """Names of the tables, in the order of the files, and the inputs."""
        return {"tables": self.tables, "inputs": self.inputs}

    @property
    def oddities(self) -> list[str]:
        """What was noticed in the scans or tables that each table was made from."""
        return self.files(self.tables, "_oddities.csv")

    @property
    def recorded(self) -> list[str]:
        """The tables and their sources."""
        return [f"features/{table}{suffix}" for table in self.tables for suffix in ("", "_sources")]
