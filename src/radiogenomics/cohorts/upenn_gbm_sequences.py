"""Which structural sequences the DICOM series of one examination in UPENN-GBM are.

The archive chose one series for each sequence and called it `…Processed_CaPTk`. Its 113 descriptions tell T2 and FLAIR
always, but the scans before and after contrast agent not always: `T1 MPRAGE AXIAL IPAT` was scanned twice, and
`AX T1 MPRAGE ISOTROPIC` is after the agent where there is an `AX T1 PRE`. There the order of the series tells.
"""

import re
from typing import Any

import pandas as pd

from radiogenomics.downloads.idc_series import contrast_of

AFTER_AGENT = re.compile(r"post|gad|c\+|stealth", re.IGNORECASE)
"""Words for a T1-weighted scan after contrast agent; a scan for navigation in surgery (Stealth) is one."""
BEFORE_AGENT = re.compile(r"pre", re.IGNORECASE)
DERIVED = re.compile(r"processed_?cap", re.IGNORECASE)
"""End of the descriptions of series from which the archive made its structural images."""
BY_ORDER = "T1 and T1GD are told by the order of their series, for no description says which is after contrast agent"


def sequences_of(series: pd.DataFrame) -> tuple[dict[str, Any], bool]:
    """Series of an examination by sequence, and whether T1 and T1GD are told by their order.

    A sequence of which none or several series are there is left out. Of two T1-weighted scans, of which no description
    says that it is after contrast agent, the one with the higher SeriesNumber is: the agent stays.

    Args:
        series: rows with description and number, as of `read_series_table`.

    Returns:
        Rows (`itertuples`) of T1, T1GD, T2 and FLAIR, as far as they can be told.
    """
    of_contrast: dict[str, list[Any]] = {}
    for row in series.itertuples():
        if DERIVED.search(row.description):
            of_contrast.setdefault(contrast_of(row.description), []).append(row)
    found = {name: rows[0] for name in ("T2", "FLAIR") if len(rows := of_contrast.get(name, [])) == 1}
    plain, after = [], []
    for row in of_contrast.get("T1", []):
        (after if AFTER_AGENT.search(row.description) else plain).append(row)
    by_order = not after and len(plain) == 2 and len({row.number for row in plain}) == 2
    if by_order and all(row.number.isdigit() for row in plain):
        plain.sort(key=lambda row: int(row.number))
        return {"T1": plain[0], "T1GD": plain[1], **found}, True
    if len(after) == 1:
        found["T1GD"] = after[0]
    if len(plain) == 1 and (after or BEFORE_AGENT.search(plain[0].description)):
        found["T1"] = plain[0]
    return found, False
