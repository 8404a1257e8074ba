"""What the models of a form answer, and with it how an answer is summed up, written and shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from radiogenomics.bundles.bundle import Bundle
    from radiogenomics.bundles.outcome import Outcome

Said = Mapping[str, Any]
"""What is said of a patient: plain values by name, among them `patient_id`."""


class Result(ABC):
    """One kind of answer."""

    # Of a patient

    @abstractmethod
    def summary(self, bundle: Bundle, patient: str, outcome: Outcome) -> dict[str, Any]:
        """What is said of a patient.

        Args:
            bundle: the model.
            patient: identifier.
            outcome: what the form's `predict` found.
        """

    @abstractmethod
    def row(self, said: Said) -> dict[str, Any]:
        """What is said of a patient as one row of a table, without lists."""

    @abstractmethod
    def line(self, said: Said) -> str:
        """What is said of a patient in a few words, without a line break."""

    def write_files(self, said: Sequence[Said], outcomes: Sequence[Outcome], folder: Path) -> None:
        """Write what is no table, below a folder: nothing, where the answer is a number.

        Args:
            said: of each patient.
            outcomes: what this is made from, in the same order.
            folder: of the results.
        """
        return None

    @abstractmethod
    def page(
        self,
        bundle: Bundle,
        said: Sequence[Said],
        outcomes: Sequence[Outcome],
        left_out: Mapping[str, str],
        folder: Path,
    ) -> str:
        """HTML of one page about some patients.

        Args:
            bundle: the model.
            said: of each patient.
            outcomes: what this is made from, in the same order.
            left_out: patients who could not be predicted, each with the reason.
            folder: of the results, where `write_files` has written.
        """

    # Of a model, by its description

    @abstractmethod
    def task(self, description: Mapping[str, Any]) -> str:
        """What the model does, as `task` of MONAI's metadata."""

    @abstractmethod
    def output_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """What a network gives, as `pred` of MONAI's `network_data_format`."""

    @abstractmethod
    def predicts(self, description: Mapping[str, Any]) -> str:
        """What is predicted, in one sentence of the model card."""

    @abstractmethod
    def reading(self, description: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]]) -> str:
        """A section of the model card, with its heading, that helps to read an answer."""

    @abstractmethod
    def averaging(self, description: Mapping[str, Any]) -> str:
        """How the answers of the networks become one, in one sentence of the model card."""
