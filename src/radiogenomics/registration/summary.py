"""How the registration of a study's patients went, in a table that names none of them."""

import pandas as pd

from radiogenomics.registration.brain import ATLAS

FIGURES = {
    "turned_degrees": "Turned (degrees)",
    "moved_mm": "Moved (mm)",
    "mutual_information_before": "Mutual information before",
    "mutual_information_after": "after (nats)",
    "head_overlap": "Overlap of the heads (Dice)",
    "brain_covered": "Share of the brain shown",
    "tumour_outside_brain": "Share of the tumour outside the brain",
}


def registration_summary(quality: pd.DataFrame) -> pd.DataFrame:
    """Median and range of every measure, by sequence and by what it was registered to.

    Args:
        quality: rows of `quality.csv` of the patients.
    """
    rows = []
    measured = quality[quality["sequence"].notna() & (quality["sequence"] != "")]
    for (sequence, onto), group in measured.groupby(["sequence", "onto"], sort=False, dropna=False):
        row = {
            "Sequence": sequence,
            "Registered to": onto if isinstance(onto, str) and onto else "–",
            "Scans": len(group),
        }
        rows.append(row | {title: _spread(group[column]) for column, title in FIGURES.items()})
    return pd.DataFrame(rows, columns=["Sequence", "Registered to", "Scans", *FIGURES.values()])


def registration_note(quality: pd.DataFrame) -> str:
    """What stands under the table: how many scans failed, and what told the brain from the rest."""
    of_scan = quality.drop_duplicates("scan_id")
    failed = int((of_scan["fault"].fillna("") != "").sum())
    text = f"{len(of_scan)} scans, of which {failed} failed and are excluded. Median (lowest to highest)."
    if (quality["brain_by"] == ATLAS).any():
        text += (
            " The brain is that of the atlas, moved with the registration, for no program that finds the patient's own "
            "(HD-BET, SynthStrip) was used: tumour and swelling at the rim may be cut, and skull may be left."
        )
    return text


def _spread(values: pd.Series) -> str:
    numbers = pd.to_numeric(values, errors="coerce").dropna()
    if numbers.empty:
        return "–"
    return f"{numbers.median():.2f} ({numbers.min():.2f} to {numbers.max():.2f})"
