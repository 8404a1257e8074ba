"""Labels in a table of external predictions."""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.identifiers import whole_number
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.files import nearest


def labels_of(texts: pd.Series, patients: pd.Series, label: LabelSettings, path: Path) -> pd.Series:
    """1, 0, or missing where a cell is empty or a declared value says that the label is not known.

    Args:
        texts: cells of the column of labels.
        patients: ids of the same rows, for error messages.
        label: the two classes (or the number that separates them), and what means "not known".
        path: file of the table, for error messages.

    Raises:
        InputError: a value is not declared.
    """
    return _above(texts, patients, label, path) if label.above is not None else _classes(texts, patients, label, path)


def _classes(texts: pd.Series, patients: pd.Series, label: LabelSettings, path: Path) -> pd.Series:
    declared = {"": None, **label.meanings}
    # A column of numbers with gaps is often written as 1.0.
    values = texts.map(lambda text: text if text in declared else _without_point(text))
    meanings = {"": None, **label.meanings_of(values)}
    for row in texts.index[~values.isin(list(meanings))]:
        raise InputError(
            f"{path}: patient {patients[row]}: {texts.name} is {texts[row]!r}, which is not declared"
            f"{nearest(texts[row], list(filter(None, meanings)))}; correct `positive` and `negative` of the study's "
            "label or the table, or add it to `missing`"
        )
    return values.map(meanings).astype("Int64")


def _without_point(text: str) -> str:
    """`1` for `1.0`; what is no whole number stays as it is."""
    number = whole_number(text)
    return text if number is None else str(number)


def _above(texts: pd.Series, patients: pd.Series, label: LabelSettings, path: Path) -> pd.Series:
    unknown = texts.isin(["", *label.missing])
    numbers = pd.to_numeric(texts.mask(unknown), errors="coerce")
    for row in texts.index[numbers.isna() & ~unknown]:
        raise InputError(
            f"{path}: patient {patients[row]}: {texts.name} is {texts[row]!r}, which is neither a number nor declared; "
            "correct the table, or add the value to `missing` of the study's label"
        )
    threshold = numbers.median() if label.above == "median" else label.above
    return (numbers > threshold).astype("Int64").mask(unknown)
