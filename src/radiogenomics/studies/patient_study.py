"""A study that trains on patients of a cohort and tests on others."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.cohorts.simulation.planted import planted_in
from radiogenomics.downloads.archives import TABLES, Archive, archive_of, folder_of, is_simulated
from radiogenomics.downloads.catalogue import EVERYTHING
from radiogenomics.errors import InputError
from radiogenomics.leakage.records import THRESHOLD, FitKey
from radiogenomics.modalities import EXPRESSION, FURTHER_MODALITIES, modalities_of
from radiogenomics.predictions.external import read_external
from radiogenomics.predictions.external_settings import INPUT, ExternalSettings
from radiogenomics.predictions.odd_probabilities import refuse_same_predictions
from radiogenomics.run_settings import RunSettings
from radiogenomics.studies.external_test import ExternalTest
from radiogenomics.studies.names import check_known, check_readable_tables
from radiogenomics.studies.predicted_masks import PredictedMasks, check_predicted_masks
from radiogenomics.studies.settings import PatientStudySettings
from radiogenomics.studies.source import Source
from radiogenomics.studies.study import Sections, Study

ARCHIVES = {
    "simulated": "simulated by this workflow",
    "simulated_tcga": "simulated by this workflow",
    "upenn_gbm": "UPENN-GBM",
    "upenn_gbm_dicom": "UPENN-GBM, DICOM release",
    "brats2021": "BraTS 2021",
    "rsna_miccai": "RSNA-MICCAI 2021",
    "egd": "Erasmus Glioma Database",
    "tcga": "TCGA, preoperative scans",
    "ucsf_pdgm": "UCSF-PDGM",
    "own": "the authors' own patients",
}
"""Sources of patients in words."""


class PatientStudy(Study):
    """A study with a cohort, a split, and models that it fits."""

    settings: PatientStudySettings
    rules: ClassVar[tuple[str, ...]] = ("splits", "leakage", "predicted_masks")

    validates_once: ClassVar[bool] = False
    """Whether its models may be trained once and validated on one share of the training patients, without folds."""
    external_rules: ClassVar[tuple[str, ...]] = ()
    """Files whose rules test its trained models on other cohorts; none where they predict no other cohort."""
    reads_expression: ClassVar[bool] = False
    """Whether `expression` may be among its modalities."""

    def __init__(self, name: str, settings: PatientStudySettings, config: RunSettings) -> None:
        """A study by its name, its section, and the configuration around it."""
        super().__init__(name, settings, config)
        check_known(f"studies.{name}.cohort", [settings.cohort], config.cohorts)

    @property
    @abstractmethod
    def source(self) -> Source:
        """What the models are given, and how it is prepared."""

    def check(self, key: str) -> None:
        """The cohort's modalities, the groups that are tested and described, tables made elsewhere, and downloads."""
        simulated = is_simulated(self.cohort) and self.cohort.simulation
        known = self.cohort.simulation.modalities if simulated else modalities_of(self.cohort.archive)
        known = [modality for modality in known if modality != EXPRESSION or self.reads_expression]
        if self.reads_expression and not simulated:
            self._refuse_no_expression(key, known)
        for group, modalities in self.settings.groups.items():
            check_known(f"{key}.groups.{group}", modalities, known)
        if self.cohort.images.registers:
            check_known(f"cohorts.{self.settings.cohort}.images.reference", [self.cohort.images.reference], known)
        check_known(f"{key}.split.test_group", [self.settings.split.test_group], self.settings.groups)
        check_known(f"{key}.described_group", [self.settings.described_group], self.settings.groups)
        check_predicted_masks(f"{key}.predicted_masks", self)
        if self.settings.split.validation_fraction is not None and not self.validates_once:
            raise InputError(
                f"config: {key}.split.validation_fraction: the models of this kind of study need folds; remove it"
            )
        self.check_models(key)
        self.check_external(f"{key}.external")
        for test in self.external_tests:
            test.check(f"{key}.external_cohorts")
        # Names the first content that no part of the archive provides.
        _ = self.archive

    def _refuse_no_expression(self, key: str, known: Sequence[str]) -> None:
        """A user may have named no group: some kinds of study have groups with expression by themselves."""
        asking = [group for group, modalities in self.settings.groups.items() if EXPRESSION in modalities]
        if asking and EXPRESSION not in known:
            having = " or ".join(source for source, more in FURTHER_MODALITIES.items() if EXPRESSION in more)
            raise InputError(
                f"config: {key}.cohort: patients of {self.settings.cohort} (source: {self.cohort.archive}) can have no "
                f"gene expression yet, which the groups {', '.join(asking)} need; name a cohort of source {having}, or "
                "study scans and tables of features alone, without such groups (kind features, networks or slices)"
            )

    def check_models(self, key: str) -> None:
        """Refuse names that do not exist or are there twice, and what does not suit the cohort."""

    def check_external(self, key: str) -> None:
        """Refuse what was predicted elsewhere and cannot be read, lacks a column or value, or has labels unknown."""
        check_readable_tables(key, self.settings.external)
        # The median of a cohort cannot be told from its test patients.
        for name, table in self.settings.external.items():
            if table.label_column is not None and self.settings.label.above == "median":
                raise InputError(
                    f"config: {key}.{name}.label_column: the study's label is above the median of its cohort, which "
                    "this table does not have; remove label_column"
                )
        externals = self.settings.external
        tables = {name: read_external(table, self.settings.label) for name, table in externals.items()}
        refuse_same_predictions(tables, {name: table.path for name, table in externals.items()})

    # Who takes part

    @property
    def cohort(self) -> CohortSettings:
        """Section of the study's cohort."""
        return self.config.cohorts[self.settings.cohort]

    @property
    def is_simulated(self) -> bool:
        """Whether the patients are simulated."""
        return is_simulated(self.cohort)

    @property
    def patient_source(self) -> str:
        """Archive of the cohort, or that whose layout its simulated patients have."""
        return self.cohort.archive

    @property
    def planted_simulation(self) -> dict[str, Any] | None:
        """The simulation as the ideal observer of the study's label knows it; None where the label has no effect."""
        return planted_in(self.cohort, self.settings.label)

    @property
    def has_planted_effect(self) -> bool:
        """Whether the patients are simulated and the study's label is one that an effect is planted for."""
        return self.planted_simulation is not None

    @property
    def read_archives(self) -> list[tuple[str, Iterable[str]]]:
        """The cohort, cohorts of external tests, and the cohorts whose patients are excluded from either."""
        tested = [(name, self.settings.archive_contents) for name in self.settings.external_cohorts]
        excluded = [self.cohort.exclude_patients_of, *(test.excluded_cohorts for test in self.external_tests)]
        others = [(name, [TABLES]) for name in dict.fromkeys(name for names in excluded for name in names)]
        return [(self.settings.cohort, self.archive_contents), *others, *tested]

    @property
    def is_split(self) -> bool:
        """Patients of a cohort are selected, split, and trained on."""
        return True

    @property
    def trained_folds(self) -> list[int]:
        """Folds of the split that models are trained for, each on the patients who do not validate in it."""
        return self.settings.split.trained_folds

    @property
    def thresholds(self) -> list[str]:
        """The table of thresholds that were chosen on validation patients."""
        return [self.path("thresholds.csv")]

    @property
    def archive(self) -> Archive:
        """What a job waits for that reads the study's archive."""
        return archive_of(self.settings.cohort, self.cohort, self.archive_contents, self.config.data_dir)

    @property
    def archive_contents(self) -> Iterable[str]:
        """What of the archive is downloaded: what the study reads, or everything where the cohort asks for that."""
        if self.cohort.download != "needed":
            return [EVERYTHING]
        reference = {self.cohort.images.reference} if self.cohort.images.registers else set()
        return self.settings.archive_contents | reference

    def registered_modalities(self, cohort: str) -> list[str]:
        """The study's own, and the one to which they are registered."""
        if cohort != self.settings.cohort or not self.cohort.images.registers:
            return []
        return [*self.settings.modalities, self.cohort.images.reference]

    def _registered(self, name: str) -> list[str]:
        """A table of all registered scans of the cohort."""
        return [f"results/registered/{self.settings.cohort}/{name}"] if self.cohort.images.registers else []

    @property
    def registered_scans(self) -> list[str]:
        """The table of registered scans, which a study reads instead of the archive's own."""
        return self._registered("scans.csv")

    @property
    def registration_quality(self) -> list[str]:
        """The table that says how the registration of the cohort's scans went, where they are registered here."""
        return self._registered("quality.csv")

    @property
    def archive_folder(self) -> str:
        """Where the files of the study's archive lie."""
        return folder_of(self.settings.cohort, self.cohort, self.config.data_dir)

    @property
    def excluding_cohorts(self) -> dict[str, tuple[str, str, dict[str, Any] | None]]:
        """Source, folder and reading of the cohorts whose patients are excluded from this one."""
        return self.config.folders(self.cohort.exclude_patients_of)

    @property
    def excluding_archives(self) -> list[Archive]:
        """Archives of those cohorts, of which the tables are read."""
        return self.config.archives(self.cohort.exclude_patients_of, [TABLES])

    @property
    def predicted_masks(self) -> PredictedMasks | None:
        """Segmentations that another study predicts for this one's patients; None where it reads none."""
        mask_settings = self.settings.predicted_masks
        return None if mask_settings is None else self.others[mask_settings.study].predicts_masks(mask_settings.model)

    @property
    def mask_files(self) -> dict[str, list[str]]:
        """Table of these segmentations, and records of their networks' training patients; nothing for none."""
        masks = self.predicted_masks
        return {} if masks is None else {"masks": [masks.table], "mask_records": masks.records}

    @property
    def compared_with(self) -> Study | None:
        """The study on given segmentations whose areas this one's are compared with."""
        mask_settings = self.settings.predicted_masks
        name = None if mask_settings is None else mask_settings.compare_with
        return None if name is None else self.others[name]

    @property
    def expression_matrices(self) -> list[str]:
        """Tables of the user's that say which patients have expression, besides the archive's own list."""
        return []

    @property
    def oddities(self) -> list[str]:
        """Tables of what was noticed in the data and kept."""
        external = self.paths(f"predictions/external/{model}_oddities.csv" for model in self.settings.external)
        return [self.path("cohort_oddities.csv"), *self.source.oddities, *external]

    @property
    def crosswalk_folders(self) -> list[str]:
        """Folders that may hold crosswalks between the study's patients and others."""
        return [self.archive_folder, *(folder for _, folder, _ in self.excluding_cohorts.values())]

    # What a run does

    @property
    def outlined_inputs(self) -> dict[str, list[str]]:
        """Inputs of every model of a run."""
        return {**self.fitted_inputs, **{model: [INPUT] for model in self.settings.external}}

    def outline(self) -> list[str]:
        """Who takes part in a run, and which models: what all overlays together make, in a few lines."""
        first, *further = super().outline()
        groups = [f"{group} ({', '.join(modalities)})" for group, modalities in self.settings.groups.items()]
        chance = self.is_simulated and self._about_label()["classes"] and not self.has_planted_effect
        note = ["  planted effect: none of this label; whatever beats chance is chance, or a defect"] if chance else []
        return [f"{first} of {self.settings.cohort}", f"  groups: {', '.join(groups)}", *note, *further]

    # Predictions

    @property
    def externals(self) -> Mapping[str, ExternalSettings]:
        """Sections of the models whose predictions come from elsewhere, by model."""
        return self.settings.external

    def reported_predictions(self, ensembles: Iterable[str] | None = None) -> list[str]:
        """Prediction tables of the compared models on the inputs of all, or of some, ensembles."""
        inputs = self.settings.inputs_of_ensembles
        wanted = {item for name in (inputs if ensembles is None else ensembles) for item in inputs[name]}
        return [
            self.path(f"predictions/{f'{INPUT}/{model}' if model in self.settings.external else f'{model}/{item}'}.csv")
            for model in self.settings.reported_models
            for item in self.settings.inputs_of_model(model)
            if item in wanted
        ]

    @property
    def validated_predictions(self) -> list[str]:
        """Prediction tables of the models that the study itself fits: these alone predict validation patients."""
        inputs = self.settings.inputs_of_model
        return [self.path(f"predictions/{model}/{item}.csv") for model in self.own_models for item in inputs(model)]

    # Export

    def _exported_title(self, ensemble: str) -> str:
        """Title of what a trained model is exported on."""
        return self.settings.ensemble_titles[ensemble]

    def exported_description(self, model: str, ensemble: str) -> dict[str, Any]:
        """What every exported model says of itself, in plain values.

        Raises:
            InputError: the study fits no such model, or judges it on nothing of this name.
        """
        settings, label, known = self.settings, self._about_label(), self.exportable
        self._known("no trained model", model, known)
        self._known(f"no {self.ensemble_name.lower()} of {model}", ensemble, known[model])
        return {
            "study": self.name,
            "title": settings.title,
            "model_name": model,
            "model_title": settings.model_titles[model],
            "ensemble_name": ensemble,
            "ensemble_title": self._exported_title(ensemble),
            "label": {"name": label["label"], "classes": label["classes"]},
            "folds": len(self.trained_folds),
            "simulated": self.is_simulated,
        }

    # Patients of other cohorts

    def _optional_rules(self) -> list[str]:
        external = self.external_rules if self.settings.external_cohorts else ()
        return [*super()._optional_rules(), *external, *(["registration"] if self.cohort.images.registers else [])]

    @property
    def external_tests(self) -> list[ExternalTest]:
        """Tests of the trained models on other cohorts."""
        return [ExternalTest(self, cohort) for cohort in self.settings.external_cohorts]

    def external_test(self, cohort: str) -> ExternalTest:
        """The test on one other cohort."""
        return ExternalTest(self, cohort)

    def external_source(self, cohort: str) -> Source:
        """What the models are given of another cohort's patients, where there are `external_rules`."""
        raise NotImplementedError(f"{type(self).__name__} predicts no other cohort, {cohort} neither")

    def predicted_elsewhere(self, name: str) -> bool:
        """Whether an input of another cohort's patients can be made, where there are `external_rules`."""
        return True

    def archive_in_words(self, archive: str) -> str:
        """An archive's name for readers."""
        return ARCHIVES.get(archive, archive)

    # The gates

    @property
    def is_cross_validated(self) -> bool:
        """Whether the study cross-validates over all its patients, in addition to its split."""
        return False

    @property
    def cross_validated_groups(self) -> dict[str, int]:
        """Folds of that cross-validation by modality group."""
        return {}

    @property
    def fitted_inputs(self) -> dict[str, list[str]]:
        """Inputs of each model that the study itself fits, and whose fits the gate to the evaluation asks for."""
        return {model: list(self.settings.inputs_of_model(model)) for model in self.own_models}

    @abstractmethod
    def group_of(self, name: str) -> str:
        """Group of splits.csv whose patients an input's fits may see."""

    @property
    def groups_of_inputs(self) -> dict[str, str]:
        """Group of splits.csv whose patients an input's fits may see, by input."""
        names = dict.fromkeys(name for inputs in self.fitted_inputs.values() for name in inputs)
        return {name: self.group_of(name) for name in names}

    @property
    def fitted_predictions(self) -> list[str]:
        """Predictions of all fits, the clinical baseline's among them."""
        own = [f"predictions/{model}/{name}.csv" for model, names in self.fitted_inputs.items() for name in names]
        return [*map(self.path, own), self.path("predictions/clinical_baseline.csv")]

    @property
    def fitted_records(self) -> list[str]:
        """Records of the patients that all fits were given, and of those on which thresholds were chosen."""
        inputs = self.fitted_inputs
        own = [path for model in inputs for path in self.records_of([model], inputs[model])]
        common = ("predictions/clinical_baseline_fitted.json", "thresholds_fitted.json")
        return [*own, *self.source.fitted_records, *self._further_records(), *map(self.path, common)]

    def _further_records(self) -> Sequence[str]:
        """Records of fits that belong to no model of the study on one of its inputs."""
        return ()

    @property
    @abstractmethod
    def final_step(self) -> str:
        """What every fit of a fold ends with, as its record calls it."""

    @property
    def expected_fits(self) -> list[FitKey]:
        """Fits that must have left a record: step, model, input and fold."""
        folds = self.trained_folds
        return [
            *self.source.expected_fits,
            *(
                (self.final_step, model, name, fold)
                for model, names in self.fitted_inputs.items()
                for name in names
                for fold in folds
            ),
        ]

    @property
    def expected_choices(self) -> list[str]:
        """Steps that choose something on validation patients, and must have left a record of them."""
        return [THRESHOLD]

    # Controls

    @property
    @abstractmethod
    def control_subjects(self) -> list[str]:
        """Ensembles, or inputs, that the controls may imitate."""

    @property
    def control_subject(self) -> str:
        """The one that they do imitate: the first whose curves are drawn."""
        own = self.control_subjects
        return next(name for name in [*self.settings.figure_ensembles, *own] if name in own)

    @property
    @abstractmethod
    def control_group(self) -> str:
        """Modality group whose patients the controls split."""

    @property
    @abstractmethod
    def control_modalities(self) -> list[str]:
        """Modalities whose contrasts the controls draw."""

    @property
    def control_tables(self) -> list[str]:
        """Names of the tables of features that the negative control permutes labels for."""
        return []

    @property
    def control_table_files(self) -> list[str]:
        """Files of those tables."""
        return [self.path(f"features/{table}.csv") for table in self.control_tables]

    @property
    def control_features(self) -> list[str] | None:
        """Names of features, or patterns, that the negative control uses; None for all."""
        return None

    def planted(self, key: str) -> Any:
        """Effect or correlation of the simulated patients, where the positive control draws it; else None."""
        return None

    # The page

    def _common_sections(self) -> Sections:
        sections = super()._common_sections()
        who = ["tables/table1.html", "tables/table1_partition.html", "dropped.csv"]
        known = ["tables/spread.html", "tables/controls.html", "figures/controls.svg"]
        external = [name for test in self.external_tests for name in test.shown]
        return {
            **sections,
            "Patients": [*sections["Patients"], *who, *self._noticed],
            "Leaks": ["tables/leakage.html"],
            "External test": external,
            "Chance and controls": [*sections["Chance and controls"], *known],
            "Given and predicted masks": ["tables/masks.html"] if self.compared_with is not None else [],
        }

    @property
    def _noticed(self) -> list[str]:
        """How the scans were registered, where they were, and what was odd in the data."""
        registration = ["tables/registration.html", "figures/registration.png"] if self.registration_quality else []
        return [*registration, "tables/oddities.html"]

    def _recovered_effect(self) -> list[str]:
        return ["tables/recovery.html"] if self.planted_modalities else []

    def _own_records(self) -> Sequence[str]:
        gates = (f"{when}/leakage.json" for when in ("before_training", "before_evaluation"))
        return ("spread.csv", "controls.csv", "cohort.csv", "splits.csv", "comparisons.csv", *gates)

    def _own_recorded(self) -> Sequence[str]:
        return (
            *("cohort", "splits", "comparisons", "thresholds", "spread", "controls"),
            *(f"predictions/external/{model}_sources" for model in self.settings.external),
            *(["published"] if self.published.names else []),
            *self._recorded_fits(),
            *self.source.recorded,
            *(name for test in self.external_tests for name in test.recorded),
        )

    def _recorded_fits(self) -> Sequence[str]:
        """Further tables of what was fitted."""
        return ()

    @property
    def flow_files(self) -> dict[str, str]:
        """What the flow diagram is drawn from, by the name that its script gives each."""
        return super().flow_files | {name: self.path(f"{name}.csv") for name in ("cohort", "splits", "dropped")}

    @property
    @abstractmethod
    def groups_of_subjects(self) -> dict[str, list[str]]:
        """Modality groups whose patients train for each subject."""

    @property
    def inputs_by_model(self) -> dict[str, list[str]]:
        """Inputs of every model that the study fits, for its report."""
        return {model: list(self.settings.inputs_of_model(model)) for model in self.own_models}

    def about(self) -> dict[str, Any]:
        """What the configuration says of the study: arguments of `radiogenomics.report.about.About`."""
        about, settings = super().about(), self.settings
        return {
            **about,
            "cohort": settings.cohort,
            "described_group": settings.described_group,
            "folds": len(self.trained_folds),
            "groups": self.groups_of_subjects,
            "groups_in_words": "; ".join(f"{name}: {text}" for name, text in settings.groups_in_words().items()),
            "inputs": self.inputs_by_model,
            "external": list(settings.external),
            "external_cohorts": list(settings.external_cohorts),
            "modalities": settings.modalities,
            "settings": {**about["settings"], **self._about_patients()},
        }

    def _about_patients(self) -> dict[str, Any]:
        settings = self.settings
        facts = {
            "source": ARCHIVES.get(self.cohort.source, self.cohort.source),
            "modalities": ", ".join(settings.modalities),
            "test_share": f"{100 * settings.split.test_fraction:g} % of the patients",
            "test_group": settings.split.test_group,
            "split_seed": settings.split.seed,
            "mask": settings.segmentation if settings.segmentation != "none" else None,
        }
        if self.is_simulated:
            facts["spacing"] = f"{self.cohort.planted['spacing']:g}"
        return facts
