"""Who of an archive takes part in a study, and why the others do not."""

from collections.abc import Mapping
from functools import reduce

import pandas as pd

from radiogenomics.cohorts.contradicted_labels import notice_contradicted_labels
from radiogenomics.cohorts.labels import END_OF_FOLLOW_UP, labelled_by_follow_up, labels_of, threshold_of
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.images.masks import Segmentation
from radiogenomics.modalities import EXPRESSION

LABEL_KNOWN = "label known"


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
    labels = labels_of(scans, label)
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
    flow = _flow(labels, obstacles, labelled_by_follow_up(scans, label, labels))
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
