"""Names that mean the same person: scans of one patient, and patients that a crosswalk connects."""

import re
from collections.abc import Iterable

import pandas as pd

from radiogenomics.cohorts.brats2021_tables import FOLLOW_UPS
from radiogenomics.cohorts.overlap import find_overlaps

PATIENT_NAMES = {
    "UPENN-GBM-": r"\d{5}",
    "UCSF-PDGM-": r"\d{4}",
    "TCGA-": r"[A-Z0-9]{2}-[A-Z0-9]{4}",
    "BraTS-GLI-": r"\d{5}",
    "BraTS2021_": r"\d{5}",
}
"""How collections call a patient; a scan, sample, time point or file has more behind it: `UCSF-PDGM-0433_FU007d`."""
SAME_PATIENT = "scans of one patient"
COLUMNS = ["patient_id_a", "patient_id_b", "crosswalk"]

Pair = tuple[str, str, str]


def patient_of_scan(identifier: str) -> str:
    """Patient that an identifier means, as the collection writes it.

    `upenn-gbm-00001_21` is a follow-up scan of `UPENN-GBM-00001`. What no collection is known to call a patient is
    returned as it is.
    """
    for prefix, name in PATIENT_NAMES.items():
        if match := re.fullmatch(rf"{prefix}({name})([-_.].+)?", identifier, re.IGNORECASE):
            patient = prefix + match[1].upper()
            return FOLLOW_UPS.get(patient, patient)
    return identifier


def scan_links(cohort: pd.DataFrame, identifiers: Iterable[str]) -> pd.DataFrame:
    """Pairs of names of one patient: scans by the cohort's own table, and what the collections' names say.

    Args:
        cohort: rows of cohort.csv: patient_id and scan_id of all scans, also of those that take no part.
        identifiers: all names that are in use.

    Returns:
        patient_id_a, patient_id_b, crosswalk, as a crosswalk has them.
    """
    scans = list(zip(cohort["scan_id"], cohort["patient_id"], strict=True))
    names = [*identifiers, *cohort["scan_id"], *cohort["patient_id"]]
    pairs = dict.fromkeys([*scans, *((name, patient_of_scan(name)) for name in names)])
    distinct = [(one, other, SAME_PATIENT) for one, other in pairs if one != other]
    return pd.DataFrame(distinct, columns=COLUMNS, dtype=object)


def all_links(cohort: pd.DataFrame, identifiers: Iterable[str], crosswalks: pd.DataFrame) -> pd.DataFrame:
    """Crosswalks and `scan_links` together; a crosswalk may name a scan where another table names its patient."""
    names = [*identifiers, *crosswalks["patient_id_a"], *crosswalks["patient_id_b"]]
    return pd.concat([crosswalks, scan_links(cohort, names)], ignore_index=True)


def same_person(identifiers: Iterable[str], links: pd.DataFrame) -> list[Pair]:
    """Pairs among some names that mean one person, and the tables that connect them.

    Args:
        identifiers: names that are in use.
        links: pairs of names, as `scan_links` and `crosswalks.read_crosswalks` return them.
    """
    table = pd.DataFrame({"patient_id": sorted(set(identifiers))}, dtype=object)
    overlaps = find_overlaps({"": table}, links)
    return list(overlaps[COLUMNS].itertuples(index=False, name=None))


def person_of(identifiers: Iterable[str], links: pd.DataFrame) -> dict[str, str]:
    """One name for all names of a person."""
    names = sorted(set(identifiers))
    person = {name: name for name in names}
    for one, other, _ in sorted(same_person(names, links)):
        person[other] = person[one] = min(person[one], person[other])
    return person
