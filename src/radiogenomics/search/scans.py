"""Independent scans: one parameter varied while all others stay as they are (SpotTune's own search, Schmitz 2024)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from radiogenomics.search.settings import ScanSettings
from radiogenomics.search.space import Value


def scan_values(scan: ScanSettings) -> list[Value]:
    """Values of a scan in their order, each once."""
    if scan.values:
        return list(scan.values)
    spaced = np.geomspace if scan.log else np.linspace
    points = spaced(scan.low, scan.high, scan.points)
    # Twelve digits: 1e-05 and not 1.0000000000000001e-05, in file names and tables.
    values = [round(float(point)) if scan.whole else float(f"{point:.12g}") for point in points]
    return list(dict.fromkeys(values))


def scan_runs(base: Mapping[str, Value], scans: Mapping[str, ScanSettings]) -> pd.DataFrame:
    """Runs of independent scans: one row per parameter and value.

    Args:
        base: values of all parameters, which hold where they are not varied.
        scans: by the parameter that is varied.

    Returns:
        Columns parameter, value, and one per parameter in `base` or `scans` with its value in that run.
    """
    rows = [
        {"parameter": name, "value": value, **base, name: value}
        for name, scan in scans.items()
        for value in scan_values(scan)
    ]
    return pd.DataFrame(rows, dtype=object)
