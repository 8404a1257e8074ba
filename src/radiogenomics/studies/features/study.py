"""A study that fits classifiers to tables of features, as rules, gates and reports ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from radiogenomics.classifiers.settings import READ_BY, ClassifierSettings
from radiogenomics.features.source import TableSource
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.studies.exported import Exported
from radiogenomics.studies.features.checks import check_feature_study, check_tables
from radiogenomics.studies.features.settings import FeatureInputSettings, FeatureStudySettings
from radiogenomics.studies.fits import CLASSIFIERS, CROSS_VALIDATED, REFITTED, Fits
from radiogenomics.studies.patient_study import PatientStudy
from radiogenomics.studies.study import Sections


class FeatureStudy(PatientStudy):
    """Classifiers, whose predictions are means over folds; each is judged on every input by itself."""

    settings: FeatureStudySettings
    settings_class: ClassVar = FeatureStudySettings
    rules: ClassVar[tuple[str, ...]] = (*PatientStudy.rules, "features", "classifiers")
    subject: ClassVar[str] = "input"
    ensemble_name: ClassVar[str] = "Input"
    fits_classifiers: ClassVar[bool] = True
    reads_expression: ClassVar[bool] = True
    final_step: ClassVar[str] = "classify"
    kind_of_models: ClassVar[str] = "Classifiers of features of MRI"

    def check_models(self, key: str) -> None:
        """Refuse names that do not exist or are there twice, and tables that do not suit the cohort."""
        check_feature_study(key, self.settings, self.cohort)

    @classmethod
    def check_together(cls, studies: Sequence[FeatureStudy]) -> None:
        """Refuse tables of one name that different rules would make."""
        check_tables(study.settings for study in studies)

    # Models and what they are given

    @cached_property
    def source(self) -> TableSource:
        """Tables of features, and what of them each input joins."""
        settings = self.settings
        inputs = [
            {"tables": item.tables, "features": item.features, "modalities": settings.groups[item.group]}
            for item in settings.inputs.values()
        ]
        return TableSource(f"results/{self.name}", list(settings.tables), inputs)

    @property
    def input_names(self) -> list[str]:
        """Inputs of the configuration."""
        return list(self.settings.inputs)

    def input(self, name: str) -> FeatureInputSettings:
        """Section of an input."""
        return self.settings.inputs[name]

    def table(self, name: str) -> TableSettings:
        """Section of a table."""
        return self.settings.tables[name]

    @property
    def read_tables(self) -> list[str]:
        """Names of the tables that are read, and not extracted from scans."""
        extracted = self.tables_of("pyradiomics")
        return [name for name in self.settings.tables if name not in extracted]

    def tables_of(self, *types: str) -> list[str]:
        """Names of the tables of some types."""
        return [name for name, table in self.settings.tables.items() if table.type in types]

    def group_of(self, name: str) -> str:
        """Modality group of an input."""
        return self.input(name).group

    def modalities_of(self, name: str) -> list[str]:
        """Modalities of an input's group."""
        return self.settings.groups[self.group_of(name)]

    @property
    def expression_matrices(self) -> list[str]:
        """Matrices of the study's tables."""
        return [path for name in self.tables_of("expression") if (path := self.table(name).path)]

    def input_files(self, name: str) -> list[str]:
        """Tables of an input."""
        return self.source.files(self.input(name).tables)

    def fit_parameters(self, model: str) -> dict[str, Any]:
        """A classifier without its title, and without what cross-validation alone reads."""
        return self._model(model).model_dump(exclude={"title", "inputs", "cross_validation_trees"})

    def cross_validation_parameters(self, model: str) -> dict[str, Any]:
        """A classifier without its title, and without what cross-validation does not read."""
        return self._model(model).model_dump(exclude={"title", "inputs", "trees"})

    def _model(self, name: str) -> ClassifierSettings:
        return self.settings.models[name]

    # Fits

    @property
    def fits(self) -> list[Fits]:
        """Fits of every classifier: of the split's folds, in cross-validation, and for the controls."""
        settings, folds = self.settings, self.settings.split.folds
        pairs = [(model, name) for model in settings.models for name in settings.inputs_of_model(model)]
        found = [Fits(CLASSIFIERS, model, name, folds) for model, name in pairs]
        if settings.cross_validation is not None:
            repeated = settings.cross_validation.folds * settings.cross_validation.repeats
            found += [Fits(CLASSIFIERS, model, name, repeated, CROSS_VALIDATED) for model, name in pairs]
        # The study's own fit is repeated too, with the same number of trees.
        anew = folds * (1 + self.controls.refits + self.controls.splits + self.controls.seeds)
        asked = [(model, name) for model, names in self.controls.refit.items() for name in names]
        return [*found, *(Fits(CLASSIFIERS, model, name, anew, REFITTED) for model, name in asked)]

    def records_of(self, models: Iterable[str], inputs: Iterable[str]) -> list[str]:
        """Records of the patients that the fits of some models to some inputs were given."""
        inputs = list(inputs)
        return [self.path(f"predictions/{model}/{name}_fitted.json") for model in models for name in inputs]

    @property
    def is_cross_validated(self) -> bool:
        """Whether the study cross-validates over all its patients, in addition to its split."""
        return self.settings.cross_validation is not None

    @property
    def cross_validated_groups(self) -> dict[str, int]:
        """Folds of that cross-validation, of the groups of all inputs."""
        folds = self.settings.cross_validation
        return {} if folds is None else {item.group: folds.folds for item in self.settings.inputs.values()}

    @property
    def cross_validation_predictions(self) -> list[str]:
        """Out-of-fold predictions of all models on all their inputs; none where there is no cross-validation."""
        if not self.is_cross_validated:
            return []
        inputs = self.settings.inputs_of_model
        return [
            self.path(f"cross_validation/{model}/{item}.csv")
            for model in self.settings.models
            for item in inputs(model)
        ]

    def asks_importance(self, model: str, name: str) -> bool:
        """Whether the configuration asks for the importance of a model's features: it takes longer than the fit."""
        return name in self.settings.importance.get(model, [])

    def asked_importance(self, model: str, name: str) -> str:
        """Importance of a model's features of an input.

        Raises:
            InputError: the configuration does not ask for it.
        """
        self._known(f"`importance` of {model} does not name", name, self.settings.importance.get(model, []))
        return self.path(f"importance/{model}/{name}.csv")

    # Export

    @property
    def exported(self) -> list[str]:
        """Folders of all classifiers, on each of their inputs."""
        pairs = [(model, name) for model in self._classifiers for name in self.settings.inputs_of_model(model)]
        return [self.path(f"exported/{model}/{name}") for model, name in pairs]

    @property
    def _classifiers(self) -> list[str]:
        """Compared models that are classifiers of a table."""
        return self.own_models

    def exports(self, model: str, ensemble: str) -> Exported:
        """A classifier on one input, of all folds."""
        common = self.exported_description(model, ensemble)
        item = self.input(ensemble)
        files = {
            "tables": self.input_files(ensemble),
            "labels": [self.path("labels/train.csv")],
            "splits": [self.path("splits.csv")],
            "predictions": [self.path(f"predictions/{model}/{ensemble}.csv")],
            "thresholds": [self.path("thresholds.csv")],
        }
        description = {
            **common,
            "model": self.fit_parameters(model),
            "inputs": {ensemble: {"share": 1.0}},
            "tables": item.tables,
            "features": item.features,
            "modalities": self.modalities_of(ensemble),
            "group": item.group,
            "seed": self.seed(model, ensemble),
        }
        return Exported("features", files, description)

    # Controls

    @property
    def planted_modalities(self) -> dict[str, list[str]]:
        """Modalities behind every input that describes scans."""
        if not self.has_planted_effect:
            return {}
        radiomics = set(self.tables_of("pyradiomics"))
        inputs = self.settings.inputs.items()
        return {name: self.modalities_of(name) for name, item in inputs if radiomics & set(item.tables)}

    @property
    def control_subjects(self) -> list[str]:
        """Names of the study's inputs."""
        return list(self.settings.inputs)

    @property
    def control_group(self) -> str:
        """Group of the input that the controls imitate."""
        return self.group_of(self.control_subject)

    @property
    def control_modalities(self) -> list[str]:
        """Modalities of that group."""
        return self.modalities_of(self.control_subject)

    @property
    def control_tables(self) -> list[str]:
        """Tables of that input."""
        return self.input(self.control_subject).tables

    @property
    def control_features(self) -> list[str] | None:
        """Names of features, or patterns, of that input; None for all."""
        return self.input(self.control_subject).features

    # The page

    def _own_sections(self) -> Sections:
        settings = self.settings
        return {
            "Patients": [f"features/{table}_exclusions.csv" for table in settings.tables],
            "Results": [
                *("tables/metrics.html", "tables/area_tests.html", "tables/comparisons.html"),
                "figures/critical_difference.svg",
                *(["tables/cross_validation.html"] if self.is_cross_validated else []),
                *(["tables/confounding.html"] if settings.confounder is not None else []),
                *self.curves("roc", "precision_recall"),
                *("figures/roc_best.svg", "figures/precision_recall_best.svg"),
            ],
            "Features": [
                f"figures/importance_{model}/{item}.svg"
                for model, inputs in settings.importance.items()
                for item in inputs
            ],
        }

    def _recorded_fits(self) -> Sequence[str]:
        return ["cross_validation"] if self.is_cross_validated else []

    @property
    def groups_of_subjects(self) -> dict[str, list[str]]:
        """Modality group whose patients train for each input."""
        return {name: [item.group] for name, item in self.settings.inputs.items()}

    def settings_of_model(self, model: str) -> dict[str, Any]:
        """Settings that the classifier reads."""
        settings = super().settings_of_model(model)
        # Cross-validation alone reads its number of trees.
        unread = set() if self.is_cross_validated else {"cross_validation_trees"}
        read = {"classifier", *READ_BY[settings["classifier"]]} - unread
        return {key: value for key, value in settings.items() if key in read}

    @property
    def libraries(self) -> list[str]:
        """Packages that the study computes with."""
        tables = self.settings.tables.values()
        extracted = bool(self.tables_of("pyradiomics"))
        measured = any(table.measures_segmentations for table in tables)
        special = {"pyradiomics-bhklab": extracted, "SimpleITK": extracted or measured}
        return [*(name for name, used in special.items() if used), "scikit-learn", "scipy", "pandas", "numpy"]

    def about(self) -> dict[str, Any]:
        """What the configuration says of the study."""
        about, settings = super().about(), self.settings
        facts = {
            "tables": ", ".join(f"{name} ({table.type})" for name, table in settings.tables.items()),
            "model_descriptions": " ".join(map(self._described, settings.models)),
            "imputation": "missing features are replaced by the median of the fold's training patients.",
        }
        return {**about, "tables": list(settings.tables), "settings": {**about["settings"], **facts}}

    def _described(self, model: str) -> str:
        settings = self.settings.models[model]
        return f"{settings.title}: {settings.classifier.replace('_', ' ')}."
