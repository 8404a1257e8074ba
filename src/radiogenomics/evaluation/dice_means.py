"""Whether a published mean Dice is the mean of the classes' Dice printed with it."""

import pandas as pd

PREFIX = "mean of "


def dice_verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    """Verdict on each Dice of one model; `ensemble` is the class, or `mean of NCR, ED, ET`.

    Returns:
        attainable, reason; by the rows' index.
    """
    parts = rows.set_index("ensemble")[["value", "printed"]]
    verdicts = [_verdict(row.ensemble, row.value, row.printed, parts) for row in rows.itertuples()]
    return pd.DataFrame(verdicts, columns=["attainable", "reason"], index=rows.index)


def _verdict(ensemble: str, value: float, printed: str, parts: pd.DataFrame) -> tuple[bool | None, str]:
    if not ensemble.startswith(PREFIX):
        return None, "not checked"
    members = parts.loc[ensemble.removeprefix(PREFIX).split(", ")]
    mean = members["value"].mean()
    margin = members["printed"].map(_rounding).mean() + _rounding(printed)
    agrees = bool(abs(mean - value) <= margin + 1e-12)
    listed = ", ".join(f"{name} {text}" for name, text in members["printed"].items())
    return agrees, f"{'' if agrees else 'not '}the mean of {listed}: {mean:.3f}"


def _rounding(printed: str) -> float:
    """Half a unit of the last printed digit."""
    return 0.5 * 10.0 ** -len(printed.partition(".")[2])
