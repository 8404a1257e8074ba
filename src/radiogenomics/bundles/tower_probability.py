"""The probability of a label by a fusion of towers, or by the tower of the modality that a patient has."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.page import named
from radiogenomics.bundles.probability import Probability
from radiogenomics.bundles.result import Said
from radiogenomics.report.html import table_block
from radiogenomics.towers.incomplete import TOWERS

ALONE = (
    "Who lacks a modality is predicted by the tower of the other one. The thresholds were chosen for the whole model: "
    "none is applied to what a tower predicts in its place."
)


class TowerProbability(Probability):
    """A probability, and which network it is by."""

    def summary(self, bundle: Bundle, patient: str, outcome: Outcome) -> dict[str, Any]:
        """As of a probability, and `predicted_by`."""
        said = super().summary(bundle, patient, outcome)
        # All folds have the same networks, and the patient the same modalities.
        used = outcome.predictions["used"].iloc[0]
        own = used == bundle.description["model"]["network"]
        return {**said, "predicted_by": TOWERS[used], "above_threshold": said["above_threshold"] if own else {}}

    def line(self, said: Said) -> str:
        """The probability, and what predicted it."""
        return f"{super().line(said)} by the {said['predicted_by']}"

    def further_blocks(self, said: Sequence[Said]) -> list[str]:
        """A table of what predicted each patient."""
        rows = [
            {
                "Patient": each["patient_id"],
                "Predicted by": each["predicted_by"],
                "Missing": named(each["missing"]) or "nothing",
            }
            for each in said
        ]
        return [table_block(pd.DataFrame(rows), "Which network predicted", ALONE, "predicted-by")] if rows else []

    def averaging(self, description: Mapping[str, Any]) -> str:
        """Folds, and what a fusion does without one of its inputs."""
        folds = description["folds"]
        alone = (
            " A patient without scans or without expression is predicted by the tower of what is there."
            if description["model"]["network"] == "fusion"
            else ""
        )
        return f"The mean is taken of the probabilities of the {folds} fold{'s' * (folds > 1)}.{alone}"
