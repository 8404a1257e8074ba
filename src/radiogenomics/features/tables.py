"""Tables of features that others have made: any CSV with a column of patients."""

import re
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import nearly_fitting, refuse_rounded
from radiogenomics.errors import InputError
from radiogenomics.features.alike_columns import notice_alike_columns
from radiogenomics.features.alike_shapes import notice_alike_shapes
from radiogenomics.features.cells import MISSING, numeric_cells
from radiogenomics.features.equal_rows import equal_rows
from radiogenomics.features.extraction_records import labels_of_masks, notice_mixed_extraction
from radiogenomics.features.filled_down import notice_filled_down
from radiogenomics.features.filled_gaps import notice_filled_gaps, notice_gaps_of_classes
from radiogenomics.features.ids_of_others import refuse_files_of_others, refuse_ids_of_others
from radiogenomics.features.odd_numbers import (
    notice_alike_rows,
    notice_flat_regions,
    notice_row_numbers,
    notice_scaled,
    notice_told_labels,
    notice_zeros,
)
from radiogenomics.features.odd_units import notice_mixed_units
from radiogenomics.features.shifted_rows import notice_shifted_rows
from radiogenomics.files import nearest
from radiogenomics.oddities import notice
from radiogenomics.placeholders import without_placeholders

MOST_NAMED = 4
FEWEST_TELLING = 10
"""With fewer patients, a column of two values may agree with the label by chance."""
EXCLUSION_COLUMNS = ["patient_id", "modality", "region", "reason"]


NO_FEATURE = re.compile(
    r"(.*_)?diagnostics_.*|image|mask|label|reader|testcase|modality|roi|scanner|(patient|subject|study|series).?(id|name|uid)?"
    r"|(image|mask|segmentation).?(path|file|name)",
    re.IGNORECASE,
)
"""Columns that programs write besides features, which say of what and by what those were computed: pyradiomics'
`diagnostics_*`, `Image`, `Mask`, CaPTk's and WORC's names of subjects. They are left out where they hold text, and
diagnostics, ids and dates always."""
NEVER_FEATURE = re.compile(
    r"(.*_)?diagnostics_.*|mrn|fold|split|subset|partition"
    r"|(?!patient_id$)(patient|subject|study|series|accession|scan|case|record)[ _.-]?(id|uid|number|no|nr|date|time)"
    r"|(.*[ _.-])?(scan|study|series|acquisition|birth)[ _.-]?(date|time)|date([ _.-]of)?[ _.-].*",
    re.IGNORECASE,
)
"""Columns that are no features even as numbers: `diagnostics_*`, `PatientID`, `StudyDate`, `date_of_birth`, `fold`."""


def read_feature_csv(path: Path, patient_column: str) -> pd.DataFrame:
    """Table of numbers by the ids in its column of patients, which may be patients' or scans' ids.

    Columns that say of what and by what the features were computed are left out and noticed.

    Raises:
        InputError: the file is not a comma-separated CSV, lacks the column, names an id twice, holds text among its
            numbers, or has no features.
    """
    # A column without a name, as of an index, is called so by its empty name.
    table = read_clinical_table(path, [patient_column] if patient_column else [])
    if not patient_column:
        patient_column = table.columns[0]
    refuse_rounded(table[patient_column], patient_column, path)
    table = _without_remarks(table, patient_column, path)
    for identifier in table[patient_column][table[patient_column].duplicated()]:
        raise InputError(
            f"{path}: {patient_column} {identifier!r} is there twice; remove the wrong row, or, where there is one per "
            "scan or region, write one per patient with columns for each"
        )
    features = table.columns.drop(patient_column)
    for column in features[features.str.match(r"Unnamed: \d+$") | features.str.match(r".+\.\d+$")]:
        if column.startswith("Unnamed") or column.rsplit(".", 1)[0] in table:
            raise InputError(
                f"{path}: column {column!r} has no name of its own (an index, or a name there twice); remove it"
            )
    if table.empty:
        raise InputError(f"{path}: no patient; add their rows")
    if table.shape[1] < 2:
        raise InputError(f"{path}: no column besides {patient_column!r}; add the features")
    features = numeric_cells(table.set_index(patient_column), str(path))
    _notice_odd_numbers(without_placeholders(features), path)
    return features


def _notice_odd_numbers(features: pd.DataFrame, path: Path) -> None:
    """Notice what is odd in numbers without those that may stand for missing ones, which are told already."""
    notice_row_numbers(features, path)
    notice_zeros(features, path)
    notice_filled_gaps(features, path)
    notice_filled_down(features, path)
    notice_scaled(features, path)
    notice_shifted_rows(features, path)
    notice_alike_rows(features, path)
    notice_alike_shapes(features, path)
    notice_alike_columns(features, path)
    notice_flat_regions(features, path)
    notice_mixed_units(features, path)


