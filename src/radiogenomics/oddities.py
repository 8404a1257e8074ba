"""What was odd in the data and was kept: said in the log, and listed with patient and file for the study's page.

Whoever notices something says so here, wherever that is; the job writes what was noticed when it ends. Processes that
work for a job hand theirs over with their results (`images.workers`).
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from radiogenomics.files import write_table

logger = logging.getLogger(__name__)

COLUMNS = ["patient_id", "file", "what"]
MOST_SAID = 3


class Oddity(NamedTuple):
    """Something odd: of which patient and file (empty where it is of several), and what it is."""

    patient_id: str
    file: str
    what: str


HEADINGS = {"patient_id": "Patient", "file": "File", "what": "What"}
NOTHING = "nothing was noticed"
NOTE = (
    "Noticed in tables, names of files and scans, and kept: nobody is left out for it. A line without patient or file "
    "is of several."
)

_noticed: dict[Oddity, None] = {}


def oddities_note(table: pd.DataFrame, simulated: bool) -> str:
    """What stands under the list: of how many patients something was noticed, and whether they are simulated.

    Args:
        table: as `joined_oddities` returns it.
        simulated: whether the patients are.
    """
    named = table.loc[table["patient_id"] != "", "patient_id"].nunique()
    return f"n = {named} {'simulated' if simulated else 'real'} patients are named. {NOTE}"


def notice(file: str | Path, patient: str | None, what: str) -> None:
    """Note something odd, once."""
    _noticed[Oddity(patient or "", str(file), what)] = None


def noticed_since_last() -> list[Oddity]:
    """What was noticed since the last call, in that order."""
    found = list(_noticed)
    _noticed.clear()
    return found


def take_over(oddities: Iterable[Oddity]) -> None:
    """Note what another process noticed."""
    _noticed.update(dict.fromkeys(oddities))


def write_oddities(path: str | Path) -> None:
    """Write what was noticed since the last call, and say it."""
    found = say_oddities()
    write_table(pd.DataFrame(found, columns=COLUMNS), path)


def say_oddities() -> list[Oddity]:
    """What was noticed since the last call, after saying it: where one thing is odd of many patients, of the first."""
    found = noticed_since_last()
    for what in dict.fromkeys(oddity.what for oddity in found):
        same = [oddity for oddity in found if oddity.what == what]
        named = ", ".join(" ".join(filter(None, (oddity.patient_id, oddity.file))) for oddity in same[:MOST_SAID])
        more = f" and {len(same) - MOST_SAID} more" if len(same) > MOST_SAID else ""
        logger.warning("%s", f"{named}{more}: {what}" if named else what)
    return found


def joined_oddities(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Rows of several tables of oddities, each once and with the file's name alone; one row where there are none."""
    rows = pd.concat([pd.DataFrame(columns=COLUMNS), *tables], ignore_index=True)[COLUMNS]
    rows["file"] = [Path(file).name for file in rows["file"]]
    found = rows.drop_duplicates(ignore_index=True)
    return found if len(found) else pd.DataFrame([("", "", NOTHING)], columns=COLUMNS)
