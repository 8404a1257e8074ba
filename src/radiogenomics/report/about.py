"""What a report is told of a study by its configuration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class About:
    """What the configuration says of a study, in plain values.

    Titles are by name. `subjects` are what a model is judged on, each of them called a `subject` (an ensemble, an
    input, a source); `groups` are the modality groups whose patients train for each, and `groups_in_words` says what
    the patients of every group have. `is_trained` says whether this run
    fits the models. `settings` are further texts for the templates of the checklists, by the name of the fact. `inputs`
    are those of every model that this run fits, of supplementary runs, too; `external` the models whose
    predictions others made; `modalities` and `tables` what the models are given; `libraries` the
    packages that such a run computes with. `classes` are the positive and the negative one, or none where `label` is
    no class.
    """

    name: str
    title: str
    subject: str
    is_trained: bool
    simulated: bool
    label: str
    classes: Sequence[str]
    models: Mapping[str, str]
    subjects: Mapping[str, str]
    cohort: str = ""
    described_group: str = ""
    folds: int | None = None
    seed: int | None = None
    weights: str = ""
    groups: Mapping[str, list[str]] = field(default_factory=dict)
    groups_in_words: str = ""
    model_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    external: Sequence[str] = ()
    external_cohorts: Sequence[str] = ()
    modalities: Sequence[str] = ()
    tables: Sequence[str] = ()
    libraries: Sequence[str] = ()

    @property
    def patients(self) -> str:
        """`simulated patients` or `real patients`."""
        return "simulated patients" if self.simulated else "real patients"

    def called(self, model: str, subject: str) -> str:
        """Name of a model and subject for readers."""
        return f"{self.models.get(model, model)}, {self.subjects.get(subject, subject)}"
