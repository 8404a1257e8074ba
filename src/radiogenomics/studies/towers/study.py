"""A study that trains towers for MRI and expression and fuses them, as rules, gates and reports ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from radiogenomics.cohorts.tcga_outcomes import GDC_OUTCOME
from radiogenomics.errors import InputError
from radiogenomics.expression.tower_source import TowerSource
from radiogenomics.leakage.records import NETWORK, FitKey
from radiogenomics.networks.registry import network_file
from radiogenomics.studies.exported import Exported
from radiogenomics.studies.features.study import FeatureStudy
from radiogenomics.studies.fits import CROSS_VALIDATED, TRAININGS, Fits
from radiogenomics.studies.study import Sections
from radiogenomics.studies.towers.checks import check_tower_study
from radiogenomics.studies.towers.settings import TowerStudySettings
from radiogenomics.towers.names import BOTH, EXPRESSION, FUSION, GENE_TOWER, IMAGE_TOWER, IMAGES
from radiogenomics.training.tasks.registry import task_file

if TYPE_CHECKING:
    from pandas import DataFrame

    from radiogenomics.studies.plan import Plan

LEARNED = ("binary", "reconstruction")
"""Tasks of the trainings, found by name."""


class TowerStudy(FeatureStudy):
    """Towers, their fusion, and classifiers of expression; predictions are means over folds."""

    settings: TowerStudySettings
    settings_class: ClassVar = TowerStudySettings
    rules: ClassVar[tuple[str, ...]] = (*FeatureStudy.rules, "towers", "tower_report", "published_methods")
    chooses_epochs: ClassVar[bool] = True
    measured_as: ClassVar[str] = "towers"
    kind_of_models: ClassVar[str] = "Neural networks on MRI and gene expression, and classifiers of gene expression"

    def check_models(self, key: str) -> None:
        """Refuse names that do not exist, and other networks than there can be."""
        check_tower_study(key, self.settings, self.cohort)

    @cached_property
    def source(self) -> TowerSource:
        """Tables of expression, and slices."""
        features = super().source
        return TowerSource(features.folder, features.tables, [item for item in features.inputs if item["tables"]])

    # Networks

    @property
    def networks(self) -> list[str]:
        """Models that are networks."""
        return list(self.settings.networks)

    def named(self, network: str) -> list[str]:
        """Models of a kind of network."""
        return [name for name, kind in self.settings.networks.items() if kind == network]

    def found_modules(self, model: str) -> list[Path]:
        """Modules that a training finds by name."""
        return [network_file(self.settings.networks[model]), *map(task_file, LEARNED)]

    def model_parameters(self, model: str) -> dict[str, Any]:
        """A model without its title."""
        return self.settings.models[model].model_dump(exclude={"title"})

    @property
    def fits(self) -> list[Fits]:
        """Trainings of towers and fusions, and fits of classifiers; in cross-validation fusions alone learn anew."""
        classifiers = [each for each in super().fits if each.model not in self.networks]
        folds, repeated = self.settings.split.folds, self.settings.cross_validation
        inputs = self.settings.inputs_of_model
        networks = [Fits(TRAININGS, model, *inputs(model), folds) for model in self.networks]
        if repeated is not None:
            count = repeated.folds * repeated.repeats * folds
            networks += [Fits(TRAININGS, model, BOTH, count, CROSS_VALIDATED) for model in self.named(FUSION)]
        return [*networks, *classifiers]

    def plan(self, splits: DataFrame) -> Plan | None:
        """What the image towers cost, by the rows of splits.csv."""
        # Counting imports torch, which no start of the workflow waits for.
        from radiogenomics.studies.towers.cost import plan_of

        return plan_of(self, splits)

    def tower_folders(self, network: str) -> list[str]:
        """Folder of the trained towers of a kind, and of the scales of their input."""
        return [self.path(f"towers/{model}/folds") for model in self.named(network)]

    def tower_parameters(self, network: str) -> dict[str, Any]:
        """The model that is the tower of a kind."""
        return self.model_parameters(*self.named(network))

    def _files_of(self, network: str, name: str) -> list[str]:
        return [self.path(f"towers/{model}/{name}") for model in self.named(network)]

    @property
    def histories(self) -> list[str]:
        """Losses of all networks."""
        return [self.path(f"towers/{model}/history.csv") for model in self.networks]

    @property
    def bottlenecks(self) -> list[str]:
        """Bottlenecks of the patients of the gene tower."""
        return self._files_of(GENE_TOWER, "bottleneck.csv")

    @property
    def incomplete_predictions(self) -> list[str]:
        """Predictions of patients who lack a modality, one table per fusion."""
        return self._files_of(FUSION, "incomplete.csv")

    @property
    def towers(self) -> list[str]:
        """Networks that read one modality."""
        return [*self.named(IMAGE_TOWER), *self.named(GENE_TOWER)]

    @property
    def cross_validated_networks(self) -> list[str]:
        """Out-of-fold predictions of complete patients by the networks; none where there is no cross-validation."""
        cross_validated = self.networks if self.is_cross_validated else []
        return [self.path(f"cross_validation/{model}/{BOTH}.csv") for model in cross_validated]

    @property
    def cross_validation_predictions(self) -> list[str]:
        """Out-of-fold predictions: of classifiers for everybody with expression, of networks for complete patients."""
        if not self.is_cross_validated:
            return []
        classifiers = [model for model in self.settings.models if model not in self.networks]
        own = [f"{model}/{item}" for model in classifiers for item in self.settings.inputs_of_model(model)]
        return [*self.cross_validated_networks, *(self.path(f"cross_validation/{name}.csv") for name in own)]

    @property
    def published_methods(self) -> list[str]:
        """Methods of other papers that the configuration asks for."""
        return self.settings.published_methods

    @property
    def method_predictions(self) -> list[str]:
        """Predictions of these methods, without rows where a cohort lacks what one needs."""
        return [self.path(f"published_methods/{name}.csv") for name in self.published_methods]

    def _further_records(self) -> Sequence[str]:
        """Records of the fits of published methods."""
        own = [self.path(f"published_methods/{name}_fitted.json") for name in self.published_methods]
        return [*super()._further_records(), *own]

    @property
    def expected_fits(self) -> list[FitKey]:
        """Fits that must have left a record; a network's ends with its training."""
        return [
            (NETWORK if model in self.networks else step, model, name, fold)
            for step, model, name, fold in super().expected_fits
        ]

    @property
    def _classifiers(self) -> list[str]:
        """Compared models that are classifiers of expression."""
        return [model for model in super()._classifiers if model not in self.networks]

    # Export

    @property
    def exported(self) -> list[str]:
        """Folders of all networks, and of the classifiers of expression."""
        pairs = [(model, name) for model in self.networks for name in self.settings.inputs_of_model(model)]
        return [*(self.path(f"exported/{model}/{name}") for model, name in pairs), *super().exported]

    def exports(self, model: str, ensemble: str) -> Exported:
        """A tower, or a fusion with its towers, of all folds; a classifier on one input."""
        if model not in self.networks:
            return super().exports(model, ensemble)
        common = self.exported_description(model, ensemble)
        channels = {IMAGES: self.settings.groups[IMAGES], EXPRESSION: [EXPRESSION]}
        read = [IMAGES, EXPRESSION] if ensemble == BOTH else [ensemble]
        files, description = self._exported_parts(read)
        files |= {name: [self.path(f"{name}.csv")] for name in ("cohort", "splits", "thresholds")}
        description |= {
            "model": self.model_parameters(model),
            "inputs": {ensemble: {"share": 1.0, "channels": [name for part in read for name in channels[part]]}},
        }
        files["networks"] = [self.path(f"towers/{model}/folds")]
        return Exported("towers", files, {**common, **description}, self.found_modules(model))

    def _exported_parts(self, read: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, Any]]:
        """Files and description of the towers of what a network reads."""
        files: dict[str, list[str]] = {}
        description: dict[str, Any] = {}
        if IMAGES in read:
            files |= {"image_towers": self.tower_folders(IMAGE_TOWER)}
            files |= {"slices": [self.source.slices, self.source.slice_index]}
            description |= {"image_tower": self.tower_parameters(IMAGE_TOWER)}
            description |= {"slices": {"size": self.settings.slice_size}}
        if EXPRESSION in read:
            tables = self.input(EXPRESSION).tables
            if [self.table(name).type for name in tables] != [EXPRESSION]:
                raise InputError(
                    f"study {self.name}: the input {EXPRESSION} joins {', '.join(tables)}; a tower is exported where "
                    "that is one table of type expression"
                )
            files |= {"gene_towers": self.tower_folders(GENE_TOWER), "expression": self.input_files(EXPRESSION)}
            description |= {"gene_tower": self.tower_parameters(GENE_TOWER)}
            description |= {"expression": {"numbers": self.table(*tables).numbers}}
        return files, description

    # Controls

    @property
    def planted_simulation(self) -> dict[str, Any] | None:
        """The simulation of the patients, where the label is the one that an effect is planted for."""
        planted = self.is_simulated and self.settings.label.column == GDC_OUTCOME
        return self.cohort.planted if planted else None

    @property
    def planted_modalities(self) -> dict[str, list[str]]:
        """Modalities behind every input."""
        return dict(self.settings.groups) if self.has_planted_effect else {}

    @property
    def control_subjects(self) -> list[str]:
        """Inputs that have tables."""
        return [EXPRESSION]

    # The page

    def _own_sections(self) -> Sections:
        sections = super()._own_sections()
        tables = ("published_methods", "tower_accuracy", "modality_gain")
        own = [*(f"tables/{name}.html" for name in tables), "figures/tower_roc.svg", "figures/tower_accuracy.svg"]
        return {
            **sections,
            "Results": [*own, *sections["Results"]],
            "Towers": ["figures/tower_curves.svg", "figures/bottleneck.svg", "tables/incomplete.html"],
        }

    def _recorded_fits(self) -> Sequence[str]:
        return [*super()._recorded_fits(), "tower_accuracy", "modality_gain", "published_methods"]

    def settings_of_model(self, model: str) -> dict[str, Any]:
        """Settings of a classifier that it reads; of a network all."""
        if model not in self.networks:
            return super().settings_of_model(model)
        return {name: value for name, value in self.model_parameters(model).items() if value is not None}

    @property
    def libraries(self) -> list[str]:
        """Packages that the study computes with."""
        return ["torch", "SimpleITK", *super().libraries]

    def _described(self, model: str) -> str:
        return self.settings.models[model].description if model in self.networks else super()._described(model)
