"""One hold-out test set for all modality groups (Schmitz 2024, section 2.2)."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

import pandas as pd
from sklearn.model_selection import train_test_split

from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.splits.folds import validation_folds
from radiogenomics.splits.settings import SplitSettings

SHARE_WITHOUT_LABEL = 0.2
"""Share of the patients who have no label from which that may be why those who have one are too few to be split."""


def split_patients(
    cohort: pd.DataFrame,
    groups: dict[str, list[str]],
    settings: SplitSettings,
    cross_validated: Mapping[str, int] = MappingProxyType({}),
) -> pd.DataFrame:
    """Training, test and unused patients of every modality group, and the training patients' validation folds.

    The patients who have the whole `settings.test_group` are divided, by label, into training and held-out patients.
    Held-out patients who have the modalities of all groups are the one test set of all groups, so that every ensemble
    is measured on the same patients; the others are not used. The patients of a group who lack the test group are
    divided in the same way: their training part joins the group's training set, their held-out part is not used. On
    UPENN-GBM this yields the published sizes: 183, 151 and 132 training patients (structural, DTI, DSC), 57 test
    patients, and 22 patients whose structural images are not used. Six of these 22 train on DTI, because each group is
    divided by itself.

    Where nobody has a label, because the study predicts none, patients are divided at random.

    The result depends on nothing but the patients' ids, labels and modalities, not on the order of the rows.

    Args:
        cohort: rows of cohort.csv; those included are split.
        groups: modalities by name of the group.
        settings: test fraction, test group, number of folds and seed.
        cross_validated: folds of a cross-validation over all patients of a group, by group.

    Returns:
        The rows of splits.csv, by group and patient: patient_id, group, subset (`train`, `test`, `unused`), fold
        (Int64; missing unless `train`) and reason (empty unless `unused`).

    Raises:
        InputError: the test group or a modality is not known, an included patient is there twice or has no label, a
            class has nobody, or is too small for the test set or a group's folds (all that is so is named at once, and
            how many patients have no label, where they are many).
    """
    if settings.test_group not in groups:
        raise InputError(
            f"`test_group` {settings.test_group!r} of the split is not a group of the study"
            f"{nearest(settings.test_group, groups)}; use one of {', '.join(groups)}"
        )
    patients = _included_patients(cohort)
    labels, stratified = patients["label"], has_labels(patients)
    if not stratified:
        # One stratum of all.
        labels = pd.Series(0, labels.index)
    else:
        _refuse_class_of_nobody(labels, cohort)
    lacking = pd.DataFrame(
        {group: lacking_modalities(patients, group, modalities) for group, modalities in groups.items()}
    )
    complete = lacking == ""
    testable, everything = complete[settings.test_group], complete.all(axis=1)
    training, held_out = _divide(labels[testable], settings)
    test = held_out[everything[held_out]]
    problems: list[str] = []
    with _collected(problems):
        _refuse_no_test(labels[test], labels[everything], stratified)
    tables = []
    for group in groups:
        group_training = _training_of_group(group, labels, complete, training, settings)
        reasons = _reasons(lacking, group)
        with _collected(problems):
            folds = validation_folds(labels[group_training], settings, group, stratified)
            tables.append(_group_table(group, labels, folds, test, reasons))
        with _collected(problems):
            _refuse_few_to_cross_validate(labels[complete[group]], cross_validated.get(group, 0), group)
    if problems:
        raise InputError(_those_without_label(cohort, stratified) + "; also ".join(problems))
    return pd.concat(tables, ignore_index=True)


@contextmanager
def _collected(problems: list[str]) -> Iterator[None]:
    """Keep a reason why the patients cannot be split, to say all of them at once."""
    try:
        yield
    except InputError as error:
        problems.append(str(error))


def _refuse_class_of_nobody(labels: pd.Series, cohort: pd.DataFrame) -> None:
    """No share of nobody can be tested: that is said before all fractions and folds."""
    for value, called in ((1, "positive"), (0, "negative")):
        if not (labels == value).any():
            excluded = cohort.loc[cohort["label"] == value, "patient_id"].nunique()
            there = f", and {excluded} who are do not take part (cohort.csv says why)" if excluded else ""
            raise InputError(
                f"{_those_without_label(cohort, True)}split: nobody of the {len(labels)} patients who take part is "
                f"{called} (label {value}){there}; correct the labels in the clinical table, or `positive` and "
                "`negative` of the study's label, or add patients"
            )


def _those_without_label(cohort: pd.DataFrame, stratified: bool) -> str:
    """Beginning of a message: how many patients have no label, where that may be why others are too few."""
    everybody, labelled = set(cohort["patient_id"]), set(cohort["patient_id"][cohort["label"].notna()])
    without = len(everybody - labelled)
    if not stratified or without < SHARE_WITHOUT_LABEL * len(everybody):
        return ""
    return (
        f"{without} of {len(everybody)} patients have no label: give it where it is known, and in all rows where cells "
        "were merged in a spreadsheet, for then the first of them alone holds it; "
    )


def _refuse_few_to_cross_validate(labels: pd.Series, folds: int, group: str) -> None:
    fewest = int(labels.value_counts().reindex([0, 1], fill_value=0).min())
    if fewest < folds:
        raise InputError(
            f"group {group!r}: a class has {fewest} patient(s) for {folds} folds of `cross_validation`; lower its "
            "`folds`, remove it, or add patients"
        )


def dropped_patients(cohort: pd.DataFrame, splits: pd.DataFrame, group: str) -> pd.DataFrame:
    """Included patients that a group does not use.

    Returns:
        The rows of dropped.csv: patient_id, group, label, reason, and trains_in (other groups that train on the
        patient, joined by `, `).
    """
    patients = _included_patients(cohort)
    unused = splits[splits["group"].eq(group) & splits["subset"].eq("unused")].sort_values("patient_id")
    training = splits[splits["subset"] == "train"].groupby("patient_id")["group"].agg(", ".join)
    dropped = unused[["patient_id", "group"]].assign(
        label=unused["patient_id"].map(patients["label"]),
        reason=unused["reason"],
        trains_in=unused["patient_id"].map(training).fillna(""),
    )
    return dropped.reset_index(drop=True)


def _included_patients(cohort: pd.DataFrame) -> pd.DataFrame:
    """Included rows by patient_id, sorted, with integer labels."""
    included = cohort[cohort["included"].astype(bool)]
    for patient_id, rows in included[included["patient_id"].duplicated(keep=False)].groupby("patient_id"):
        raise InputError(
            f"patient {patient_id} is included with {len(rows)} scans ({', '.join(rows['scan_id'])}), which the split "
            "could put on both sides; include one of them"
        )
    if has_labels(included):
        for patient_id in included["patient_id"][~included["label"].isin([0, 1])]:
            raise InputError(f"patient {patient_id} is included without a label; exclude the patient or give the label")
        included = included.astype({"label": int})
    return included.set_index("patient_id").sort_index()


def has_labels(patients: pd.DataFrame) -> bool:
    """Whether any of the patients has a label; in a study that predicts none, nobody has."""
    return bool(patients["label"].notna().any())


def lacking_modalities(patients: pd.DataFrame, group: str, modalities: list[str]) -> pd.Series:
    """Modalities of a group that each patient does not have, joined by `, `."""
    for modality in modalities:
        if f"has_{modality}" not in patients:
            raise InputError(
                f"group {group!r}: the cohort does not know modality {modality!r}"
                f"{nearest(modality, patients.columns.str.removeprefix('has_'))}; correct the study's groups"
            )
    has = patients[[f"has_{modality}" for modality in modalities]].astype(bool).to_numpy()
    names = [", ".join(name for name, there in zip(modalities, row, strict=True) if not there) for row in has]
    return pd.Series(names, patients.index, dtype=str)


def _divide(labels: pd.Series, settings: SplitSettings) -> tuple[pd.Index, pd.Index]:
    """Training and held-out patients, stratified by label; too few to be stratified all train."""
    counts = labels.value_counts()
    n_test = math.ceil(settings.test_fraction * len(labels))
    if labels.empty or counts.min() < 2 or min(n_test, len(labels) - n_test) < len(counts):
        return labels.index, labels.index[:0]
    training, test = train_test_split(
        labels.index.to_numpy(), test_size=settings.test_fraction, random_state=settings.seed, stratify=labels
    )
    return pd.Index(training), pd.Index(test)


def _training_of_group(
    group: str, labels: pd.Series, complete: pd.DataFrame, training: pd.Index, settings: SplitSettings
) -> list[str]:
    """Training patients of a group, in the order that decides who validates in which fold."""
    testable = complete[settings.test_group]
    others = labels[complete[group] & ~testable]
    if settings.single_groups:
        return list(training) if group == settings.test_group else list(others.index)
    other_training, _ = _divide(others, settings)
    return [*other_training, *training[complete[group][training]]]


def _reasons(lacking: pd.DataFrame, group: str) -> pd.Series:
    """Why a patient is not used in a group, should he not be drawn for training or test."""
    # Groups may share modalities: each is named once.
    others = lacking.apply(lambda row: ", ".join(dict.fromkeys(", ".join(filter(None, row)).split(", "))), axis=1)
    held_out = "held out, but not in the common test set: without " + others
    return ("without " + lacking[group]).where(lacking[group] != "", held_out)


def _group_table(group: str, labels: pd.Series, folds: pd.Series, test: pd.Index, reasons: pd.Series) -> pd.DataFrame:
    """Rows of splits.csv of one group; `folds` are those of its training patients."""
    table = pd.DataFrame({"group": group, "subset": "unused"}, labels.index)
    table.loc[folds.index, "subset"] = "train"
    table.loc[test, "subset"] = "test"
    table["fold"] = folds.astype("Int64")
    table["reason"] = reasons.where(table["subset"] == "unused", "")
    return table.reset_index()


def _refuse_no_test(tested: pd.Series, candidates: pd.Series, stratified: bool) -> None:
    if not stratified and tested.empty:
        raise InputError(
            f"split: nobody of {len(candidates)} patients who have the modalities of all groups would be tested; raise "
            "`test_fraction` of the split, or add patients"
        )
    if stratified and tested.nunique() < 2:
        # No share of one patient leaves some to train on.
        may = candidates.nunique() == 2 and candidates.value_counts().min() > 1
        raised = "raise `test_fraction` of the split, " if may else ""
        raise InputError(
            f"split: the test set would have {_counts(tested)} patients, of {_counts(candidates)} who have the "
            f"modalities of all groups; {raised}choose another `test_group`, or add patients"
        )


def _counts(labels: pd.Series) -> str:
    return f"{(labels == 1).sum()} positive and {(labels == 0).sum()} negative"