def _without_remarks(table: pd.DataFrame, patient_column: str, path: Path) -> pd.DataFrame:
    """The table without columns that are no features by their names, which are noticed."""
    refuse_ids_of_others(table, patient_column, path)
    texts = dict.fromkeys(_text_columns(table.drop(columns=patient_column)))
    refuse_files_of_others(table[[patient_column, *texts]], patient_column, path)
    of_masks = labels_of_masks(table.drop(columns=patient_column))
    left_out = [
        column
        for column in table
        if column != patient_column
        and (
            NEVER_FEATURE.fullmatch(column) or column in of_masks or (NO_FEATURE.fullmatch(column) and column in texts)
        )
    ]
    notice_mixed_extraction(table[left_out], path)
    if left_out:
        named = ", ".join(left_out[:MOST_NAMED]) + (" …" if len(left_out) > MOST_NAMED else "")
        notice(path, None, f"{len(left_out)} column(s) that are no features are left out: {named}")
    rest = [column for column in table if column in texts and column not in left_out]
    if len(rest) > 1 and all(_is_text(table[column]).all() for column in rest):
        raise InputError(
            f"{path}: {len(rest)} columns hold text and no numbers: {', '.join(rest)}; remove them, or name the one of "
            "the patients in `patient_column`"
        )
    return table.drop(columns=left_out)


def _text_columns(table: pd.DataFrame) -> list[str]:
    return [column for column in table if _is_text(table[column]).any()]


def _is_text(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce").isna() & ~cells.str.lower().isin(MISSING)


def rows_of_patients(features: pd.DataFrame, cohort: pd.DataFrame, where: str) -> pd.DataFrame:
    """Features of the included patients, by patient_id; a patient who is not in the table has none.

    Args:
        features: by patient or scan id.
        cohort: rows of cohort.csv.
        where: the table, for error messages.

    Raises:
        InputError: no id is that of an included patient; a patient has two rows; or two patients have the same
            features, as when an image was filed twice.
    """
    included = cohort[cohort["included"].astype(bool)]
    patient_of = dict(zip(included["scan_id"], included["patient_id"], strict=True))
    patient_of |= {patient_id: patient_id for patient_id in included["patient_id"]}
    owners = pd.Series([patient_of.get(str(identifier)) for identifier in features.index], features.index, dtype=object)
    if owners.isna().all():
        example = str(features.index[0]) if len(features) else ""
        called = nearly_fitting([example], included["patient_id"]).get(example)
        known = f", whom the study calls {called!r} (zeros in front count)" if called else nearest(example, patient_of)
        raise InputError(
            f"{where}: none of its {len(features)} ids is a patient of the study; the first is {example!r}{known}; "
            "correct the column of patients"
        )
    found = features[owners.notna().to_numpy()].set_axis(owners.dropna().to_list())
    for patient_id in found.index[found.index.duplicated()]:
        raise InputError(f"{where}: patient {patient_id} is there twice, by patient and by scan; remove one row")
    _refuse_equal_rows(found, where)
    return found.reindex(sorted(included["patient_id"])).rename_axis("patient_id")


def unknown_patients(features: pd.DataFrame) -> pd.DataFrame:
    """Rows for the exclusions: patients without any feature."""
    absent = features.index[features.isna().all(axis="columns")]
    return pd.DataFrame(
        [(patient_id, "", "", "no row in the table") for patient_id in absent], columns=EXCLUSION_COLUMNS
    )


def unknown_features(features: pd.DataFrame) -> pd.DataFrame:
    """Rows for the exclusions: features that no patient has."""
    empty = features.columns[features.isna().all(axis="rows")]
    return pd.DataFrame(
        [("all", "", "", f"{name} is not known of any patient") for name in empty], columns=EXCLUSION_COLUMNS
    )


def refuse_copied_label(features: pd.DataFrame, cohort: pd.DataFrame, where: str) -> None:
    """Refuse a column of two values that tells the two classes apart without any exception; notice any other that does.

    Args:
        features: numbers by patient_id; patients who are not included do not count.
        cohort: rows of cohort.csv.
        where: the table, for error messages.

    Raises:
        InputError: there is one.
    """
    labels = cohort[cohort["included"].astype(bool)].set_index("patient_id")["label"].astype(int)
    known = features[features.index.isin(labels.index)]
    for column in known.columns[known.nunique() == 2]:
        values = known[column].dropna()
        if len(values) >= FEWEST_TELLING and pd.crosstab(values, labels[values.index]).eq(0).sum().sum() == 2:
            raise InputError(f"{where}: column {column!r} is the label under another name; remove it")
    notice_told_labels(features, labels, where)
    notice_gaps_of_classes(features, labels, where)


def _refuse_equal_rows(features: pd.DataFrame, where: str) -> None:
    for pair in equal_rows(features):
        raise InputError(f"{where}: patients {pair}, as of one image filed under two patients; remove the wrong one")
