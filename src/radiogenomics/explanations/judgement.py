"""Whether explanations of a trained network differ from those of one that cannot know anything.

Adebayo et al. 2018 (arXiv:1810.03292): a map that looks the same for random weights, or for a network trained to
permuted labels, explains the image and the architecture, not what was learned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.bootstrap import DRAWS, FEWEST_FOR_BOOTSTRAP, patient_counts, percentile_interval


@dataclass(frozen=True)
class Judgement:
    """Comparison of a trained network's saliency with that of a control.

    Attributes:
        control: what it is compared with.
        difference: mean over patients of trained minus control.
        ci_low: lower end of its 95 % bootstrap interval; NaN for fewer than ten patients.
        ci_high: upper end.
        n: patients with a value of both.
    """

    control: str
    difference: float
    ci_low: float
    ci_high: float
    n: int

    @property
    def differs(self) -> bool:
        """Whether the interval says that the trained network has more; False where it says nothing."""
        return self.ci_low > 0


def judge(trained: pd.Series, controls: Mapping[str, pd.Series], seed: int, draws: int = DRAWS) -> list[Judgement]:
    """Compare one quantity, such as the share of saliency in the tumour, patient by patient.

    Args:
        trained: values of the trained network by patient; NaN where its map is empty.
        controls: the same of each control.
        seed: seed of the bootstrap over patients.
        draws: number of its draws.

    Raises:
        InputError: a control was given other patients.
    """
    found = []
    for control, values in controls.items():
        for patient in trained.index.symmetric_difference(values.index):
            raise InputError(f"explanations: patient {patient} is explained for one of the network and {control} alone")
        difference = (trained - values).dropna().to_numpy()
        interval = (np.nan, np.nan)
        if difference.size >= FEWEST_FOR_BOOTSTRAP:
            interval = percentile_interval(patient_counts(difference.size, draws, seed) @ difference / difference.size)
        mean = float(difference.mean()) if difference.size else np.nan
        found.append(Judgement(control, mean, *interval, difference.size))
    return found


def sentence(quantity: str, judgements: list[Judgement]) -> str:
    """What the comparisons mean for a reader; `quantity` such as `the share of saliency in the tumour`."""
    few = [judgement for judgement in judgements if judgement.n < FEWEST_FOR_BOOTSTRAP]
    if few:
        return (
            f"Too few patients ({few[0].n}) to tell whether {quantity} differs from that of {few[0].control}: "
            "the maps are pictures and no evidence."
        )
    alike = [judgement for judgement in judgements if not judgement.differs]
    if alike:
        listed = " and ".join(f"{judgement.control} ({_text(judgement)})" for judgement in alike)
        return (
            f"In {quantity} the trained network does not exceed {listed}: here the explanation is no evidence of what "
            "the network has learned."
        )
    listed = " and ".join(f"{judgement.control} ({_text(judgement)})" for judgement in judgements)
    return f"In {quantity} the trained network exceeds {listed}: the maps depend on what it has learned."


def _text(judgement: Judgement) -> str:
    return f"difference {judgement.difference:+.3f}, {judgement.ci_low:+.3f} to {judgement.ci_high:+.3f}"
