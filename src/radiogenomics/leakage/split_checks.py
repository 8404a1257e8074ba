"""Before training: the split itself, the selection behind it, and the labels."""

from collections.abc import Sequence

import pandas as pd

from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.persons import SAME_PATIENT, all_links, same_person, scan_links
from radiogenomics.leakage.roles import TEST, TRAIN, Roles, judged

MAKE_SPLIT_ANEW = "delete splits.csv to have the patients split anew"
EXCLUDE_ONE = "name one of the two in `exclude_patients` of the cohort"


def split_checks(cohort: pd.DataFrame, splits: pd.DataFrame, crosswalks: pd.DataFrame, roles: Roles) -> list[Check]:
    """All checks that need no more than tables of patients.

    Args:
        cohort: patient_id, scan_id and included of cohort.csv; no label is needed.
        splits: rows of splits.csv: patient_id, group, subset, fold.
        crosswalks: pairs of names of one person (`cohorts.overlap.crosswalks_of_archives`).
        roles: of the same split.
    """
    return [
        _both_sides(splits),
        _folds(splits),
        _selection(cohort, splits),
        _follow_ups(cohort, roles),
        _crosswalks(cohort, crosswalks, roles),
    ]


def label_check(splits: pd.DataFrame, training: Sequence[str], test: Sequence[str]) -> Check:
    """Is a label in a file that must not hold it?

    Args:
        splits: rows of splits.csv.
        training: patients of labels/train.csv, in the order of its rows.
        test: patients of labels/test.csv; of that file the column of patients alone is read.
    """
    found = []
    for name, patients, subset in (("train.csv", training, TRAIN), ("test.csv", test, TEST)):
        allowed = set(splits["patient_id"][splits["subset"] == subset])
        others = splits[~splits["patient_id"].isin(allowed)].drop_duplicates("patient_id")
        subset_of = others.set_index("patient_id")["subset"].to_dict()
        for patient in sorted(set(patients) - allowed):
            what = f"a {subset_of[patient]} patient" if patient in subset_of else "in no split"
            found.append(f"labels/{name} holds the label of {patient}, who is {what}")
        found += [f"labels/{name} has no label of {patient}" for patient in sorted(allowed - set(patients))]
        found += [f"labels/{name} has {patient} twice" for patient in _repeated(pd.Series(patients, dtype=object))]
    return Check(
        "labels",
        "Is the label of a test patient in the file that trainings read, or that of a training patient in the other?",
        f"patients in labels/train.csv: {len(training)}; in labels/test.csv (only ids are read): {len(test)}",
        tuple(found),
        "delete both files of labels to have them written anew",
    )


def _both_sides(splits: pd.DataFrame) -> Check:
    tested = splits[splits["subset"] == TEST].groupby("patient_id")["group"].first()
    trained = splits[(splits["subset"] == TRAIN) & splits["patient_id"].isin(tested.index)]
    found = [
        f"patient {row.patient_id} trains in group {row.group} and is a test patient of group {tested[row.patient_id]}"
        for row in trained.itertuples()
    ]
    n_train = splits["patient_id"][splits["subset"] == TRAIN].nunique()
    return Check(
        "training_and_test",
        "Is a patient in a training set and in a test set, of the same or of another modality group?",
        f"groups: {splits['group'].nunique()}; training patients: {n_train}; test patients: {len(tested)}",
        tuple(found),
        MAKE_SPLIT_ANEW,
    )


def _folds(splits: pd.DataFrame) -> Check:
    found = []
    for (group, patient), rows in splits.groupby(["group", "patient_id"]):
        if len(rows) > 1:
            roles = " and ".join(
                row.subset if pd.isna(row.fold) else f"{row.subset}, fold {int(row.fold)}" for row in rows.itertuples()
            )
            found.append(f"patient {patient} is {len(rows)} times in group {group} ({roles})")
    training = splits["subset"] == TRAIN
    for row in splits[training & splits["fold"].isna()].itertuples():
        found.append(f"patient {row.patient_id} trains in group {row.group} and validates in no fold")
    for row in splits[~training & splits["fold"].notna()].itertuples():
        found.append(f"patient {row.patient_id} is {row.subset} in group {row.group} and validates in a fold")
    return Check(
        "folds",
        "Is a patient in the roles of two folds, or twice in a group?",
        f"patients: {splits['patient_id'].nunique()}; roles: {len(splits)}",
        tuple(found),
        MAKE_SPLIT_ANEW,
    )


def _selection(cohort: pd.DataFrame, splits: pd.DataFrame) -> Check:
    included = cohort[cohort["included"].astype(bool)]
    found = [
        f"patient {patient} is included with the scans {', '.join(rows['scan_id'])}"
        for patient, rows in included.groupby("patient_id")
        if len(rows) > 1
    ]
    absent = sorted(set(splits["patient_id"]) - set(included["patient_id"]))
    found += [f"patient {patient} is in the split, but the selection does not include him or her" for patient in absent]
    return Check(
        "selection",
        "Does anybody take part with two scans, or without being selected?",
        f"included patients: {included['patient_id'].nunique()}; their scans: {len(included)} of {len(cohort)}",
        tuple(found),
        "delete cohort.csv to have the patients selected anew",
    )


def _follow_ups(cohort: pd.DataFrame, roles: Roles) -> Check:
    pairs = [
        (one, other, f"{one} and {other} are {SAME_PATIENT}")
        for one, other, _ in same_person(roles.patients, scan_links(cohort, roles.patients))
    ]
    found, notes = judged(pairs, roles)
    return Check(
        "follow_up_scans",
        "Is another scan of a training patient, such as a follow-up, in the test set or in another fold?",
        f"names in the split: {len(roles.patients)}; scans in the archive: {cohort['scan_id'].nunique()}",
        found,
        EXCLUDE_ONE,
        notes,
    )


def _crosswalks(cohort: pd.DataFrame, crosswalks: pd.DataFrame, roles: Roles) -> Check:
    known = {pair[:2] for pair in same_person(roles.patients, scan_links(cohort, roles.patients))}
    links = all_links(cohort, roles.patients, crosswalks)
    pairs = [
        (one, other, f"{one} and {other} are one person by {how}")
        for one, other, how in same_person(roles.patients, links)
        if (one, other) not in known
    ]
    found, notes = judged(pairs, roles)
    tables = sorted(set(crosswalks["crosswalk"]))
    return Check(
        "crosswalks",
        "Is one person, by a published crosswalk between collections, under two names in different roles?",
        f"patients: {len(roles.patients)}; pairs of names: {len(crosswalks)} ({', '.join(tables) or 'no crosswalk'})",
        found,
        EXCLUDE_ONE,
        notes,
        nothing_to_examine=crosswalks.empty,
    )


def _repeated(values: pd.Series) -> list[str]:
    return sorted(set(values[values.duplicated()]))
