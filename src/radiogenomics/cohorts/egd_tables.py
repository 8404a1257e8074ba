"""What the Erasmus Glioma Database says of its patients, in spreadsheets or in a file next to each patient's scans."""

import json
import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import unique_file
from radiogenomics.cohorts.identifiers import index_by_identifier
from radiogenomics.cohorts.spreadsheets import read_spreadsheet, text_of
from radiogenomics.errors import InputError
from radiogenomics.files import open_input

SUBJECT_COLUMN = "Subject"
SUBJECT = re.compile(r"EGD-\d{4}")
SUBJECT_EXAMPLE = "EGD-0001"

LABEL_COLUMNS = ("IDH", "1p19q", "Grade")
CLINICAL_COLUMNS = ("Age", "Sex")
# Sections of metadata.json, which are also the names of the spreadsheets.
SECTIONS = {
    "Genetic_and_Histological_labels": LABEL_COLUMNS,
    "Clinical_data": CLINICAL_COLUMNS,
}
OBSERVER_SECTION, OBSERVER_COLUMN = "Segmentation_source", "Observer"


def read_subject_data(index: dict[str, list[Path]], metadata: dict[str, Path], local_dir: Path) -> pd.DataFrame:
    """Labels, age and sex of each subject as text, from the spreadsheets or, where one is missing, from metadata.json.

    Args:
        index: files by name (`archive_tree.index_files`).
        metadata: the file metadata.json of each subject.
        local_dir: their folder, for error messages.

    Returns:
        Rows by subject with IDH, 1p19q, Grade, Age, Sex and (of subjects with metadata.json) Observer.

    Raises:
        InputError: a section is nowhere, or a file cannot be read, lacks a column, or has a subject twice or malformed.
    """
    contents = {subject: _read_metadata(path) for subject, path in metadata.items()}
    tables = []
    for section, columns in SECTIONS.items():
        path = unique_file(index, f"{section}.xlsx")
        if path is None and not contents:
            raise InputError(
                f"{local_dir}: neither '{section}.xlsx' nor any 'metadata.json' in it or below; download one of them, "
                "or correct `local_dir` of the cohort"
            )
        tables.append(_from_metadata(contents, section, columns) if path is None else _from_table(path, columns))
    tables.append(_from_metadata(contents, OBSERVER_SECTION, (OBSERVER_COLUMN,)))
    return pd.concat(tables, axis=1).fillna("")


def _from_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    table = read_spreadsheet(path, [SUBJECT_COLUMN, *columns])[[SUBJECT_COLUMN, *columns]]
    return index_by_identifier(
        table, SUBJECT_COLUMN, lambda text: text if SUBJECT.fullmatch(text) else None, SUBJECT_EXAMPLE, path
    )


def _from_metadata(contents: dict[str, dict], section: str, columns: tuple[str, ...]) -> pd.DataFrame:
    rows = {subject: content.get(section) or {} for subject, content in contents.items()}
    cells = {subject: [text_of(row.get(column)) for column in columns] for subject, row in rows.items()}
    return pd.DataFrame.from_dict(cells, orient="index", columns=list(columns), dtype=object)


def _read_metadata(path: Path) -> dict:
    with open_input(path, encoding="utf-8-sig") as file:
        try:
            content = json.load(file)
        except ValueError as error:
            raise InputError(f"{path}: not readable JSON ({error}); download it again") from None
    sections = content.values() if isinstance(content, dict) else [content]
    if not all(isinstance(section, dict | None) for section in sections):
        raise InputError(f"{path}: not sections of values by name; download it again")
    return content
