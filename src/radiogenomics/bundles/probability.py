"""The probability of a label, by the mean over folds and inputs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.page import prediction_page
from radiogenomics.bundles.result import Result, Said
from radiogenomics.bundles.summary import flat, summary


class Probability(Result):
    """A number between 0 and 1 of each patient."""

    def summary(self, bundle: Bundle, patient: str, outcome: Outcome) -> dict[str, Any]:
        """Probability, its spread, the distance from the training patients, what is missing."""
        return summary(bundle, patient, outcome)

    def row(self, said: Said) -> dict[str, Any]:
        """One column per input, distance and threshold."""
        return flat(said)

    def line(self, said: Said) -> str:
        """Line of the terminal: patient and probability (0–1), with three digits."""
        return f"{said['patient_id']}: {said['probability']:.3f}"

    def page(
        self,
        bundle: Bundle,
        said: Sequence[Said],
        outcomes: Sequence[Outcome],
        left_out: Mapping[str, str],
        folder: Path,
    ) -> str:
        """Tables of probabilities, distances and routes."""
        routing = pd.concat([outcome.routing for outcome in outcomes] or [pd.DataFrame()], ignore_index=True)
        return prediction_page(bundle, said, routing, left_out, self.further_blocks(said), folder)

    def further_blocks(self, said: Sequence[Said]) -> list[str]:
        """HTML of what a kind of model shows besides; none."""
        return []

    def task(self, description: Mapping[str, Any]) -> str:
        """What the bundle's description says is done: classification of a label."""
        return f"classification of {description['label']['name']} of patients with glioma"

    def output_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """MONAI's description of the output: one probability per patient, without axes."""
        return {
            "type": "probabilities",
            "format": "classification",
            "num_channels": 1,
            "spatial_shape": [],
            "dtype": "float32",
            "value_range": [0, 1],
            "is_patch_data": False,
            "channel_def": {"0": description["label"]["classes"][0]},
        }

    def predicts(self, description: Mapping[str, Any]) -> str:
        """The label and its classes."""
        positive, negative = description["label"]["classes"]
        return f"Predicts {description['label']['name']}: the probability of `{positive}` against `{negative}`."

    def reading(self, description: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]]) -> str:
        """Thresholds with their sensitivity and specificity."""
        rules = "\n".join(
            f"- {row['rule']}: {row['threshold']:.4g} (sensitivity {row['sensitivity']:.2f}, specificity "
            f"{row['specificity']:.2f}, n = {row['n']})"
            for row in thresholds
        )
        return f"## Thresholds, chosen on validation patients\n{rules or 'None was chosen.'}"

    def averaging(self, description: Mapping[str, Any]) -> str:
        """How probabilities become one: the mean over folds, then over inputs by their shares."""
        return (
            f"The mean is taken of the probabilities of the {description['folds']} folds of an input, then of all "
            "inputs by their shares."
        )
