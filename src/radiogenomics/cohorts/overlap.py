"""Patients who are in several cohorts, or in one under two names: the same person must not train and be tested."""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.crosswalks import read_crosswalks
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.errors import InputError

Cohort = tuple[str, str | Path, Mapping[str, Any] | None]
"""Source and folder of a cohort, and how its files are read where it says so (`CohortSettings.reading`)."""
COLUMNS = ["patient_id_a", "cohort_a", "patient_id_b", "cohort_b", "crosswalk"]
SAME_IDENTIFIER = "same identifier"


def overlaps_of_archives(cohorts: Mapping[str, Cohort]) -> pd.DataFrame:
    """Overlaps between cohorts, and within each, by all crosswalks that lie in any of their archives.

    Args:
        cohorts: source (`upenn_gbm` …), folder and reading of each cohort, by name.

    Raises:
        InputError: a table of an archive is missing or not readable.
    """
    scans = _scans(cohorts)
    return find_overlaps(scans, crosswalks_of_archives(folder for _, folder, _ in cohorts.values()))


def crosswalks_of_archives(folders: Iterable[str | Path]) -> pd.DataFrame:
    """All pairs of all crosswalks that lie in some folders, each once."""
    crosswalks = [read_crosswalks(index_files(Path(folder))) for folder in folders]
    return pd.concat(crosswalks, ignore_index=True).drop_duplicates(ignore_index=True)


def mark_patients_of(
    scans: pd.DataFrame, cohort: str, folder: str | Path, others: Mapping[str, Cohort]
) -> pd.DataFrame:
    """Scans of a cohort; patients who are in it twice, or in another cohort, have that as a `fault`.

    Args:
        scans: the cohort's scans, one row each.
        cohort: its name.
        folder: its archive.
        others: source, folder and reading of the cohorts whose patients it must not have, by name.

    Raises:
        InputError: a table of an archive is missing or not readable, or no crosswalk links the cohorts.
    """
    tables = _scans(others)
    tables[cohort] = scans
    crosswalks = crosswalks_of_archives([folder, *(place for _, place, _ in others.values())])
    refuse_unlinked(tables, crosswalks, cohort)
    return mark_overlaps(scans, find_overlaps(tables, crosswalks), cohort)


def mark_shared_patients(
    scans: pd.DataFrame, cohort: str, folder: str | Path, others: Mapping[str, Cohort]
) -> tuple[pd.DataFrame, dict[str, object]]:
    """As `mark_patients_of`, but nothing is refused where no crosswalk links two cohorts: that is told.

    Args:
        scans, cohort, folder, others: as of `mark_patients_of`.

    Returns:
        As `mark_shared`.

    Raises:
        InputError: a table of an archive is missing or not readable.
    """
    tables = _scans(others)
    crosswalks = crosswalks_of_archives([folder, *(place for _, place, _ in others.values())])
    return mark_shared(scans, cohort, tables, crosswalks)


def mark_patients_elsewhere(
    scans: pd.DataFrame, cohort: str, folder: str | Path, others: Mapping[str, Cohort]
) -> pd.DataFrame:
    """As `mark_patients_of`, but the fault names no patient of another cohort: that of many patients is one reason.

    Args:
        scans, cohort, folder, others: as of `mark_patients_of`; where there are no others, nobody is marked.

    Raises:
        InputError: a table of an archive is missing or not readable, or no crosswalk links the cohorts.
    """
    if not others:
        return scans
    tables = _scans(others)
    crosswalks = crosswalks_of_archives([folder, *(place for _, place, _ in others.values())])
    refuse_unlinked({**tables, cohort: scans}, crosswalks, cohort)
    return mark_shared(scans, cohort, tables, crosswalks)[0]


def mark_shared(
    scans: pd.DataFrame, cohort: str, others: Mapping[str, pd.DataFrame], crosswalks: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, object]]:
    """Scans of a cohort, those of patients who are in it twice or also in another given as a `fault`.

    The fault names the other cohort and the crosswalk, but no patient of it.

    Args:
        scans: one row per scan with patient_id and fault.
        cohort: name of the cohort.
        others: tables with patient_id of the other cohorts, by name.
        crosswalks: pairs of identifiers, as `crosswalks.read_crosswalks` returns them.

    Returns:
        The scans; and `shared`, the number of patients who are also in another cohort, `crosswalks`, the tables that
        say so, and `linked`, whether anything (a crosswalk, names of one kind) could have said so of every cohort.
    """
    tables = {**others, cohort: scans}
    found = find_overlaps(tables, crosswalks)
    within = found["cohort_a"] == found["cohort_b"]
    turned = found[["patient_id_b", "cohort_b", "patient_id_a", "cohort_a", "crosswalk"]].set_axis(COLUMNS, axis=1)
    both = pd.concat([found, turned])[["patient_id_a", "cohort_a", "cohort_b", "crosswalk"]]
    mine = both[(both["cohort_a"] == cohort) & (both["cohort_b"] != cohort)].drop_duplicates("patient_id_a")
    mine = mine.set_index("patient_id_a")
    faults = scans["patient_id"].map("also in " + mine["cohort_b"] + " (" + mine["crosswalk"] + ")").fillna("")
    marked = scans.assign(fault=scans["fault"].where(scans["fault"] != "", faults))
    told = {
        "shared": len(mine),
        "crosswalks": sorted(set(mine["crosswalk"])),
        "linked": not unlinked_cohorts(tables, crosswalks, cohort),
    }
    return mark_overlaps(marked, found[within], cohort), told


