"""How many test patients stand behind a table, in words that say so where they are simulated."""

import pandas as pd


def patients_text(rows: pd.DataFrame) -> str:
    """Numbers of patients, as `57 test patients (24 positive)`, or `57 simulated test patients (24 positive)`.

    Args:
        rows: n and n_positive, with the column patients (`simulated` or `real`) of files for readers.
    """
    who, sizes = kind_of_patients(rows), rows.drop_duplicates(["n", "n_positive"])
    return " or ".join(f"{row.n} {who} ({row.n_positive} positive)" for row in sizes.itertuples())


def kind_of_patients(rows: pd.DataFrame) -> str:
    """`simulated test patients` where the column patients says so, or `test patients`."""
    simulated = "patients" in rows and (rows["patients"] == "simulated").any()
    return "simulated test patients" if simulated else "test patients"
