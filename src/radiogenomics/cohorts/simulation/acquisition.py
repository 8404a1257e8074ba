"""The archive's acquisition table: how each scan was made."""

from dataclasses import dataclass

import pandas as pd

from radiogenomics.cohorts.simulation.roster import Scan


@dataclass(frozen=True)
class Sequence:
    """Parameters of one pulse sequence, as the archive writes them: times in ms, angle in degrees, lengths in mm."""

    repetition_time: str
    echo_time: str
    inversion_time: str | None
    """None for sequences whose table has no such column."""
    flip_angle: str
    pixel_edge: str
    slice_thickness: str


@dataclass(frozen=True)
class Protocol:
    """A scanner model with the sequences it runs."""

    model: str
    field_strength: str
    """Field strength in tesla."""
    frequency: str
    """Imaging frequency in MHz."""
    sequences: dict[str, Sequence]


PROTOCOLS = (
    Protocol(
        "TrioTim",
        "3",
        "123.256575",
        {
            "T1": Sequence("1760", "3.11", "950", "15", "0.9765625", "1"),
            "T1GD": Sequence("1760", "3.11", "950", "15", "0.9765625", "1"),
            "T2": Sequence("4680", "85", None, "160", "0.9375", "3"),
            "FLAIR": Sequence("9420", "141", "2500", "170", "0.9375", "3"),
            "DTI": Sequence("5000", "86", None, "90", "1.71875", "3"),
            "DSC": Sequence("2000", "45", None, "90", "1.71875", "3"),
        },
    ),
    Protocol(
        "Verio",
        "3",
        "123.202751",
        {
            "T1": Sequence("1760", "3.15", "950", "15", "0.48828125", "1"),
            "T1GD": Sequence("1760", "3.15", "950", "15", "0.48828125", "1"),
            "T2": Sequence("5410", "86", None, "160", "0.9375", "3"),
            "FLAIR": Sequence("9420", "111", "2550", "170", "0.46875", "3"),
            "DTI": Sequence("6300", "100", None, "90", "1.71875", "3"),
            "DSC": Sequence("2000", "45", None, "90", "1.71875", "3"),
        },
    ),
    Protocol(
        "Espree",
        "1.5",
        "63.535519",
        {
            "T1": Sequence("1180", "2.87", "600", "15", "0.9765625", "1"),
            "T1GD": Sequence("1180", "2.87", "600", "15", "0.9765625", "1"),
            "T2": Sequence("6550", "106", None, "180", "0.4296875", "5"),
            "FLAIR": Sequence("9200", "99", "2200", "150", "0.9765625", "3"),
            "DTI": Sequence("3100", "104", None, "90", "1.796875", "5"),
            "DSC": Sequence("1830", "51.4", None, "90", "1.796875", "3"),
        },
    ),
)
"""The archive's three most frequent models, with their most frequent parameters; further scanners repeat them."""


def acquisition_table(scans: list[Scan]) -> pd.DataFrame:
    """Rows and columns of `UPENN-GBM_acquisition.csv`, all text; empty cells where a sequence was not run."""
    ordered = sorted(scans, key=lambda scan: (not scan.is_baseline, scan.scan_id))
    return pd.DataFrame([_row(scan, PROTOCOLS[scan.scanner % len(PROTOCOLS)]) for scan in ordered])


def _row(scan: Scan, protocol: Protocol) -> dict[str, str]:
    row = {"ID": scan.scan_id, "Manufacturer": "SIEMENS", "Model": protocol.model}
    row["Magnetic Field Strength"] = protocol.field_strength
    for name, sequence in protocol.sequences.items():
        cells = {
            "Imaging Frequency": protocol.frequency,
            "Repetition Time": sequence.repetition_time,
            "Echo Time": sequence.echo_time,
            "Inversion Time": sequence.inversion_time,
            "Flip Angle": sequence.flip_angle,
            "Pixel Spacing": rf"{sequence.pixel_edge}\{sequence.pixel_edge}",
            "Slice Thickness": sequence.slice_thickness,
        }
        row |= {f"{name} {key}": cell if scan.has(name) else "" for key, cell in cells.items() if cell is not None}
    return row