def find_overlaps(scans_by_cohort: dict[str, pd.DataFrame], crosswalks: pd.DataFrame) -> pd.DataFrame:
    """Pairs of patients who are one person.

    Identifiers are followed from crosswalk to crosswalk: two cases of one collection that a table gives to the same
    patient of another are one person, whether or not the other is among the cohorts. Who is in no crosswalk may still
    be somewhere else: absence proves nothing.

    Args:
        scans_by_cohort: for each cohort, a table with patient_id.
        crosswalks: pairs of identifiers, as `crosswalks.read_crosswalks` returns them.

    Returns:
        One row per pair, by cohorts and patients: patient_id_a, cohort_a, patient_id_b, cohort_b, crosswalk (the tables
        that connect them, joined by `; `, or `same identifier`).
    """
    person = _persons(crosswalks)
    sources: dict[str, set[str]] = {}
    for patient_id, source in zip(crosswalks["patient_id_a"], crosswalks["crosswalk"], strict=True):
        sources.setdefault(person[patient_id], set()).add(source)
    members: dict[str, list[tuple[str, str]]] = {}
    for cohort, scans in scans_by_cohort.items():
        for patient_id in sorted(set(scans["patient_id"])):
            members.setdefault(person.get(patient_id, patient_id), []).append((cohort, patient_id))
    rows = []
    for name, patients in members.items():
        for (cohort_a, patient_a), (cohort_b, patient_b) in combinations(patients, 2):
            same = patient_a == patient_b
            crosswalk = SAME_IDENTIFIER if same else "; ".join(sorted(sources[name]))
            rows.append((patient_a, cohort_a, patient_b, cohort_b, crosswalk))
    table = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return table.sort_values(["cohort_a", "cohort_b", "patient_id_a", "patient_id_b"], ignore_index=True)


def refuse_unlinked(scans_by_cohort: Mapping[str, pd.DataFrame], crosswalks: pd.DataFrame, cohort: str) -> None:
    """Refuse to exclude the patients of other cohorts where nothing says who they are.

    Two cohorts are linked if they name their patients alike, or if a crosswalk pairs names of the one's kind with names
    of the other's. A name's kind is what it begins with: `UPENN`, `TCGA`, `BraTS`.

    Raises:
        InputError: another cohort is not linked to this one.
    """
    for other in unlinked_cohorts(scans_by_cohort, crosswalks, cohort):
        raise InputError(
            f"cohort {cohort}: nothing tells which of its patients are in {other}; put the crosswalk of the "
            "collections (BraTS2021_MappingToTCIA.xlsx) into the folder of either, or remove `exclude_patients_of`"
        )


def unlinked_cohorts(scans_by_cohort: Mapping[str, pd.DataFrame], crosswalks: pd.DataFrame, cohort: str) -> list[str]:
    """Other cohorts that are not linked to this one, as `refuse_unlinked` has it."""
    kinds = {name: set(_kinds(scans["patient_id"])) for name, scans in scans_by_cohort.items()}
    pairs = set(zip(_kinds(crosswalks["patient_id_a"]), _kinds(crosswalks["patient_id_b"]), strict=True))
    return [
        other
        for other in sorted(kinds.keys() - {cohort})
        if not kinds[cohort] & kinds[other]
        and not any({(one, two), (two, one)} & pairs for one in kinds[cohort] for two in kinds[other])
    ]


def _scans(cohorts: Mapping[str, Cohort]) -> dict[str, pd.DataFrame]:
    """Patients of some cohorts, by name."""
    return {name: reader_of(source, reading)(Path(folder), []) for name, (source, folder, reading) in cohorts.items()}


def _kinds(patients: pd.Series) -> list[str]:
    """What each identifier begins with."""
    return [re.match("[A-Za-z]*", identifier)[0] for identifier in patients]


def mark_overlaps(scans: pd.DataFrame, overlaps: pd.DataFrame, cohort: str) -> pd.DataFrame:
    """Scans of a cohort, those of patients who are also in another given as a `fault`.

    Of a patient who is twice in the cohort under two names, the first name (by alphabet) stays. A fault that is there
    already is kept.

    Args:
        scans: one row per scan with patient_id and fault.
        overlaps: as `find_overlaps` returns them.
        cohort: name of the cohort, as in `overlaps`.

    Returns:
        A copy of `scans`.
    """
    faults = {}
    for row in overlaps.itertuples():
        if row.cohort_b == cohort:
            faults.setdefault(row.patient_id_b, f"is {row.patient_id_a} of {row.cohort_a} ({row.crosswalk})")
        elif row.cohort_a == cohort:
            faults.setdefault(row.patient_id_a, f"is {row.patient_id_b} of {row.cohort_b} ({row.crosswalk})")
    found = scans["patient_id"].map(faults).fillna("")
    return scans.assign(fault=scans["fault"].where(scans["fault"] != "", found))


def _persons(crosswalks: pd.DataFrame) -> dict[str, str]:
    """One identifier for all identifiers that crosswalks connect."""
    group: dict[str, set[str]] = {}
    for first, second in zip(crosswalks["patient_id_a"], crosswalks["patient_id_b"], strict=True):
        joined = group.get(first, {first}) | group.get(second, {second})
        group.update(dict.fromkeys(joined, joined))
    return {identifier: min(joined) for identifier, joined in group.items()}
