"""Who is in the training set and who in the test set, side by side (Table 1 by partition)."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from radiogenomics.cohorts.characteristics import NOT_KNOWN, SEXES

SITES_SHOWN = 8
NOTE = (
    "Age: median (interquartile range). Counts: n (% of the patients whose value is known). Standardised mean "
    "difference: absolute, among patients whose value is known; of several categories after Yang and Dalton 2012. It "
    "does not depend on the number of patients, as a p-value would; a split at random needs no test of whether it was "
    "at random. Above 0.1 is often called a difference, but in samples this small chance alone gives more."
)


def partition_characteristics(patients: pd.DataFrame, subsets: pd.Series, classes: tuple[str, str]) -> pd.DataFrame:
    """Patients of the training and of the test set: label, sex, age and site, with what is not known.

    Args:
        patients: one row per patient with patient_id, label (1, 0), age (years, missing), sex (`M`, `F`, missing) and
            site (missing).
        subsets: `train` or `test` by patient_id, for each of the patients.
        classes: names of the positive and of the negative class.

    Returns:
        Columns characteristic, category, train and test (text for readers), and smd, the standardised mean difference,
        in the first row of each characteristic (missing where it is not defined).
    """
    return side_by_side(patients, patients["patient_id"].map(subsets), classes, ("train", "test"))


def side_by_side(
    patients: pd.DataFrame, subset: pd.Series, classes: tuple[str, str], parts: tuple[str, str]
) -> pd.DataFrame:
    """Two sets of patients as `partition_characteristics` shows them.

    Args:
        patients: as there; ids are not needed.
        subset: one of `parts` for each row of `patients`.
        classes: names of the positive and of the negative class.
        parts: names of the two sets, which become columns.
    """
    subset = subset.astype(pd.CategoricalDtype(list(parts)))
    labels = patients["label"].map({1: classes[0], 0: classes[1]})
    rows = [("Patients", "n", *_cells(subset, lambda chosen: str(int(chosen.sum()))), np.nan)]
    rows += _categories("Label", labels, subset, list(classes))
    rows += _numbers("Age (years)", patients["age"], subset)
    rows += _categories("Sex", patients["sex"].map(SEXES), subset, list(SEXES.values()))
    rows += _categories("Site", *_sites(patients["site"], subset))
    return pd.DataFrame(rows, columns=["characteristic", "category", *parts, "smd"])


def mean_difference(first: ArrayLike, second: ArrayLike) -> float:
    """Absolute standardised mean difference of two samples of numbers (Austin 2009); missing where it has no value.

    Where neither sample varies, it is 0 if their means agree and missing if not.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if min(len(a), len(b)) < 2:
        return np.nan
    difference, spread = abs(a.mean() - b.mean()), np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    if spread == 0:
        return 0.0 if difference == 0 else np.nan
    return float(difference / spread)


def proportion_difference(first: ArrayLike, second: ArrayLike) -> float:
    """Absolute standardised difference of two vectors of counts per category (Yang and Dalton 2012).

    The Mahalanobis distance of the two vectors of proportions, one category left out; with two categories the
    difference of the proportions over their pooled standard deviation. Missing where a sample is empty, or where the
    two have no category in common.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if not a.sum() or not b.sum():
        return np.nan
    p, q = a[1:] / a.sum(), b[1:] / b.sum()
    covariance = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    difference = p - q
    if not np.allclose(covariance @ np.linalg.pinv(covariance) @ difference, difference, atol=1e-9):
        return np.nan
    return float(np.sqrt(max(0.0, difference @ np.linalg.pinv(covariance) @ difference)))


def _categories(name: str, values: pd.Series, subset: pd.Series, categories: list[str]) -> list[tuple]:
    parts = list(subset.cat.categories)
    counts = [[int((values[subset == part] == category).sum()) for category in categories] for part in parts]
    known = {part: values[subset == part].notna().sum() for part in parts}
    rows = [
        (name, category, *(_share(counts[k][c], known[part]) for k, part in enumerate(known)), np.nan)
        for c, category in enumerate(categories)
    ]
    if len(categories) > 1:
        rows[0] = (*rows[0][:-1], round(proportion_difference(*counts), 2))
    return rows + _not_known(name, values, subset)


def _numbers(name: str, values: pd.Series, subset: pd.Series) -> list[tuple]:
    first, second = (values[subset == part].dropna() for part in subset.cat.categories)
    row = (name, "Median (IQR)", _quartiles(first), _quartiles(second), round(mean_difference(first, second), 2))
    return [row, *_not_known(name, values, subset)]


def _not_known(name: str, values: pd.Series, subset: pd.Series) -> list[tuple]:
    """A row that counts missing values, where there are any."""
    missing = values.isna()
    if not missing.any():
        return []
    return [(name, NOT_KNOWN, *_cells(subset, lambda chosen: str(int((chosen & missing).sum()))), np.nan)]


def _sites(sites: pd.Series, subset: pd.Series) -> tuple[pd.Series, pd.Series, list[str]]:
    """Sites by size; where there are many, the small ones as one."""
    names = list(sites.value_counts().sort_index().sort_values(ascending=False, kind="stable").index)
    if len(names) > SITES_SHOWN:
        others = names[SITES_SHOWN - 1 :]
        sites = sites.where(~sites.isin(others), f"{len(others)} other sites")
        names = [*names[: SITES_SHOWN - 1], f"{len(others)} other sites"]
    return sites, subset, names


def _cells(subset: pd.Series, text: Callable[[pd.Series], str]) -> tuple[str, str]:
    first, second = subset.cat.categories
    return text(subset == first), text(subset == second)


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)" if whole else str(part)


def _quartiles(values: pd.Series) -> str:
    if values.empty:
        return "–"
    low, median, high = np.percentile(values, [25, 50, 75])
    return f"{median:.1f} ({low:.1f}–{high:.1f})"
