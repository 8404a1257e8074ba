"""Numbers as a reader wants them."""

import math

NONE = "–"
LARGE = 100
"""Numbers from which on digits after the point say nothing."""


def number_text(value: float, digits: int, limit: float = math.inf) -> str:
    """A number with so many digits after the point, `−` and `∞` as in print, and `–` for a missing one.

    One that is finite and beyond ± `limit` is `> 100` or `< −100`, say.
    """
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) > limit:
        return f"> {limit:g}" if value > 0 else f"< −{limit:g}"
    text = f"{value:.0f}" if abs(value) >= LARGE else f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")


def interval_text(
    value: float, low: float, high: float, digits: int = 3, limit: float = math.inf, end_digits: int = 2
) -> str:
    """A number of three digits and its interval of two, as `0.660 (0.51–0.80)`; without an interval the number alone.

    Where an end is negative or beyond ± `limit`, `to` stands between the ends: `−0.12 (−0.40 to 0.15)`.
    """
    text = number_text(value, digits, limit)
    if math.isnan(value) or math.isnan(low) or math.isnan(high):
        return text
    ends = [number_text(end, end_digits, limit) for end in (low, high)]
    between = " to " if set("−<>") & set("".join(ends)) else "–"
    return f"{text} ({between.join(ends)})"


def difference_text(value: float, low: float, high: float) -> str:
    """A difference and its interval of three digits, which show on which side of 0 an end lies more often than two."""
    return interval_text(value, low, high, end_digits=3)
