"""One person under two ids of a table, by name and date of birth in the headers of DICOM series."""

import re
import unicodedata

import pandas as pd

from radiogenomics.cohorts.dicom_persons import birth_of
from radiogenomics.oddities import notice

ANONYMOUS = re.compile(
    r"anon|unknown|unbekannt|de-?ident|remov|delet|patient|subject|proband|test|phantom|no ?name|none|null|xx|\bdoe\b"
)
"""Names by which headers are made anonymous, in small letters."""
TITLES = ("dr", "prof", "med", "mr", "mrs", "ms", "herr", "frau", "von", "van", "de")
"""Parts of a name that one hospital writes and another one does not."""
MOST_OWNERS = 3
"""Patients with one name, or one date of birth, above which either stands for many: of 200 of one name, two are born on
one day by chance in every second cohort."""


def notice_same_persons(series: pd.DataFrame) -> None:
    """Notice patients whose headers give one name and one date of birth; names are compared and never said.

    What makes headers anonymous says nothing (`dicom_persons`), nor does a name that is the patient's id.

    Args:
        series: folder, owner (patient), name (PatientName) and birth_date, as text.
    """
    said = [
        (row["owner"], row["folder"], name, birth)
        for row in series.to_dict("records")
        if (name := _plain_name(row["name"], (row["owner"], row["patient_id"])))
        and (birth := birth_of(row)) is not None
    ]
    persons = pd.DataFrame(said, columns=["owner", "folder", "name", "birth"]).drop_duplicates(
        ["owner", "name", "birth"]
    )
    for key in ("name", "birth"):
        persons = persons[persons.groupby(key)["owner"].transform("nunique") <= MOST_OWNERS]
    for _, rows in persons.groupby(["name", "birth"], sort=False):
        first, *others = rows.to_dict("records")
        for other in others:
            what = f"by name and date of birth in the headers the same person as {first['owner']}"
            fix = "if so, keep one of both in the table, for else one may train models and the other test them"
            notice(other["folder"], str(other["owner"]), f"{what}; {fix}")


def _plain_name(text: str, ids: tuple[str, str]) -> str:
    """Words of a name in small letters and one order, without titles; empty where it tells no person."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if ANONYMOUS.search(plain) or plain.strip("^ ") in [each.casefold() for each in ids]:
        return ""
    words = {word for word in re.findall(r"[^\W\d_]{2,}", plain) if word not in TITLES}
    # A name with digits is a pseudonym, of one patient or of a project.
    return "" if re.search(r"\d", plain) or len(words) < 2 else " ".join(sorted(words))
