"""Numbers in tables of features that were cut to the digits that a spreadsheet showed; all are kept and told."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

ONE_DIGIT = r"[-+]?\d(\.0*)?E[-+]?\d+"
"""As spreadsheets show a number in a narrow column: `1E+05`. Programs write a small e, or `1.0e-05`."""
FEWEST_CELLS = 3
FEWEST_PATIENTS, FEWEST_COLUMNS = 10, 5
ALL_WHOLE, HARDLY_WHOLE = 0.95, 0.5
"""Share of whole numbers of a row that was rounded, at least, and of one that was not, at most. In UPENN-GBM's 66
tables of CaPTk, of 203 to 611 patients and in parts of 20, a row has at most 0.13."""
MOST_NAMED = 3


def notice_one_digit(texts: pd.DataFrame, where: str | Path) -> None:
    """Notice columns of numbers such as `1E+05`, of which one digit is left.

    Args:
        texts: cells as they stand in the table.
        where: the table.
    """
    found: dict[str, list[str]] = {}
    for column in texts:
        cells = texts[column][texts[column].str.fullmatch(ONE_DIGIT)]
        if len(cells) >= FEWEST_CELLS and cells.nunique() < len(cells):
            found[str(column)] = cells.to_list()
    if found:
        first = next(iter(found))
        said = f"{sum(map(len, found.values()))} numbers in {len(found)} column(s) have one digit ({first}:"
        said = f"{said} {', '.join(found[first][:MOST_NAMED])} …), as a spreadsheet shows them in a narrow column"
        notice(where, None, f"{said}; if others were measured, show all digits there and export the table again")


def notice_rounded_rows(numbers: pd.DataFrame, where: str | Path) -> None:
    """Notice rows of whole numbers in columns where other rows have fractions.

    Args:
        numbers: by patient, missing where not known.
        where: the table.
    """
    known = numbers.notna() & (numbers != 0)
    whole = known & (numbers % 1 == 0)
    # Columns of whole numbers, as counts of voxels, say nothing.
    measured = (known & ~whole).sum() >= FEWEST_COLUMNS
    counts = known.loc[:, measured].sum(axis=1)
    if len(numbers) < FEWEST_PATIENTS or measured.sum() < FEWEST_COLUMNS:
        return
    shares = (whole.loc[:, measured].sum(axis=1) / counts)[counts >= FEWEST_COLUMNS]
    rounded = shares.index[shares >= ALL_WHOLE]
    if len(rounded) and (shares.drop(rounded) <= HARDLY_WHOLE).all() and len(rounded) < len(shares):
        named = ", ".join(map(str, rounded[:MOST_NAMED]))
        named += f" and {len(rounded) - MOST_NAMED} more" if len(rounded) > MOST_NAMED else ""
        said = f"all numbers of {len(rounded)} patient(s) ({named}) are whole, where others have fractions in"
        fix = "if they were rounded, give them as they were measured"
        patient = str(rounded[0]) if len(rounded) == 1 else None
        notice(where, patient, f"{said} {int(np.count_nonzero(measured))} columns; {fix}")
