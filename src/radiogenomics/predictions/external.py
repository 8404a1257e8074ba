"""Predictions that somebody else made: read from a CSV, held against the study's patients, never repaired.

Refused, each by a line that names file and patient and says what to do: a probability that is missing, no number or
outside 0…1; a patient who is there twice; a patient who is not in the study's test set, or a test patient who is not in
the table; a label that is not declared, or that disagrees with the study's. The only patients who are left out, and
counted in `cohort_flow.csv`, are those of a study of predictions whose label is not known: there the table itself says
who they are.
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.cohorts.identifiers import plain_identifier, refuse_rounded
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest, sha256_of
from radiogenomics.predictions.external_labels import labels_of
from radiogenomics.predictions.external_settings import INPUT, ExternalSettings
from radiogenomics.predictions.odd_probabilities import notice_odd_probabilities, notice_reversed

FEWEST_TELLING = 10
"""With fewer patients, decisions may be right about all of them by chance."""
COLUMNS = ["study", "model", "input", "fold", "subset", "patient_id", "probability", "n_draws", "sd_draws"]


def read_external(external: ExternalSettings, label: LabelSettings, label_column: str | None = None) -> pd.DataFrame:
    """A table of external predictions.

    Args:
        external: the file, and what its columns are called.
        label: what the values of the column of labels mean.
        label_column: column of labels where `external` names none; None reads none.

    Returns:
        patient_id, probability (float), and if labels were read label (1, 0, missing) and label_text (as it stands in
        the table); in the order of the file.

    Raises:
        InputError: the file is missing or not readable, lacks a column (the nearest is named) or has no rows; a
            patient has no id or is there twice; a probability is missing, no number or outside 0…1; a label is not
            declared; or the probabilities are the labels.
    """
    path, column = Path(external.path), external.label_column or label_column
    needed = [external.patient_column, external.probability_column, *([column] if column else [])]
    table = read_clinical_table(path, needed)
    if table.empty:
        raise InputError(f"{path}: no rows below the header; correct the file, or the key `path` that names it")
    patients = table[external.patient_column]
    for row in table.index[patients == ""]:
        raise InputError(f"{path}: patient row {row + 1} has no {external.patient_column}; add the id, or remove it")
    refuse_rounded(patients, external.patient_column, path)
    for patient in patients[patients.duplicated()]:
        times = (patients == patient).sum()
        raise InputError(
            f"{path}: patient {patient} is there {'twice' if times == 2 else f'{times} times'}; keep one row per "
            "patient: of several folds, slices or draws, the mean of their probabilities"
        )
    predictions = pd.DataFrame({"patient_id": patients})
    predictions["probability"] = _probabilities(table[external.probability_column], patients, path)
    if column:
        predictions["label"] = labels_of(table[column], patients, label.model_copy(update={"column": column}), path)
        predictions["label_text"] = table[column]
        _refuse_labels_as_probabilities(predictions["probability"], predictions["label"], path)
        notice_reversed(predictions["probability"], predictions["label"], path)
    notice_odd_probabilities(table[external.probability_column], predictions["probability"], patients, path)
    return predictions


def of_test_patients(
    predictions: pd.DataFrame, test_labels: pd.DataFrame, splits: pd.DataFrame, path: str | Path
) -> pd.DataFrame:
    """External predictions of exactly a study's test patients, in the order of their ids.

    Args:
        predictions: what `read_external` returned.
        test_labels: patient_id and label of the study's test patients.
        splits: rows of splits.csv, to say who a patient is that is no test patient.
        path: file of the predictions, for error messages.

    Returns:
        patient_id, probability.

    Raises:
        InputError: a patient is not in the test set, a test patient is missing, a label disagrees with the study's, or
            the probabilities are the labels.
    """
    known = test_labels.set_index("patient_id")["label"]
    strangers = predictions["patient_id"][~predictions["patient_id"].isin(known.index)]
    if len(strangers) == len(predictions) and not strangers.isin(splits["patient_id"]).any():
        raise InputError(
            f"{path}: none of its {len(strangers)} ids is of a patient of the study; the first is "
            f"{strangers.iloc[0]!r}; correct the ids (zeros in front count), or the key `patient_column`"
        )
    _refuse_counted_rows(predictions["patient_id"], splits["patient_id"].astype(str), path)
    alike = {plain_identifier(patient): patient for patient in splits["patient_id"].astype(str)}
    for patient in strangers:
        ours = alike.get(plain_identifier(patient), patient)
        if ours != patient and ours not in set(predictions["patient_id"]):
            raise InputError(
                f"{path}: patient {patient} is called {ours} in the study{_others(len(strangers))}; correct the id "
                "(zeros in front, case and blanks count)"
            )
        raise InputError(
            f"{path}: patient {patient} is not in the study's test set ({_who(patient, splits)})"
            f"{_others(len(strangers))}; remove such rows"
        )
    absent = sorted(set(known.index) - set(predictions["patient_id"]))
    for patient in absent:
        raise InputError(
            f"{path}: test patient {patient} has no prediction{_others(len(absent))}; add a row for every test "
            "patient, as all models are compared on the same ones"
        )
    if "label" in predictions:
        _refuse_other_labels(predictions, known, path)
    ours = predictions["patient_id"].map(known)
    _refuse_labels_as_probabilities(predictions["probability"], ours, path)
    notice_reversed(predictions["probability"], ours, path)
    return predictions[["patient_id", "probability"]].sort_values("patient_id", ignore_index=True)


def as_predictions(predictions: pd.DataFrame, study: str, model: str) -> pd.DataFrame:
    """Patients and probabilities as rows of `predictions/<model>/<input>.csv`: one fold, nothing drawn."""
    rows = predictions.assign(study=study, model=model, input=INPUT, fold=0, subset="test", n_draws=1, sd_draws=0.0)
    return rows[COLUMNS]


def checksums_of(paths: Iterable[str | Path]) -> pd.DataFrame:
    """source (as the config names it), sha256; one row per file."""
    return pd.DataFrame([{"source": str(path), "sha256": sha256_of(path)} for path in dict.fromkeys(paths)])


def _probabilities(texts: pd.Series, patients: pd.Series, path: Path) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce")
    for row in texts.index[~numbers.between(0, 1)]:
        found = f"{texts.name} {texts[row]!r}, which is not a probability (0 to 1)"
        what = f"no {texts.name}" if texts[row] == "" else found
        raise InputError(
            f"{path}: patient {patients[row]} has {what}; correct the table, or the key `probability_column`"
        )
    return numbers


def _refuse_labels_as_probabilities(probabilities: pd.Series, labels: pd.Series, path: str | Path) -> None:
    """The column of the label, named as that of the probabilities, would give the perfect model."""
    known = labels.notna()
    if known.sum() >= FEWEST_TELLING and (probabilities[known] == labels[known].astype(float)).all():
        raise InputError(
            f"{path}: the probabilities are the labels of all {known.sum()} patients whose label is known; name the "
            "column of the probabilities by `probability_column`"
        )


def _refuse_other_labels(predictions: pd.DataFrame, known: pd.Series, path: str | Path) -> None:
    ours = predictions["patient_id"].map(known)
    for row in predictions.index[predictions["label"].notna() & (predictions["label"] != ours)]:
        raise InputError(
            f"{path}: patient {predictions['patient_id'][row]} has the label {predictions['label_text'][row]!r}, which "
            f"means {predictions['label'][row]}, but in the study {ours[row]}; find out which is right, or remove "
            "`label_column`"
        )


def _refuse_counted_rows(ids: pd.Series, known: pd.Series, path: str | Path) -> None:
    """Numbers that a program gave to its rows, from 0, where the study's patients are numbers from 1."""
    numbers = set(ids)
    if not all(map(str.isdecimal, [*numbers, *known])) or "0" not in numbers or "0" in set(known):
        return
    if {str(int(number) + 1) for number in numbers} <= set(known):
        raise InputError(
            f"{path}: its ids are numbers from 0 on, the study's from 1 on, as where a program counted its rows; write "
            "the patients' own ids next to the probabilities (the order of the rows may be another one, too)"
        )


def _who(patient: str, splits: pd.DataFrame) -> str:
    subsets = set(splits["subset"][splits["patient_id"] == patient])
    if "train" in subsets:
        return "a training patient"
    return "not used by the split" if subsets else f"unknown to it{nearest(patient, splits['patient_id'])}"


def _others(count: int) -> str:
    return f", and so with {count - 1} more" if count > 1 else ""
