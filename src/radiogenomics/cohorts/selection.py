"""Who of an archive takes part in a study, and why the others do not."""

import re
from collections.abc import Mapping
from functools import reduce

import pandas as pd

from radiogenomics.cohorts.contradicted_labels import notice_contradicted_labels
from radiogenomics.cohorts.series_descriptions import listed
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.site_units import notice_units_of_sites
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.images.masks import Segmentation
from radiogenomics.modalities import EXPRESSION
from radiogenomics.oddities import notice
from radiogenomics.placeholders import far_placeholders
from radiogenomics.thousands import points_for_thousands

LABEL_KNOWN = "label known"
NO_LABELS = ("scan_id", "baseline", "fault", "label_convention", "included", "exclusion_reason")
"""Columns that the tables of scans and of the cohort have for themselves; a label of that name would be lost."""
END_OF_FOLLOW_UP = re.compile(
    r"(.*[ _.-])?(event|censor(ed|ing)?|dead|death|deceased|died|alive)|(os|pfs|survival|vital)[ _.-]?(status|event)?",
    re.IGNORECASE,
)
"""Names of columns that say whether a time ended with an event or with the last look: TCGA's `OS` next to `OS.time`."""
MOST_ENDS = 3
"""Different values that such a column has at most."""


def select_patients(
    scans: pd.DataFrame,
    label: LabelSettings | None,
    modalities: list[str],
    mask: Segmentation = "automatic",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Label every scan and select the study's patients (Schmitz 2024, section 2.1).

    A scan takes part if it is its patient's preoperative baseline, its archive does not call it faulty, its label is
    known, it has at least one of the study's modalities (which of them matters to the split, per modality group), and
    it has the segmentation that `mask` asks for; who has no scan but expression needs none.

    Args:
        scans: one row per scan, as the `read_scans` of its archive returns them.
        label: the column that holds the label, its two classes and what means "not known"; None for a study that
            predicts none: nobody is then asked for one, and all labels are missing.
        modalities: all modalities of the study.
        mask: the segmentation that the images need; `corrected` falls back to `automatic`, `predicted` is in a table
            of `predicted_masks.with_predicted_masks`, `none` needs none.

    Returns:
        cohort: all scans, with label (1, 0, missing), included and exclusion_reason; the columns of cohort.csv.
        flow: one row per selection step, with the number of scans before and after it and of positive and negative ones
            after it; the columns of cohort_flow.csv.

    Raises:
        InputError: a scan is there twice, a label is not declared, no patient has one of the modalities, or no patient
            is left.
    """
    _refuse_duplicates(scans)
    baseline, fault = scans["baseline"], scans["fault"]
    labels = _labels(scans, label)
    if label is not None:
        columns = [column for column in scans if not END_OF_FOLLOW_UP.fullmatch(column)]
        notice_contradicted_labels(scans, label, labels, columns)
    _refuse_absent_modalities(scans[baseline & (labels.notna() | (label is None))], modalities)
    # Reason for which a step excludes each scan; missing where the scan passes.
    obstacles = {
        "baseline scans": _unless(baseline, "follow-up scan"),
        **({"without fault": _unless(fault == "", fault)} if fault.any() else {}),
        **_label_obstacle(scans, label, labels),
        **_file_obstacles(scans, modalities, mask),
    }
    reasons = reduce(pd.Series.combine_first, obstacles.values())
    cohort = _cohort_columns(scans, label and label.column, labels)
    cohort["included"] = reasons.isna()
    cohort["exclusion_reason"] = reasons.fillna("")
    flow = _flow(labels, obstacles, _followed(scans, label, labels))
    # Without a label nobody is positive or negative.
    return cohort, flow if label is not None else flow.assign(n_positive=pd.NA, n_negative=pd.NA)


def _file_obstacles(scans: pd.DataFrame, modalities: list[str], mask: str) -> dict[str, pd.Series]:
    """Steps that ask for scans and for segmentations, where the study does."""
    found = {}
    if modalities:
        imaged = scans[[f"has_{modality}" for modality in modalities]].any(axis=1)
        found["imaging available"] = _unless(imaged, f"none of {', '.join(modalities)}")
    if mask != "none":
        found["segmentation available"] = _unless(_segmented(scans, mask, modalities), f"no {mask} segmentation")
    return found


def _label_obstacle(scans: pd.DataFrame, label: LabelSettings | None, labels: pd.Series) -> dict[str, pd.Series]:
    if label is None:
        return {}
    return {_label_step(scans, label): _unless(labels.notna(), label.column + " is " + _said(scans[label.column]))}


def _said(values: pd.Series) -> pd.Series:
    """Values of a column as a sentence says them."""
    texts = values.fillna("").astype(str)
    return texts.mask(texts.str.strip() == "", "empty")


def _label_step(scans: pd.DataFrame, label: LabelSettings) -> str:
    """Name of the step that asks for a label; it says which number separates the classes."""
    return LABEL_KNOWN if label.above is None else f"{LABEL_KNOWN} (above {threshold_of(scans, label):g})"


def mark_excluded(scans: pd.DataFrame, excluded: Mapping[str, str]) -> pd.DataFrame:
    """Scans with the reason for which the config excludes their patient as `fault`.

    Raises:
        InputError: there is no such patient (the nearest is named).
    """
    known = set(scans["patient_id"])
    for patient_id in sorted(excluded.keys() - known):
        raise InputError(
            f"config: exclude_patients: the cohort has no patient {patient_id!r}{nearest(patient_id, known)}; correct "
            "or remove the id"
        )
    reasons = scans["patient_id"].map(dict(excluded)).fillna("")
    return scans.assign(fault=scans["fault"].where(scans["fault"] != "", reasons))


def _refuse_duplicates(scans: pd.DataFrame) -> None:
    for scan_id in scans["scan_id"][scans["scan_id"].duplicated()]:
        raise InputError(f"scan {scan_id} is there twice; remove one of its rows from the clinical table")
    baselines = scans[scans["baseline"]]
    for patient_id, rows in baselines[baselines["patient_id"].duplicated(keep=False)].groupby("patient_id"):
        raise InputError(
            f"patient {patient_id} has two baseline scans, {', '.join(rows['scan_id'])}; remove one of them"
        )


def _labels(scans: pd.DataFrame, label: LabelSettings | None) -> pd.Series:
    """1, 0 or missing for each scan."""
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


def _followed(scans: pd.DataFrame, label: LabelSettings | None, labels: pd.Series) -> pd.Series:
    """In words, for each scan whose number is not known and that has a label by follow-up; missing for all others."""
    if label is None or label.censored is None:
        return pd.Series(pd.NA, scans.index, dtype=object)
    by_follow_up = _numbers(scans, label.column, label.missing).isna() & labels.notna()
    text = f"not excluded, followed beyond {threshold_of(scans, label):g} ({label.censored}) and so above it"
    return _unless(~by_follow_up, text)


def threshold_of(scans: pd.DataFrame, label: LabelSettings) -> float:
    """The number that separates the classes; a median is that of the baseline scans whose number is known."""
    if label.above != "median":
        return label.above
    return float(_numbers(scans, label.column, label.missing)[scans["baseline"]].median())


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
    return numbers


def _refuse_absent_modalities(patients: pd.DataFrame, modalities: list[str]) -> None:
    for modality in modalities:
        if not patients.get(f"has_{modality}", pd.Series(dtype=bool)).any():
            raise InputError(
                f"modality {modality!r}: none of the {len(patients)} patients whose label is known has it; "
                "remove it from the study's groups, or check the archive's tables and the names of the scans"
            )


def _segmented(scans: pd.DataFrame, mask: str, modalities: list[str]) -> pd.Series:
    needed = {
        "automatic": ["has_automatic"],
        "corrected": ["has_corrected", "has_automatic"],
        "predicted": ["has_predicted"],
    }
    if mask not in needed:
        return pd.Series(True, scans.index)
    imaged = [f"has_{modality}" for modality in modalities if modality != EXPRESSION]
    # Who has nothing but expression needs no segmentation.
    return scans[needed[mask]].any(axis=1) | ~scans[imaged].any(axis=1)


def _unless(passes: pd.Series, reason: str | pd.Series) -> pd.Series:
    return pd.Series(reason, passes.index, dtype=object).mask(passes)


def _cohort_columns(scans: pd.DataFrame, label_column: str | None, labels: pd.Series) -> pd.DataFrame:
    files = [column for column in scans if column.startswith(("has_", "path_")) or column == "label_convention"]
    ordered = ["patient_id", "scan_id", *filter(None, [label_column]), "label", "age", "sex", "site", *files]
    return scans.assign(label=labels)[list(dict.fromkeys(ordered))]


def _flow(labels: pd.Series, obstacles: dict[str, pd.Series], followed: pd.Series) -> pd.DataFrame:
    """One row per step; `why` counts the reasons for which the step excludes scans, and whose label is by follow-up."""
    rows = [_flow_row("all scans", len(labels), labels, "as in the archive's clinical table")]
    for step, reasons in obstacles.items():
        n_before = len(labels)
        excluded = reasons.reindex(labels.index).dropna()
        labels = labels.drop(excluded.index)
        notes = followed.reindex(labels.index).dropna() if step.startswith(LABEL_KNOWN) else excluded[:0]
        why = "; ".join(_counted(excluded) + _counted(notes))
        rows.append(_flow_row(step, n_before, labels, why or "nobody excluded"))
        if labels.empty:
            raise InputError(f"no patient is left after the step {step!r} ({why}); check the study's label and groups")
    return pd.DataFrame(rows)


def _counted(reasons: pd.Series) -> list[str]:
    return [f"{reason}: {n}" for reason, n in reasons.value_counts().sort_index().items()]


def _flow_row(step: str, n_before: int, labels: pd.Series, why: str) -> dict[str, object]:
    return {
        "step": step,
        "n_before": n_before,
        "n_after": len(labels),
        "n_positive": int((labels == 1).sum()),
        "n_negative": int((labels == 0).sum()),
        "why": why,
    }
