"""Whose DICOM series are by sex, age and date of birth in their headers, against the table and each other."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.cohorts.dicom_series import is_date
from radiogenomics.cohorts.patient_data import SEXES
from radiogenomics.cohorts.table_dates import DATES, dates_of
from radiogenomics.oddities import notice

MOST_YEARS = 2.0
"""Years by which the age of a header, whole years at the scan, may differ from the table's, at a diagnosis say."""
AGES = (1, 89)
"""Ages that say something: 000Y stands for not known, and 089Y or 090Y for all who are older."""
FEWEST_ANONYMOUS = 3
"""Patients from which one value of all headers was written to make them anonymous."""
MOST_OTHER_BIRTHS = 0.5
"""Share of the patients whose date of birth differs from which dates were moved to make them anonymous."""
FIRST_YEAR = 1901
YEAR = 365.25


def notice_other_persons(series: pd.DataFrame, table: pd.DataFrame, columns: Mapping[str, str], path: Path) -> None:
    """Notice patients whose series are of another person by their headers than by the table, or of two persons.

    Values by which headers are made anonymous (empty, `O`, ages of 0 or above 89, dates of birth on 1 January or in
    1900, one value for all patients) say nothing.

    Args:
        series: folder, owner (patient), study_date, sex, age and birth_date, as text, and is_read; those that are not
            read, as of another date, are compared by sex and date of birth alone.
        table: text cells by patient_id.
        columns: of `age` and `sex`; they may be absent.
        path: the table.
    """
    persons = series.assign(**{key: [_SAID[key](row) for row in series.to_dict("records")] for key in _SAID})
    for key in _SAID:
        said = persons.dropna(subset=[key]).groupby("owner")[key].first()
        if len(said) >= FEWEST_ANONYMOUS and said.nunique() == 1:
            persons[key] = None
    known = _of_table(table, columns, path)
    births = _other_births(persons, known["birth"])
    for owner, rows in persons.groupby("owner", sort=False):
        folder = rows["folder"].iloc[0]
        read = rows[rows["is_read"]]
        if read.empty:
            continue
        within = _several(read, list(_SAID)) or _several(rows, ["sex", "birth"])
        if within:
            fix = "find out whose each is, and move those of another patient away"
            notice(folder, str(owner), f"its series are of several persons by their headers: {within}; {fix}")
            continue
        other = _differences(read, {key: known[key].get(owner) for key in known}, owner in births)
        if other:
            fix = "if series or rows were exchanged, correct that, and else the wrong cell or header"
            notice(folder, str(owner), f"another person by the headers than by the table: {other}; {fix}")


def _sex(header: Mapping[str, str]) -> str | None:
    return SEXES.get(header["sex"].strip().lower())


def birth_of(header: Mapping[str, str]) -> pd.Timestamp | None:
    """Date of birth of a header (`birth_date`, YYYYMMDD); None where it says nothing, as on 1 January or in 1900."""
    text = header["birth_date"]
    if not is_date(text) or text.endswith("0101") or int(text[:4]) < FIRST_YEAR:
        return None
    birth = pd.to_datetime(text, format="%Y%m%d", errors="coerce")
    return None if birth is pd.NaT else birth


def _age(header: Mapping[str, str]) -> int | None:
    """Years at the scan: as the header says, or by the date of birth."""
    written = re.fullmatch(r"(\d{1,3})Y?", header["age"].strip().upper())
    if written:
        years = int(written[1])
    else:
        birth, scan = birth_of(header), header["study_date"]
        scan = pd.to_datetime(scan, format="%Y%m%d", errors="coerce") if is_date(scan) else pd.NaT
        years = 0 if birth is None or scan is pd.NaT else int((scan - birth).days / YEAR)
    return years if AGES[0] <= years < AGES[1] else None


_SAID = {"sex": _sex, "birth": birth_of, "age": _age}


def _of_table(table: pd.DataFrame, columns: Mapping[str, str], path: Path) -> dict[str, pd.Series]:
    """Sex, date of birth and age of the patients by the table."""
    none = pd.Series("", table.index)
    ages = pd.to_numeric(table.get(columns["age"], none), errors="coerce").astype(float)
    births = [column for name, column in dates_of(table, path).items() if DATES["birth"].search(name)]
    return {
        "sex": table.get(columns["sex"], none).str.strip().str.lower().map(SEXES),
        "birth": births[0] if births else pd.Series(pd.NaT, table.index),
        "age": ages.where(ages.between(*AGES)),
    }


def _other_births(persons: pd.DataFrame, births: pd.Series) -> set[Any]:
    """Patients whose date of birth is another one in the table, where that is not so of most."""
    given = persons.dropna(subset=["birth"]).groupby("owner")["birth"].first()
    both = pd.DataFrame({"header": pd.to_datetime(given), "table": births}).dropna()
    differ = both["header"] != both["table"]
    return set() if not len(both) or differ.mean() > MOST_OTHER_BIRTHS else set(both.index[differ])


def _several(rows: pd.DataFrame, keys: Sequence[str]) -> str:
    """What differs between the series of one patient; empty where nothing does."""
    found = []
    for key in keys:
        said = rows.dropna(subset=[key])
        values = said[key].drop_duplicates()
        apart = values.max() - values.min() > MOST_YEARS if key == "age" and len(values) else len(values) > 1
        if apart:
            named = " and ".join(f"{_text(value)} ({said.loc[row, 'folder'].name})" for row, value in values.items())
            found.append(f"{_CALLED[key]} {named}")
    return ", ".join(found)


def _differences(rows: pd.DataFrame, known: Mapping[str, Any], other_birth: bool) -> str:
    """What headers and table say, where they contradict each other; empty where they do not."""
    said = {key: next(iter(rows[key].dropna()), None) for key in _SAID}
    apart = {
        "sex": said["sex"] is not None and pd.notna(known["sex"]) and said["sex"] != known["sex"],
        "birth": other_birth,
        # Of 34 whole years are all who are not yet 35.
        "age": said["age"] is not None
        and pd.notna(known["age"])
        and max(said["age"] - known["age"], known["age"] - said["age"] - 1) > MOST_YEARS,
    }
    found = [f"{_CALLED[key]} {_text(said[key])} and not {_text(known[key])}" for key in _SAID if apart[key]]
    return ", ".join(found)


_CALLED = {"sex": "sex", "birth": "born", "age": "age"}


def _text(value: Any) -> str:
    return (
        f"{value:%Y-%m-%d}"
        if isinstance(value, pd.Timestamp)
        else f"{value:g}"
        if not isinstance(value, str)
        else value
    )
