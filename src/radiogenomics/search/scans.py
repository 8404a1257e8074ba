"""Independent scans: one parameter varied while all others stay as they are (SpotTune's own search, Schmitz 2024)."""

import numpy as np
import pandas as pd

from radiogenomics.search.settings import ScanSettings
from radiogenomics.search.space import Value

NOTE = (
    "Each key is varied by itself, all others as in the best trial; values are those of the epoch that is kept, of "
    "training patients seen as they are and of validation patients; no test patient is among them."
)
HEADINGS = {
    "parameter": "Key",
    "value": "Value",
    "folds": "Folds",
    "training": "Training",
    "validation": "Validation",
    "overfitting": "Overfitting",
}


def scan_values(scan: ScanSettings) -> list[Value]:
    """Values of a scan in their order, each once."""
    if scan.values:
        return list(scan.values)
    spaced = np.geomspace if scan.log else np.linspace
    points = spaced(scan.low, scan.high, scan.points)
    # Twelve digits: 1e-05 and not 1.0000000000000001e-05, in file names and tables.
    values = [round(float(point)) if scan.whole else float(f"{point:.12g}") for point in points]
    return list(dict.fromkeys(values))


def scan_table(scores: pd.DataFrame) -> pd.DataFrame:
    """Means over folds of every value of every scan.

    Args:
        scores: columns parameter, value, fold, training, validation.

    Returns:
        parameter, value, folds, training, validation and their difference, overfitting.
    """
    groups = scores.groupby(["parameter", "value"], sort=False)
    table = groups.agg(folds=("fold", "size"), training=("training", "mean"), validation=("validation", "mean"))
    table = table.assign(overfitting=table.training - table.validation).round(3).reset_index()
    # Decades side by side: a table of numbers would show the least of them as 0.
    return table.assign(value=[f"{value:g}" if isinstance(value, float) else str(value) for value in table.value])
