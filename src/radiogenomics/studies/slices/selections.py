"""Choices of slices and weighted combinations of a study of slices, as its rules and page ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from radiogenomics.errors import InputError
from radiogenomics.studies.names import check_known, check_unique

if TYPE_CHECKING:
    from radiogenomics.studies.slices.study import SliceStudy

RULES = "slice_selections"
"""File of `workflow/rules/` that serves selections."""
CHOICES = {
    "central": "central",
    "tumour_midpoint": "around the midpoint of the tumour",
    "tumour_largest": "around the slice with most tumour",
    "brightest": "around the slice with most bright voxels",
}
SELECTION_RESULTS = ("tables/selections.html",)
SELECTION_PICTURES = ("figures/selections.png",)


class Selections:
    """Selections and combinations of a study; there is nothing where the study has none."""

    def __init__(self, study: SliceStudy) -> None:
        """Take note of the study."""
        self.study = study

    def check(self, key: str) -> None:
        """Refuse selections of sequences that do not exist, and combinations of what is no input."""
        settings = self.study.settings
        check_unique(key, {"selections, combinations and other inputs": settings.known_inputs})
        for name, selection in settings.selections.items():
            check_known(f"{key}.selections.{name}.modality", [selection.modality], settings.modalities)
        single = [name for name in settings.known_inputs if name not in settings.combinations]
        for name, weights in settings.combinations.items():
            check_known(f"{key}.combinations.{name}", weights, single)
            groups = {settings.group_of(member) for member in weights}
            if len(groups) > 1:
                raise InputError(
                    f"config: {key}.combinations.{name}: its inputs are of the groups {', '.join(sorted(groups))}, "
                    "whose patients have other folds; combine inputs of one group"
                )
        self._check_stacks(key)

    def _check_stacks(self, key: str) -> None:
        """A network of volumes is given a stack of as many slices of every patient."""
        settings = self.study.settings
        if settings.slices.choice != "middle":
            return
        for model in settings.models:
            if settings.models[model].image_dimensions == 2:
                continue
            further = (name for run in settings.supplementary.values() if run.model == model for name in run.inputs)
            given = settings.inputs_of_model(model) if model in settings.compare else []
            for name in self.members([*given, *further]):
                if name not in settings.selections:
                    raise InputError(
                        f"config: {key}.models.{model}: sees stacks of slices, of which `slices.choice: middle` takes "
                        f"another number of every patient; give it one of `selections` instead of {name}"
                    )

    @property
    def rules(self) -> list[str]:
        """Files of rules that serve them."""
        settings = self.study.settings
        return [RULES] if settings.selections or settings.combinations else []

    def members(self, names: Iterable[str]) -> list[str]:
        """Inputs that networks are trained on, in place of combinations of them; each once."""
        combinations = self.study.settings.combinations
        return list(dict.fromkeys(member for name in names for member in combinations.get(name, [name])))

    def member_predictions(self, model: str, name: str, variant: str) -> list[str]:
        """Predictions of the members of a combination, in the order of their weights."""
        weights = self.study.settings.combinations[name]
        return [self.study.path(f"predictions{variant}/{model}/{member}.csv") for member in weights]

    @property
    def groups(self) -> dict[str, list[str]]:
        """Groups of splits.csv that train on each selection."""
        settings = self.study.settings
        return {name: settings.training_groups(own.modality) for name, own in settings.selections.items()}

    @property
    def modalities(self) -> dict[str, str]:
        """Modality of whose slices each selection is."""
        return {name: own.modality for name, own in self.study.settings.selections.items()}

    def extraction(self, name: str) -> dict[str, Any]:
        """Which slices of which sequence a selection is, in plain values."""
        selection = self.study.settings.selections[name]
        return {"modality": selection.modality, "slices": selection.applied(self.study.settings.slices)}

    def files(self, suffix: str) -> list[str]:
        """One file per selection."""
        return self.study.source.files(list(self.study.settings.selections), suffix)

    @property
    def titles(self) -> dict[str, str]:
        """Titles of selections by name."""
        return {name: selection.title for name, selection in self.study.settings.selections.items()}

    @property
    def judged(self) -> list[tuple[str, str]]:
        """Compared models, each with its selections, and its weighted combinations with their members."""
        settings = self.study.settings
        combined = [member for weights in settings.combinations.values() for member in weights]
        wanted = dict.fromkeys([*settings.selections, *combined, *settings.combinations])
        given = {model: settings.inputs_of_model(model) for model in settings.compare}
        given = {model: {*names, *self.members(names)} for model, names in given.items()}
        return [(model, name) for name in wanted for model in settings.compare if name in given[model]]

    @property
    def predictions(self) -> list[str]:
        """Predictions of each of `judged`."""
        return [self.study.path(f"predictions/{model}/{name}.csv") for model, name in self.judged]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the table says of each of `judged` besides its numbers."""
        settings = self.study.settings
        return [
            {
                "model": settings.model_titles[model],
                "batch_size": self._batch_size(model),
                **self._described(name),
                "members": list(settings.combinations.get(name, [])),
                "key": (model, name),
            }
            for model, name in self.judged
        ]

    def _batch_size(self, model: str) -> int:
        training = self.study.settings.training
        names = self.study.settings.phases_of.get(model, [phase.name for phase in training.all_phases])
        return next(phase.batch_size for phase in reversed(training.all_phases) if phase.name in names)

    def _described(self, name: str) -> dict[str, Any]:
        settings = self.study.settings
        if name in settings.combinations:
            members = settings.combinations[name].items()
            weights = ", ".join(f"{weight:g} × {self.titles.get(own, own)}" for own, weight in members)
            return {"sequence": "weighted", "choice": weights, "images": None}
        if name not in settings.selections:
            return {"sequence": name, "choice": "as the study's slices", "images": None}
        selection = settings.selections[name]
        return {"sequence": selection.modality, "choice": CHOICES[selection.choice], "images": selection.count}

    @property
    def results(self) -> list[str]:
        """Tables of results that the page shows."""
        return list(SELECTION_RESULTS) if self.judged else []

    @property
    def pictures(self) -> list[str]:
        """Pictures of slices that the page shows."""
        return list(SELECTION_PICTURES) if self.study.settings.selections else []
