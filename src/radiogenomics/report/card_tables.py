"""Rows of a study's CSV files as a model card prints them."""

import math

import pandas as pd

from radiogenomics.evaluation.calibration_table import SLOPE_LIMIT
from radiogenomics.evaluation.number_text import interval_text, number_text
from radiogenomics.report.fragments import heading

WORDS = {
    "auc": "AUC",
    "p_fixed": "p, labels permuted",
    "p_fixed_adjusted": "p, labels permuted, after Holm",
    "p_refit": "p, refitted to permuted labels",
    "minimal_detectable_auc": "AUC that so many patients can detect",
    "auc_clinical": "AUC of age and sex alone",
    "difference_clinical": "Difference from that",
    "difference_low": "Difference, lower end",
    "difference_high": "Difference, upper end",
    "difference_method": "Test of the difference",
    "difference_p": "p of the difference",
    "difference_p_adjusted": "p of the difference, after Holm",
}


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """A table with each interval in its value's cell, numbers of three digits, and headings in words."""
    rows = rows.dropna(axis="columns", how="all").rename(columns=WORDS)
    value = next((name for name in ("value", "AUC", "mean") if name in rows), "")
    ends, meaning = (("ci_low", "ci_high"), "interval") if "ci_low" in rows else (("low", "high"), "range")
    rows = _in_one_cell(rows, value, ends, f"95 % {meaning}")
    rows = _in_one_cell(rows, "reference", ("reference_low", "reference_high"), "95 % range")
    if len(rows) == 1 and len(rows.columns) > 6:  # one wide row reads better downwards
        rows = rows.iloc[0].map(_number).rename_axis("quantity").rename("value").reset_index()
        rows["quantity"] = rows["quantity"].map(heading)
    return rows.rename(columns={column: heading(str(column)) for column in rows}).map(_number)


def _in_one_cell(rows: pd.DataFrame, value: str, ends: tuple[str, str], meaning: str) -> pd.DataFrame:
    """The table with the two ends in the cell of their value, where it has all three."""
    if not {value, *ends} <= set(rows.columns):
        return rows
    metrics = rows["metric"] if "metric" in rows else [""] * len(rows)
    limits = [SLOPE_LIMIT if metric == "slope" else math.inf for metric in metrics]
    numbers = rows[[value, *ends]].to_numpy(dtype=float)
    cells = [interval_text(*row, limit=limit) for row, limit in zip(numbers, limits, strict=True)]
    return rows.assign(**{value: cells}).drop(columns=list(ends)).rename(columns={value: f"{value} ({meaning})"})


def _number(cell: object) -> object:
    """A number of three digits, with the minus and infinity signs of print; text and whole numbers as they are."""
    if not isinstance(cell, float) or math.isnan(cell) or (math.isfinite(cell) and cell == int(cell)):
        return cell
    return number_text(cell, 0) if math.isinf(cell) else f"{cell:.3g}".replace("-", "−")
