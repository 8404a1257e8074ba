"""Labels of simulated patients besides the one of their archive, drawn independently of it."""

from typing import NamedTuple

import numpy as np

from radiogenomics.cohorts.settings import FurtherLabelSettings
from radiogenomics.cohorts.simulation.planted import IDH1, IDH1_UNKNOWN
from radiogenomics.seeds import derive_seed

EVEN = np.array([0.7548776662466927, 0.5698402909980532])
"""Steps of a sequence that fills the unit square evenly (Roberts 2018, R₂): shares come out as set in small cohorts."""


class FurtherLabel(NamedTuple):
    """A patient's label, 1 or 0, which the images follow, and what the archive's table says of it."""

    label: int
    word: str


def further_label(seed: int, patient_id: str, name: str, settings: FurtherLabelSettings) -> FurtherLabel:
    """A further label of one patient; the table may not tell it, the images follow it all the same.

    Args:
        seed: seed of the cohort.
        patient_id: for example `UPENN-GBM-00001`; a patient's label does not depend on who else is simulated,
            and in a cohort as a whole the shares are nearly those of the settings.
        name: column of the label.
        settings: shares of the positive and of the unknown.
    """
    start = np.random.default_rng(derive_seed(seed, "label", name)).random(2)
    positive, unknown = (start + int(patient_id.rsplit("-", 1)[-1]) * EVEN) % 1
    label = int(positive < settings.positive_fraction)
    word = IDH1.positive if label else IDH1.negative
    return FurtherLabel(label, IDH1_UNKNOWN if unknown < settings.unknown_fraction else word)
