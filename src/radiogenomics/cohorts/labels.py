"""The label of each scan, by a column of the clinical table: one of two values, or a number above a threshold."""

import re
from collections.abc import Mapping

import pandas as pd

from radiogenomics.cohorts.series_descriptions import listed
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.site_units import notice_units_of_sites
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.lost_points import ADVICE, lost_points
from radiogenomics.oddities import notice
from radiogenomics.placeholders import far_placeholders
from radiogenomics.thousands import points_for_thousands

NO_LABELS = ("scan_id", "baseline", "fault", "label_convention", "included", "exclusion_reason")
"""Columns that the tables of scans and of the cohort have for themselves; a label of that name would be lost."""
END_OF_FOLLOW_UP = re.compile(
    r"(.*[ _.-])?(event|censor(ed|ing)?|dead|death|deceased|died|alive)|(os|pfs|survival|vital)[ _.-]?(status|event)?",
    re.IGNORECASE,
)
"""Names of columns that say whether a time ended with an event or with the last look: TCGA's `OS` next to `OS.time`."""
MOST_ENDS = 3
"""Different values that such a column has at most."""


def labels_of(scans: pd.DataFrame, label: LabelSettings | None) -> pd.Series:
    """1, 0 or missing for each scan.

    Args:
        scans: one row per scan, as the `read_scans` of its archive returns them.
        label: the column that holds the label, and what of it is which class; None where no label is asked for.

    Raises:
        InputError: the column is absent, or a value is neither declared nor, where the label is one above a threshold,
            a number.
    """
    if label is None:
        return pd.Series(pd.NA, scans.index, dtype="Int64")
    _refuse_absent_column(scans, label.column)
    if label.above is not None:
        return _labels_above(scans, label)
    meanings = label.meanings_of(scans[label.column].astype(str))
    for scan_id, value in scans.set_index("scan_id")[label.column].items():
        if value not in meanings:
            # By letters alone, `methylated` would be nearest to `Unmethylated`.
            recased = next((known for known in meanings if known.casefold() == str(value).casefold()), str(value))
            raise InputError(
                f"scan {scan_id}: {label.column} is {value!r}, which is not declared{nearest(recased, meanings)}; "
                "correct `positive` and `negative` of the study's label or the table, or add it to `missing`"
            )
    _notice_undeclared(scans[label.column].astype(str), label, meanings)
    return scans[label.column].map(meanings).astype("Int64")


def _notice_undeclared(values: pd.Series, label: LabelSettings, meanings: Mapping[str, int | None]) -> None:
    """List the values that `other than` takes for a class, for a person to judge."""
    others = values[~values.isin(list(label.meanings))]
    if len(others):
        positive = meanings[others.iloc[0]] == 1
        said = f"{label.column} is `{label.positive if positive else label.negative}`"
        notice("", None, f"{said}, label {int(positive)}, where it is {listed(others)}")


def _refuse_absent_column(scans: pd.DataFrame, column: str) -> None:
    if column in NO_LABELS:
        raise InputError(
            f"label column {column!r} has a name that the tables of this program use for something else; rename the "
            "column in the clinical table and in the study's label"
        )
    if column not in scans:
        raise InputError(
            f"label column {column!r} is not in the clinical table{nearest(column, scans.columns)}; "
            "correct the columns of the study's label, or the table's header"
        )


def _labels_above(scans: pd.DataFrame, label: LabelSettings) -> pd.Series:
    """1 where the column's number is above the threshold, 0 where it is not, missing where that is not known."""
    numbers = _numbers(scans, label.column, label.missing)
    _notice_placeholders(numbers.set_axis(scans["scan_id"]), label.column)
    _notice_units(scans, numbers, label.column)
    threshold = threshold_of(scans, label)
    labels = (numbers > threshold).astype("Int64").mask(numbers.isna())
    if label.censored is None:
        _notice_end_of_follow_up(scans[numbers.notna()], label.column)
        return labels
    # Who was followed beyond the threshold is above it; who was followed for less may be either.
    followed = _numbers(scans, label.censored, label.missing)
    _notice_units(scans, followed, label.censored)
    return labels.mask(numbers.isna() & (followed > threshold), 1)


