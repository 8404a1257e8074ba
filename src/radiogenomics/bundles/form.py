"""What a model is given, and with it how the model is exported, read and asked: one class per form of input."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.result import Result
from radiogenomics.checking.patients import Patient
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.images.labels import LabelConvention

if TYPE_CHECKING:
    from radiogenomics.bundles.bundle import Bundle
    from radiogenomics.bundles.scans import Noticed

Files = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Written:
    """What writing a model found out.

    Attributes:
        description: further values for the description of the model.
        features: names of the features by which patients are compared with the training patients.
        training: what these look like (`distance.describe_training`), by what is compared.
        scans: training patients by sequence, where scans are given.
        networks: of an input, what the training patients look like to the network of each fold
            (`network_features.describe_to_networks`).
    """

    description: Mapping[str, Any]
    features: Sequence[str]
    training: Mapping[str, Mapping[str, Sequence[float]]]
    scans: Mapping[str, Sequence[str]] = field(default_factory=dict)
    networks: Mapping[str, Sequence[Mapping[str, Sequence[float]]]] = field(default_factory=dict)


class Form(ABC):
    """One form of input."""

    needs_scans: bool = True
    """Whether patients are given by files, and not by the cells of a table."""
    any_grid: ClassVar[bool] = False
    """Whether scans may have other voxels than the training scans."""
    result: ClassVar[Result]
    """What its models answer."""

    @abstractmethod
    def write(self, files: Files, description: Mapping[str, Any], seed: int, folder: Path) -> Written:
        """Write what was trained below a folder.

        Args:
            files: as the study's `exports` names them.
            description: of the study.
            seed: of the run.
            folder: of the bundle.

        Raises:
            InputError: a file is missing or does not belong to the others.
        """

    @abstractmethod
    def predict(
        self, bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None
    ) -> Outcome:
        """Ask all networks or classifiers of a bundle about one patient.

        Args:
            bundle: the model.
            patient: files, or cells of a table.
            compute: where, and by which arithmetic.
            convention: what the numbers of a segmentation mean.

        Raises:
            InputError: the patient lacks what the model needs, or something given is not the model's.
        """

    def with_expression(self, bundle: Bundle, patients: Sequence[Patient], path: Path) -> list[Patient]:
        """Patients with their rows of a table of expression, where the model reads any.

        Args:
            bundle: the model.
            patients: whose expression is looked for.
            path: genes × patients, or the other way round.

        Raises:
            InputError: the model reads no expression, or the table cannot be read or holds nobody of them.
        """
        raise InputError(f"--expression {path}: this model reads no expression; leave it out")

    def suspicions(self, bundle: Bundle, patients: Sequence[Patient]) -> dict[str, list[Noticed]]:
        """What is suspicious of patients next to the others who are predicted with them, by patient."""
        return {}

    def sequences(self, bundle: Bundle) -> list[str]:
        """Sequences that a patient may be given by."""
        return bundle.channels

    def reads_mask(self, bundle: Bundle) -> bool:
        """Whether a model reads a segmentation of the tumour."""
        return False

    def same_shape(self, description: Mapping[str, Any]) -> bool:
        """Whether scans must have as many voxels as the training scans, and not their spacing alone."""
        return False

    @abstractmethod
    def asked_of(self, description: Mapping[str, Any]) -> str:
        """What a user has to give, in a few sentences for the model card."""

    @abstractmethod
    def example(self, description: Mapping[str, Any]) -> str:
        """Options of `radiogenomics predict` besides `--model`, as an example."""

    @abstractmethod
    def data_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """The first input as MONAI's `network_data_format` describes it."""


def refuse_other_sequences(patient: Patient, scans: Mapping[str, Path], known: Sequence[str]) -> None:
    """Check that a patient's scans are of sequences that a model was trained on.

    Raises:
        InputError: one is not.
    """
    for name in scans:
        if name not in known:
            raise InputError(
                f"patient {patient.identifier}: {name} is no sequence of this model{nearest(name, known)}; it was "
                f"trained on {', '.join(known)}: give those"
            )


def usable_inputs(patient: Patient, inputs: Mapping[str, Mapping[str, Any]], have: Sequence[str]) -> list[str]:
    """Inputs of a model of which the patient has all channels.

    Raises:
        InputError: there is none; what is missing is named.
    """
    usable = [name for name, each in inputs.items() if set(each["channels"]) <= set(have)]
    if not usable:
        channels = dict.fromkeys(channel for each in inputs.values() for channel in each["channels"])
        missing = [name for name in channels if name not in have]
        raise InputError(
            f"patient {patient.identifier}: the model needs {', '.join(missing)}; give "
            f"{'it' if len(missing) == 1 else 'them, or at least all channels of one input'}"
        )
    return usable
