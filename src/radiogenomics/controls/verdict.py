"""What the controls of some studies came to, for a terminal: `python -m radiogenomics.controls.verdict <files>`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import read_table

COLUMNS = ["study", "control", "quantity", "value", "low", "high", "passed"]
NONE = "No controls to judge: no controls.csv given. Studies of published predictions have none."


def failed(controls: pd.DataFrame) -> pd.Series:
    """Whether each row of controls.csv was judged and failed."""
    return controls["passed"].astype(str).str.lower() == "false"


def verdict(controls: pd.DataFrame) -> str:
    """One line per quantity, and one in the end.

    Args:
        controls: rows of controls.csv of one or more studies.
    """
    judged = controls["passed"].notna()
    words = pd.Series("not judged", controls.index).mask(judged, "passed").mask(failed(controls), "FAILED")
    lines = [
        f"{word:<10}  {row.study}, {row.control} control: {row.quantity}: {row.value:.3f} "
        f"(allowed {row.low:.3f}–{row.high:.3f})"
        for word, row in zip(words, controls.itertuples(), strict=True)
    ]
    return "\n".join([*lines, f"{failed(controls).sum()} of {judged.sum()} judged quantities failed."])


def main(paths: Iterable[str | Path]) -> int:
    """Print the verdict on some controls.csv, or that there are none; 1 if one failed or cannot be read, else 0."""
    paths = list(paths)
    if not paths:
        print(NONE)
        return 0
    try:
        controls = pd.concat([read_table(path, COLUMNS) for path in paths], ignore_index=True)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    print(verdict(controls))
    return int(failed(controls).any())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
