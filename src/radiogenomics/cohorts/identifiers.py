"""Identifiers of patients in tables, as the archive wrote them or as a spreadsheet program left them."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import likeness
from radiogenomics.errors import InputError

NUMBER = re.compile(r"(?P<whole>\d+)(?:\.(?P<decimals>\d*))?(?:[eE]\+?(?P<exponent>\d+))?", re.ASCII)
IMAGE = re.compile(r"\.(nii(\.gz)?|nrrd|mha|mhd|dcm|npy)$")
"""End of the name of a patient's image, which programs write in place of an id."""
ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
"""Zeros before a number."""
FOR_A_NUMBER = re.compile(r"^x(?=\d)")
"""Letter that R writes before a name that begins with a digit."""


def whole_number(text: str) -> int | None:
    """Whole number that a spreadsheet program may have written as `00005`, `5`, `5.0` or `1.23E+02`.

    Scientific notation rounds: with fewer decimals than its exponent (`1E+02` may have been 96 or 104) digits may be
    lost, and the number is not known.

    Returns:
        The number, or None where the text is none or does not tell it.
    """
    match = NUMBER.fullmatch(text)
    if match is None:
        return None
    decimals, exponent = match["decimals"] or "", int(match["exponent"] or 0)
    if len(decimals) < exponent or decimals[exponent:].strip("0"):
        return None
    return int(match["whole"] + decimals[:exponent])


def is_rounded(identifier: str) -> bool:
    """Whether an identifier is a number of which a spreadsheet program may have dropped digits, as `1.2E+05`."""
    return NUMBER.fullmatch(identifier) is not None and whole_number(identifier) is None


def refuse_rounded(identifiers: Iterable[str], column: str, where: str | Path) -> None:
    """Check that no identifier is a number as spreadsheet programs round it; several patients may then have one.

    `12E3` is left alone, which people write and spreadsheet programs do not.

    Raises:
        InputError: one is.
    """
    for identifier in identifiers:
        if "+" in identifier and is_rounded(identifier):
            raise InputError(
                f"{where}: the {column} {identifier!r} is a number that a spreadsheet program has rounded; format the "
                "column as text where the table was made, and export it again"
            )


def plain_identifier(identifier: str) -> str:
    """An identifier without what programs and people change: case, blanks, `.nii.gz`, zeros and `.0` of a number."""
    plain = IMAGE.sub("", likeness(identifier))
    return ZEROS.sub("", plain.removesuffix(".0") if NUMBER.fullmatch(plain) else plain)


def bare_identifier(identifier: str) -> str:
    """Letters and digits of an identifier, without case; R makes `X1.P` of `1-P` where it names a column."""
    return FOR_A_NUMBER.sub("", re.sub(r"[\W_]", "", plain_identifier(identifier)))


def nearly_fitting(missing: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Identifiers that are known in another form alone, with that form, where no two have the same letters and digits.

    Args:
        missing: identifiers that are not among the known ones.
        known: those of a table.
    """
    forms: dict[str, list[str]] = {}
    for identifier in known:
        forms.setdefault(bare_identifier(identifier), []).append(identifier)
    fitting = {identifier: forms.get(bare_identifier(identifier), []) for identifier in missing}
    return {identifier: found[0] for identifier, found in fitting.items() if len(found) == 1}


def index_by_identifier(
    table: pd.DataFrame, column: str, restore: Callable[[str], str | None], example: str, path: Path
) -> pd.DataFrame:
    """Table indexed by its identifiers.

    Args:
        table: text cells, one row per identifier.
        column: the column that holds the identifiers; it is dropped.
        restore: the identifier that a cell means, None where that is not certain.
        example: an identifier, for error messages.
        path: file of the table, for error messages.

    Raises:
        InputError: an identifier cannot be read (the row is named) or is there twice.
    """
    identifiers = table[column].map(restore)
    for row in table.index[identifiers.isna()]:
        raise InputError(
            f"{path}: patient row {row + 1} has {column} {table[column][row]!r}, not one like {example}; "
            f"export the table again with the column {column} as text"
        )
    for identifier in identifiers[identifiers.duplicated()]:
        raise InputError(f"{path}: {identifier} is there twice; remove the wrong row")
    return table.drop(columns=column).set_index(pd.Index(identifiers, dtype=object, name=column))
