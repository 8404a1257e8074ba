"""What the DICOM series of a tree of folders say of themselves, by one header each.

A folder may hold one series, or several, as a CD is exported.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterable, MutableSequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.cohorts.archive_tree import walk_folders
from radiogenomics.oddities import notice

ELEMENTS = {
    "patient_id": "PatientID",
    "name": "PatientName",
    "study": "StudyInstanceUID",
    "study_date": "StudyDate",
    "study_time": "StudyTime",
    "study_description": "StudyDescription",
    "acquisition_date": "AcquisitionDate",
    "series_date": "SeriesDate",
    "content_date": "ContentDate",
    "series": "SeriesInstanceUID",
    "number": "SeriesNumber",
    "modality": "Modality",
    "description": "SeriesDescription",
    "contrast_agent": "ContrastBolusAgent",
    "sex": "PatientSex",
    "age": "PatientAge",
    "birth_date": "PatientBirthDate",
}
"""Columns of the table by what they are in DICOM."""
COLUMNS = ["folder", *ELEMENTS, "files"]
MAGNETIC_RESONANCE = ("MR", "")
"""Modalities of series that may be scans of MRI; who made a patient anonymous may have emptied the element."""
CALLED_DICOM = re.compile(r"[^.]*|[\d.]+|.*\.(dcm|ima|dicom|\d+)", re.IGNORECASE)
"""Names that files of DICOM have: any without an ending, UIDs, and the usual endings."""
NO_SLICE = re.compile(r".*\.nii(\.gz)?", re.IGNORECASE)
MOST_PROBED = 4
"""Files of a folder, about, of which it is looked whether they are of one series. Of four series of one length that are
mixed by chance, as by names that are UIDs, four files are of the first one's in one of 256 folders, which is refused
then."""
FIRST_BYTES = 16_384
"""Of a file, within which SeriesInstanceUID nearly always stands: looking for its text takes a tenth of the time that
the header does."""
MOST_TRIED = 3
"""Files of a folder of which a header is looked for, where the first ones are not DICOM."""


def read_series_table(folder: Path) -> pd.DataFrame:
    """One row per DICOM series, at any depth, by the header of its first file.

    Of a folder's other files some are opened, and all where one of these is of another series. What is wrong with the
    files of a series is told by who reads it (`images.dicom`). A folder whose files are called as DICOM and are not, or
    cannot be read, is noticed.

    Args:
        folder: root of the tree.

    Returns:
        Columns folder (path; of several series in one folder, the first file of each), patient_id and name of the
        patient, study (UID), study_date (YYYYMMDD), study_time (HHMMSS.FFFFFF), study_description, acquisition_date,
        series_date and content_date (YYYYMMDD), series (UID), number (SeriesNumber), modality, description,
        contrast_agent, sex, age (as 034Y) and birth_date (YYYYMMDD) of the patient, all text, empty where the header
        has none, and files (number of files that may be slices), in the order of the folders' names.

    Raises:
        InputError: `folder` is not a folder, or a folder in it cannot be read.
    """
    # Imported here: who reads no DICOM need not load its library.
    from radiogenomics.images.dicom_slices import NOT_A_SLICE

    rows = []
    for place, names in walk_folders(folder):
        slices = [name for name in names if not NOT_A_SLICE.fullmatch(name) and not NO_SLICE.fullmatch(name)]
        slices.sort(key=lambda name: (not CALLED_DICOM.fullmatch(name), name))
        header = _header_of_first(place, slices)
        if header is not None:
            probed = slices[-1:] + slices[1 : -1 : len(slices) // MOST_PROBED + 1]
            if all(_may_be_of(place / name, header["series"]) for name in probed):
                rows.append({"folder": place, **header, "files": len(slices)})
            else:
                rows += _series_of_one_folder(place, slices)
    return pd.DataFrame(rows, columns=COLUMNS)


def plain_description(text: str) -> str:
    """A series description without what people write in several ways: case, blanks, `_` and `-`."""
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFC", text).casefold())


def studies_by_date(series: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Series of a patient by the date of their study (YYYYMMDD), the earliest first; one day is one study.

    A study of which no series has a date is there by its UID, and the order of the keys then means nothing (`is_date`).

    Args:
        series: rows of `read_series_table`.
    """
    dates = series["study_date"].where(series["study_date"].map(is_date), "")
    of_study = dates.groupby(series["study"]).transform("max")
    keys = dates.mask(dates == "", of_study)
    return {key: rows for key, rows in series.groupby(keys.mask(keys == "", series["study"]), sort=True)}


def is_date(text: str) -> bool:
    """Whether a text is a date of DICOM, YYYYMMDD."""
    return re.fullmatch(r"(19|20)\d{6}", text) is not None


def _header_of_first(folder: Path, names: list[str]) -> dict[str, str] | None:
    """Elements of the first file that is DICOM, or None; where that is odd, it is noticed."""
    from pydicom.errors import InvalidDicomError

    from radiogenomics.images.dicom_slices import DAMAGES

    fault = ""
    for name in names[:MOST_TRIED]:
        try:
            elements = _elements(folder / name)
            if any(elements.values()):
                return elements
            fault = "a header that says nothing"
        except InvalidDicomError:
            fault = fault or ("not a DICOM file" if CALLED_DICOM.fullmatch(name) else "")
        except OSError as error:
            fault = f"cannot be read ({error.strerror or 'the file ends too early'})"
        except DAMAGES as error:
            fault = f"a damaged DICOM file ({type(error).__name__})"
    if fault:
        notice(folder / names[0], None, f"{fault}; its folder, of {len(names)} file(s), is taken for no series")
    return None


def _series_of_one_folder(folder: Path, names: list[str]) -> list[dict[str, Any]]:
    """A row per series of a folder that holds several; each is named by its first file."""
    first: dict[str, dict[str, Any]] = {}
    for name, elements in _headers(folder, names).items():
        row = first.setdefault(elements["series"], {"folder": folder / name, **elements, "files": 0})
        row["files"] += 1
    return list(first.values())


def _may_be_of(path: Path, series: str) -> bool:
    """Whether a file is of a series, or none that could be read."""
    with suppress(OSError), path.open("rb") as file:
        if series and series.encode() in file.read(FIRST_BYTES):
            return True
    headers = _headers(path.parent, [path.name])
    return not headers or headers[path.name]["series"] == series


def _headers(folder: Path, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Elements of files by name; of what is damaged or no DICOM nothing, for that is told by who reads the series."""
    from pydicom.errors import InvalidDicomError

    from radiogenomics.images.dicom_slices import DAMAGES

    found = {}
    for name in names:
        with suppress(InvalidDicomError, OSError, *DAMAGES):
            found[name] = _elements(folder / name)
    return found


def _elements(path: Path) -> dict[str, str]:
    import pydicom

    with warnings.catch_warnings(action="ignore"):
        header = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(ELEMENTS.values()))
        return {column: _text(header.get(name)) for column, name in ELEMENTS.items()}


def _text(value: object) -> str:
    """An element as text; some hold several values, and some end with a byte of 0."""
    parts = value if isinstance(value, MutableSequence) else [value]
    return "\\".join("" if part is None else str(part).strip(" \0") for part in parts)
