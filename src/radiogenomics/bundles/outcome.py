"""What the networks or classifiers of a bundle say of one patient, before it is summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from radiogenomics.bundles.saliency import SaliencyMap
    from radiogenomics.bundles.scans import Noticed


@dataclass(frozen=True)
class Outcome:
    """What the networks or classifiers of a bundle say of one patient.

    A form whose result is no probability derives from it.

    Attributes:
        predictions: input, fold, patient_id, and what the form's `result` reads: probability, n_draws, sd_draws.
        distances: percentile of the patient's distance among those of the training patients, by what is compared.
        missing: sequences, or features, that the model was trained on and the patient has not.
        routing: input, fold, patient_id, block, share_fine_tuned; no rows where nothing is routed.
        half_widths: by input, half the width of the interval of the mean over folds and draws; none where nothing is
            drawn.
        suspicions: what a person should look at in what was given (`scans.noticed`).
        saliency: where the networks look, by input, if that is asked for and the form can say it.
    """

    predictions: pd.DataFrame
    distances: Mapping[str, float]
    missing: Sequence[str] = ()
    routing: pd.DataFrame = field(default_factory=pd.DataFrame)
    half_widths: Mapping[str, float] = field(default_factory=dict)
    suspicions: Sequence[Noticed] = ()
    saliency: Sequence[SaliencyMap] = ()
