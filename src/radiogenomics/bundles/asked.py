"""What a user asks of a prediction besides the probability; nothing heavy is imported, as the help reads it."""

from dataclasses import dataclass

INTERVAL_WIDTH = 0.02
"""Width of the interval of the mean over draws at which they stop, unless the user says otherwise: ± 0.01."""


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes:
        interval_width: width of the interval of the mean probability at which draws of routes stop; 0 takes all draws.
        saliency: whether networks say where they look.
    """

    interval_width: float = 0.0
    saliency: bool = False
