"""Which networks of a study are explained, and what that needs and makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from radiogenomics.studies.names import check_known
from radiogenomics.studies.study import Sections

if TYPE_CHECKING:
    from radiogenomics.explanations.settings import ExplanationSettings
    from radiogenomics.studies.networks.study import NetworkStudy

RULES = "explanations"
"""File of `workflow/rules/` that makes maps of saliency."""
PERMUTED = "_permuted1"
"""Control that is explained, too, where the configuration has it trained."""


class Explained:
    """Explanations of a study, as rules and its page ask for them; there is nothing where the study has none."""

    def __init__(self, study: NetworkStudy) -> None:
        """Take note of the study."""
        self.study = study

    @property
    def settings(self) -> ExplanationSettings | None:
        """The key `explanations` of the study."""
        return self.study.settings.explanations

    def check(self, key: str) -> None:
        """Refuse models and inputs that the study does not compare, or that no model is given."""
        if self.settings is None:
            return
        check_known(f"{key}.models", self.settings.models, self.study.own_models)
        check_known(f"{key}.layers", self.settings.layers, self.models)
        known = dict.fromkeys(name for model in self.models for name in self.study.fitted_inputs[model])
        check_known(f"{key}.inputs", self.settings.inputs, known)

    @property
    def rules(self) -> list[str]:
        """Files of rules that make the explanations."""
        return [] if self.settings is None else [RULES]

    @property
    def models(self) -> list[str]:
        """Models whose networks are explained."""
        if self.settings is None:
            return []
        return self.settings.models or self.study.own_models[:1]

    def inputs(self, model: str) -> list[str]:
        """Inputs on which a model's networks are explained."""
        given = self.study.fitted_inputs[model]
        wanted = self.settings.inputs or given
        return [name for name in given if name in wanted]

    def files(self, suffix: str, models: list[str] | None = None) -> list[str]:
        """One file, or with an empty suffix folder of maps, per model and input."""
        models = self.models if models is None else models
        return [
            self.study.path(f"explanations/{model}/{name}{suffix}") for model in models for name in self.inputs(model)
        ]

    def scans(self, model: str) -> list[str]:
        """The scan that each input's maps are drawn over: its first channel."""
        return [self.scan(name) for name in self.inputs(model)]

    def groups(self, model: str) -> list[str]:
        """Group of splits.csv that holds the patients of each of a model's inputs."""
        return [self.study.group_of(name) for name in self.inputs(model)]

    def scan(self, name: str) -> str:
        """Modality of the scan in whose geometry an input's maps are."""
        return self.study.settings.channels(name)[0]

    def permuted_weights(self, model: str, name: str) -> list[str]:
        """Networks of all folds that were trained to permuted labels, where the study trains any on this input."""
        study = self.study
        trained = model == study.own_models[0] and study.controls.retrained_permutations
        return study.training_files(model, [name], "weights.pt", PERMUTED) if trained else []

    def parameters(self, model: str, name: str) -> dict[str, Any]:
        """What decides the maps of a model and an input, in plain values."""
        return {
            "layer": self.settings.layers.get(model),
            "patients": self.settings.patients,
            "mask": self.settings.mask,
            "scan": self.scan(name),
            "planted": self._is_planted(name),
        }

    def _is_planted(self, name: str) -> bool:
        """Whether the simulation planted an effect in what a network is given."""
        effects = self.study.planted("effect") or {}
        return any(effects.get(modality, 0) for modality in self.study.settings.channels(name))

    def sections(self) -> Sections:
        """What the page shows."""
        if self.settings is None:
            return {}
        figures = [f"figures/saliency_{model}.png" for model in self.models]
        return {"Explanations": ["tables/saliency_verdicts.html", *figures, "tables/saliency.html"]}