def _notice_placeholders(numbers: pd.Series, column: str) -> None:
    """Notice numbers that may stand for a missing one, and would make a label."""
    found = set(far_placeholders(numbers))
    negative = set(numbers[numbers < 0])
    # A single negative number among others that cannot be negative.
    if len(negative) == 1 and (numbers >= 0).sum() > (numbers < 0).sum():
        found |= negative
    for value in sorted(found):
        patients = list(numbers.index[numbers == value])
        said = f"{column} is {value:g} for {len(patients)} scan(s); if that means that it is not known, add it to "
        notice("", patients[0] if len(patients) == 1 else None, f"{said}`missing` of the study's label")


def _notice_units(scans: pd.DataFrame, numbers: pd.Series, column: str) -> None:
    """Notice sites that give the numbers of the label in another unit; placeholders are told already."""
    told = numbers.index.isin(far_placeholders(numbers).index)
    notice_units_of_sites(numbers[scans["baseline"] & ~told], scans["site"], column)


def _notice_end_of_follow_up(scans: pd.DataFrame, column: str) -> None:
    """Notice a column that says who was alive at the end of a time, and so may have lived for longer."""
    for other in scans:
        values = scans[other].astype(str)
        if other != column and END_OF_FOLLOW_UP.fullmatch(other) and 1 < values[values != ""].nunique() <= MOST_ENDS:
            said = f"column {other!r} may say for whom {column} ended without an event: {listed(values)}"
            notice("", None, f"{said}; their time belongs into a column that `censored` names, and not into {column}")


def threshold_of(scans: pd.DataFrame, label: LabelSettings) -> float:
    """The number that separates the classes; a median is that of the baseline scans whose number is known."""
    if label.above != "median":
        return label.above
    return float(_numbers(scans, label.column, label.missing)[scans["baseline"]].median())


def labelled_by_follow_up(scans: pd.DataFrame, label: LabelSettings | None, labels: pd.Series) -> pd.Series:
    """In words, for each scan whose number is not known and that has a label by follow-up; missing for all others."""
    if label is None or label.censored is None:
        return pd.Series(pd.NA, scans.index, dtype=object)
    by_follow_up = _numbers(scans, label.column, label.missing).isna() & labels.notna()
    text = f"not excluded, followed beyond {threshold_of(scans, label):g} ({label.censored}) and so above it"
    return pd.Series(text, scans.index, dtype=object).where(by_follow_up)


def _numbers(scans: pd.DataFrame, column: str, missing: list[str]) -> pd.Series:
    """Numbers of a column, missing where a declared value stands for that."""
    _refuse_absent_column(scans, column)
    texts = scans[column].fillna("").astype(str)
    numbers = pd.to_numeric(scans[column], errors="coerce")
    for row, scan_id in scans["scan_id"][numbers.isna() & ~texts.isin([*missing, ""])].items():
        raise InputError(
            f"scan {scan_id}: {column} is {texts[row]!r}, which is neither a number nor declared; correct the clinical "
            "table, or add the value to `missing` of the study's label"
        )
    found = points_for_thousands(texts.mask(numbers.isna(), ""))
    if found:
        said = f"{column} holds {len(found)} number(s) such as {found[0]}, and others without a point"
        notice("", None, f"{said}; if the point is one of thousands, remove it")
    lost = lost_points(numbers.set_axis(scans["scan_id"]))
    if len(lost):
        patient = lost.index[0] if len(lost) == 1 else None
        said = f"{column} holds {len(lost)} whole number(s) such as {lost.iloc[0]:.15g}, far above the fractions there"
        notice("", patient, f"{said}, {ADVICE}")
    return numbers
