"""On which day a DICOM series was made, where its headers contradict each other, and whether that was after surgery."""

import re
from collections.abc import Mapping
from datetime import date

import pandas as pd

from radiogenomics.cohorts.dicom_series import is_date
from radiogenomics.oddities import notice

OTHERS = {"acquisition_date": "AcquisitionDate", "series_date": "SeriesDate", "content_date": "ContentDate"}
"""Dates besides StudyDate that a header has."""
MOST_DAYS = 3
"""Days within which dates agree: an examination goes on after midnight, and of UPENN-GBM two patients were called back
after one and two days."""
NEW_YEAR = "0101"
"""End of dates that programs write to make headers anonymous; as one of others against StudyDate it says nothing."""
FEWEST_PATIENTS, MOST_PATIENTS = 3, 0.5
"""Patients, and their share of all, from which contradictions are a habit of who made headers anonymous: told once."""
AFTER_SURGERY = re.compile(
    r"post[ _.-]*(op(?!t)|surg|resect|rt\b|radi|chemo)|nach[ _.-]*(op\b|operation|resektion|bestrahlung)"
    r"|follow[ _.-]*up|verlauf|rezidiv|recurren|\b(rt|radiation|radiotherapy)[ _.-]*plan|bestrahlungsplan",
    re.IGNORECASE,
)
BEFORE_SURGERY = re.compile(r"pr(e|\xe4|ae)[ _.-]*op", re.IGNORECASE)
"""Words of StudyDescription of examinations after the first treatment, unless it speaks of both; `post contrast` and
`nach KM` are none."""


def with_agreed_dates(series: pd.DataFrame) -> pd.DataFrame:
    """Series of which `study_date` is the day that most of the header's dates agree on, which is noticed.

    StudyDate counts unless AcquisitionDate and another date of the header agree on another day, and unless two studies
    of the patient that StudyDate tells apart would be of one day then. A series that was made of another one later
    (SeriesDate and ContentDate alone) is of the day of its study.

    Args:
        series: rows of `read_series_table` with the patient as `owner`.
    """
    rows = series.to_dict("records")
    agreed = pd.Series([_agreed(row) for row in rows], series.index, dtype=object)
    for _, own in series.groupby("owner", sort=False):
        if agreed[own.index].nunique() < own["study_date"].nunique():
            agreed[own.index] = own["study_date"]
    odd = series.assign(agreed=agreed)[[_is_contradicted(row) for row in rows]]
    patients = odd["owner"].nunique()
    if patients >= FEWEST_PATIENTS and patients > MOST_PATIENTS * series["owner"].nunique():
        first = odd.iloc[0].to_dict()
        said = f"dates in the headers of {patients} patients contradict each other, as where some were changed to make "
        said += f"them anonymous (first: {first['owner']}, whose {_said(first)})"
        notice("", None, f"{said}; where a patient has several studies, make sure that the first one is taken")
        return series.assign(study_date=agreed)
    for row in odd.drop_duplicates(["owner", "study", "study_date"]).to_dict("records"):
        fix = "StudyDate counts; if it is wrong, correct it"
        if row["agreed"] != row["study_date"]:
            fix = f"{row['agreed']} counts; if StudyDate is right, correct the others"
        notice(row["folder"], str(row["owner"]), f"{_said(row)}; {fix}")
    return series.assign(study_date=agreed)


def notice_after_surgery(chosen: pd.DataFrame) -> None:
    """Notice patients whose chosen study is one after surgery or other treatment by its StudyDescription.

    Args:
        chosen: series that are read, with owner, folder and study_description.
    """
    after = chosen[chosen["study_description"].map(_is_after_surgery).astype(bool)]
    for description, rows in after.groupby("study_description", sort=False):
        patients = rows["owner"].nunique()
        said = f"its StudyDescription is {description!r}"
        if patients > 1:
            said = f"StudyDescription of {patients} patients is {description!r}"
        owner, folder = rows[["owner", "folder"]].iloc[0]
        fix = "if the tumour was treated before, give the study before, or exclude the patient"
        notice(folder, str(owner) if patients == 1 else None, f"{said}, as of an examination after surgery; {fix}")


def _is_after_surgery(text: str) -> bool:
    return AFTER_SURGERY.search(text) is not None and BEFORE_SURGERY.search(text) is None


def _agreed(row: Mapping[str, str]) -> str:
    """The day that most dates of a header agree on (YYYYMMDD, or as StudyDate stands there)."""
    study, acquired = row["study_date"], row["acquisition_date"]
    if not is_date(study) or not _says_a_day(acquired) or _days(study, acquired) <= MOST_DAYS:
        return study
    others = [row[name] for name in OTHERS if _says_a_day(row[name])]
    near = [sum(_days(each, other) <= MOST_DAYS for other in others) for each in (study, acquired)]
    return acquired if near[1] > near[0] + 1 else study


def _is_contradicted(row: Mapping[str, str]) -> bool:
    """Whether StudyDate is of another day than the acquisition, or after the series was there."""
    study = row["study_date"]
    if not is_date(study):
        return False
    if _says_a_day(row["acquisition_date"]):
        return _days(study, row["acquisition_date"]) > MOST_DAYS
    made = [row[name] for name in ("series_date", "content_date") if _says_a_day(row[name])]
    return any(each < study and _days(study, each) > MOST_DAYS for each in made)


def _says_a_day(text: str) -> bool:
    return is_date(text) and not text.endswith(NEW_YEAR) and _day(text) is not None


def _days(one: str, other: str) -> float:
    first, second = _day(one), _day(other)
    return float("inf") if first is None or second is None else abs((first - second).days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _said(row: Mapping[str, str]) -> str:
    others: dict[str, list[str]] = {}
    for name, called in OTHERS.items():
        if is_date(row[name]) and _days(row[name], row["study_date"]) > MOST_DAYS:
            others.setdefault(row[name], []).append(called)
    told = " and ".join(f"{', '.join(names)} {day}" for day, names in others.items())
    return f"StudyDate is {row['study_date']}, but {told}"
