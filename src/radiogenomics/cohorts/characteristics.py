"""Who the patients are, by class (Schmitz 2024, Table 1)."""

import numpy as np
import pandas as pd

SEXES = {"M": "Male", "F": "Female"}
AGE_BOUNDS = [-np.inf, 18, 30, 50, 70, np.inf]
AGE_CATEGORIES = ["Under 18", "18–29", "30–49", "50–69", "70+"]
PUBLISHED_AGE_CATEGORIES = AGE_CATEGORIES[1:]
NOT_KNOWN = "Not known"


def patient_characteristics(patients: pd.DataFrame) -> pd.DataFrame:
    """Sex and age of the patients, overall and by class.

    Ages count completed years: 29.9 is in 18–29. The rows of the published table are always there; `Under 18` and
    `Not known` only where somebody belongs to them, so that the rows of a characteristic add up to the total.

    Args:
        patients: one row per patient with sex (`M`, `F`, missing), age (years, missing) and label (1, 0).

    Returns:
        Columns characteristic, category, n, percent (of all patients), n_positive, percent_positive, n_negative and
        percent_negative (of the row; missing where the row is empty); percentages have one decimal.
    """
    sexes = patients["sex"].map(SEXES).fillna(NOT_KNOWN)
    ages = pd.cut(patients["age"], AGE_BOUNDS, right=False, labels=AGE_CATEGORIES)
    ages = ages.astype(object).where(patients["age"].notna(), NOT_KNOWN)
    rows = [_row("All", "Patients", patients["label"], len(patients))]
    for characteristic, categories, published, possible in [
        ("Sex", sexes, [*SEXES.values()], [*SEXES.values(), NOT_KNOWN]),
        ("Age (years)", ages, PUBLISHED_AGE_CATEGORIES, [*AGE_CATEGORIES, NOT_KNOWN]),
    ]:
        for category in possible:
            chosen = categories == category
            if category in published or chosen.any():
                rows.append(_row(characteristic, category, patients["label"][chosen], len(patients)))
    return pd.DataFrame(rows)


def headings(positive: str, negative: str) -> dict[str, str]:
    """What a reader calls the columns; `positive` and `negative` are the names of the classes."""
    return {
        "characteristic": "",
        "category": "Patients",
        "n": "n",
        "percent": "% of all",
        "n_positive": positive,
        "percent_positive": f"{positive} (% of row)",
        "n_negative": negative,
        "percent_negative": f"{negative} (% of row)",
    }


def _row(characteristic: str, category: str, labels: pd.Series, n_total: int) -> dict[str, object]:
    n, n_positive, n_negative = len(labels), int((labels == 1).sum()), int((labels == 0).sum())
    return {
        "characteristic": characteristic,
        "category": category,
        "n": n,
        "percent": _percent(n, n_total),
        "n_positive": n_positive,
        "percent_positive": _percent(n_positive, n),
        "n_negative": n_negative,
        "percent_negative": _percent(n_negative, n),
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else np.nan
