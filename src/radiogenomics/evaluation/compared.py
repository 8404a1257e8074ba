"""What a study gives to be compared with other studies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """The models of a study, each on what the study's curves are drawn of first.

    Attributes:
        study: its name.
        title: of the study.
        label: name of what is predicted.
        classes: the positive and the negative class.
        simulated: whether the patients are simulated.
        predictions: its table predictions.csv.
        models: titles of the models by name, in the order of its tables.
        inputs: inputs over which each model is averaged, by model.
    """

    study: str
    title: str
    label: str
    classes: Sequence[str]
    simulated: bool
    predictions: str
    models: Mapping[str, str]
    inputs: Mapping[str, Sequence[str]]
