"""Patients who are in several cohorts, or in one under two names: the same person must not train and be tested."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.crosswalks import read_crosswalks
from radiogenomics.cohorts.sources import reader_of

COLUMNS = ["patient_id_a", "cohort_a", "patient_id_b", "cohort_b", "crosswalk"]
SAME_IDENTIFIER = "same identifier"


def overlaps_of_archives(cohorts: Mapping[str, tuple[str, str | Path]]) -> pd.DataFrame:
    """Overlaps between cohorts by all crosswalks that lie in any of their archives.

    Args:
        cohorts: source (`upenn_gbm` …) and folder of each cohort, by name.

    Raises:
        InputError: a table of an archive is missing or not readable.
    """
    scans = {name: reader_of(source)(Path(folder), []) for name, (source, folder) in cohorts.items()}
    crosswalks = [read_crosswalks(index_files(Path(folder))) for _, folder in cohorts.values()]
    return find_overlaps(scans, pd.concat(crosswalks, ignore_index=True).drop_duplicates(ignore_index=True))


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
