"""The table of one's own patients, whatever its columns are called."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import FileIndex, unique_file
from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import plain_identifier, refuse_rounded
from radiogenomics.cohorts.odd_dates import notice_odd_dates
from radiogenomics.cohorts.own_settings import ID, OwnTableSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.oddities import notice

MEANT = {
    "age": re.compile(r"age([ _.-]?(at|in|of|years?|yrs?|y|scan|diagnosis)([^a-z].*)?|[ _]?[(\[].*)?", re.IGNORECASE),
    "sex": re.compile(r"sex|gender", re.IGNORECASE),
    "site": re.compile(r"site|cent(er|re)|hospital|institution", re.IGNORECASE),
}
"""Names that columns of ages, sexes and hospitals have besides the project's own."""
DATE_WORDS = (
    "pre|post|(?:pre|post)[-_. ]?op|baseline|base|bl|follow[-_. ]?up|fu|recurrence|rec|ses|session|scan|visit|v|"
    "time|time[-_. ]?point|tp|t|mri|exam|day|week|month"
)
"""Words for the date of a scan among those of one patient."""
DATE_AT_END = re.compile(
    r"(?P<patient>.*\d)(?:(?<=\d\d\d)|(?=[-_. ]))"
    rf"(?:[-_. ]?[a-d]|(?:[-_. ]?(?:{DATE_WORDS})){{1,2}}[-_. ]?\d{{0,3}}"
    r"|[-_. ](?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d)",
    re.IGNORECASE,
)
"""An id of a patient and a date, as `P001_pre`, `P001b`, `P001_20190131`; `TCGA-DH-A66B` is none."""
NUMBER_AT_END = re.compile(r"(?P<patient>.*\d)[-_. ]\d{1,3}[a-z]?", re.IGNORECASE)
"""An id of a patient and the number of a scan, as `BraTS-GLI-00008-101`, or of a hospital and a patient."""
SHORTEST_OF_PATIENT = 3
"""Digits before a number at the end of an id that are the patient's; fewer are those of a hospital, as in `01-017`."""
MOST_SCANS = 3
"""Mean number of ids with one beginning up to which that is a patient; hospitals have more patients."""
SIGNS = re.compile(r"[\W_]+(?!\d)|(?<!\d)[\W_]+")
MOST_NAMED = 3


def find_own_table(index: FileIndex, folder: Path, settings: OwnTableSettings) -> Path:
    """The table: a path below the folder, or a name at any depth.

    Raises:
        InputError: there is none, or two that differ.
    """
    path = folder / settings.file
    found = path if path.is_file() else unique_file(index, settings.file)
    if found is None:
        raise InputError(
            f"{folder}: no {settings.file!r} in it or below{nearest(settings.file, index)}; write one with a column "
            f"{settings.patient_id!r}"
        )
    return found


def read_own_table(path: Path, settings: OwnTableSettings) -> pd.DataFrame:
    """Text cells by patient_id; a patient is one row.

    Raises:
        InputError: the table is not readable, a column is missing that the config names (the nearest is named), or a
            patient has no id or two rows, or there is none.
    """
    name = settings.patient_id
    table = read_clinical_table(path, [name])
    named = {"age": settings.age, "sex": settings.sex, "site": settings.site, "session": settings.session}
    named |= {f"paths.{sequence}": column for sequence, column in settings.paths.items()}
    for key, column in named.items():
        if column is not None and column not in table:
            raise InputError(f"{path}: column {column!r} is missing{nearest(column, table)}; correct own.table.{key}")
    if table.empty:
        raise InputError(f"{path}: no patient below the header; add their rows")
    for row in table.index[table[name] == ""]:
        raise InputError(f"{path}: patient row {row + 1} has no {name}; fill it in or remove the row")
    refuse_rounded(table[name], name, path)
    for patient_id in table[name][table[name].duplicated()]:
        raise InputError(f"{path}: patient {patient_id} is there twice; remove the wrong row")
    _notice_alike(table[name], path)
    _notice_dates(table[name], path)
    _notice_unread_columns(table, settings, path)
    notice_odd_dates(table, settings.age or "age", path, table[name])
    other = [ID] if name != ID and ID in table else []
    return table.drop(columns=other).set_index(name).rename_axis(ID)


def _notice_alike(ids: pd.Series, path: Path) -> None:
    """Notice ids that differ in case, signs or zeros before a number alone; one patient could train and be tested.

    A sign between two digits counts: 1-12 and 11-2 are two patients.
    """
    first: dict[str, str] = {}
    for patient in ids:
        other = first.setdefault(SIGNS.sub("", plain_identifier(patient)), patient)
        if other != patient:
            said = f"differs from patient {other} in case, blanks, signs or zeros alone"
            notice(path, patient, f"{said}; are they one patient?")


def _notice_dates(ids: pd.Series, path: Path) -> None:
    """Notice ids that differ in a date or session at their end: two scans of a patient would be two patients."""
    by_number = {number: match["patient"] for number in ids if (match := NUMBER_AT_END.fullmatch(number))}
    of_hospitals = len(by_number) > MOST_SCANS * len(set(by_number.values()))
    scans: dict[str, list[str]] = {}
    for identifier in ids:
        patient = by_number.get(identifier, identifier)
        digits = len(patient) - len(patient.rstrip("0123456789"))
        if of_hospitals or digits < SHORTEST_OF_PATIENT:
            patient = identifier
        match = DATE_AT_END.fullmatch(patient)
        # A second scan may have a date where the first has none.
        scans.setdefault((match["patient"] if match else patient).casefold(), []).append(identifier)
    several = [own for own in scans.values() if len(set(map(plain_identifier, own))) > 1]
    if several:
        named = "; ".join(" and ".join(own[:MOST_NAMED]) for own in several[:MOST_NAMED])
        more = f" and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
        said = f"ids differ in a date or number at their end alone: {named}{more}; if these are scans of one patient"
        patient = several[0][1] if len(several) == 1 else None
        notice(path, patient, f"{said}, keep one of each, for one could train and another be tested")


def _notice_unread_columns(table: pd.DataFrame, settings: OwnTableSettings, path: Path) -> None:
    """Notice columns that look as ages, sexes or hospitals and are not read as such, for they are called otherwise."""
    for key, meant in MEANT.items():
        if getattr(settings, key) is None and key not in table:
            found = [column for column in table if meant.fullmatch(column)]
            if found:
                said = f"column {found[0]!r} is not read as {key}"
                notice(path, None, f"{said}; name it by own.table.{key} of the cohort, or call it {key!r}")
