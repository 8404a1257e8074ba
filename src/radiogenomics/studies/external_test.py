"""The test of a study's trained models on the patients of another cohort, as rules and reports ask for it.

Nothing is fitted, chosen or calibrated on these patients: the networks of all folds predict each of them, and
probabilities are averaged as those of the study's own test patients are. Patients who are in both cohorts, as far as
published crosswalks know, are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from radiogenomics.cohorts.settings import CohortSettings, LabelSettings
from radiogenomics.cohorts.simulation.planted import planted_in
from radiogenomics.downloads.archives import TABLES, Archive, archive_of, folder_of, is_simulated
from radiogenomics.errors import InputError
from radiogenomics.modalities import modalities_of
from radiogenomics.studies.names import check_known

if TYPE_CHECKING:
    from radiogenomics.studies.patient_study import PatientStudy


class ExternalTest:
    """One study and one other cohort."""

    def __init__(self, study: PatientStudy, cohort: str) -> None:
        """A study, and the name of one of its `external_cohorts`."""
        self.study, self.cohort = study, cohort
        self.settings = study.settings.external_cohorts[cohort]

    def check(self, key: str) -> None:
        """Refuse a cohort that does not exist, is the study's own, lacks a modality, or whose label cannot be told.

        Raises:
            InputError: the first thing that is wrong.
        """
        study, config = self.study, self.study.config
        if not study.external_rules:
            raise InputError(f"config: {key}: models of this kind of study predict no other cohort yet; remove it")
        check_known(key, [self.cohort], config.cohorts)
        if self.cohort == study.settings.cohort:
            raise InputError(f"config: {key}: {self.cohort} is the study's own cohort; name another one")
        if self.label.above == "median":
            raise InputError(
                f"config: {key}.{self.cohort}.label: the median of these patients is not that of the study's; give the "
                "number as `above`"
            )
        if not self.compared_ensembles:
            raise InputError(
                f"config: {key}: no ensemble has inputs that can be made of other cohorts' patients; add one of plain "
                "inputs"
            )
        simulated = is_simulated(self.section) and self.section.simulation
        known = self.section.simulation.modalities if simulated else modalities_of(self.section.archive)
        check_known(f"{key}.{self.cohort}: modality", study.settings.modalities, known)
        # Names the first content that no part of the archive provides.
        _ = self.archive

    @property
    def section(self) -> CohortSettings:
        """Section of the cohort."""
        return self.study.config.cohorts[self.cohort]

    @property
    def label(self) -> LabelSettings:
        """How these patients' label is told."""
        return self.settings.label or self.study.settings.label

    @property
    def is_simulated(self) -> bool:
        """Whether these patients are simulated."""
        return is_simulated(self.section)

    @property
    def patients(self) -> str:
        """What the other cohort's patients are: `simulated` or `real`."""
        return "simulated" if self.is_simulated else "real"

    @property
    def title(self) -> str:
        """The cohort's name for readers."""
        return self.settings.title or self._called(self.section)

    def _called(self, section: CohortSettings) -> str:
        archive = self.study.archive_in_words(section.archive)
        return f"{archive} (simulated)" if is_simulated(section) else archive

    # Files

    def path(self, name: str) -> str:
        """A file of this test."""
        return self.study.path(f"external/{self.cohort}/{name}")

    @property
    def archive(self) -> Archive:
        """What a job waits for that reads these patients' archive."""
        contents = self.study.settings.archive_contents
        return archive_of(self.cohort, self.section, contents, self.study.config.data_dir)

    @property
    def archive_folder(self) -> str:
        """Where the files of these patients' archive lie."""
        return folder_of(self.cohort, self.section, self.study.config.data_dir)

    @property
    def excluded_cohorts(self) -> list[str]:
        """Further cohorts whose patients the section of this one leaves out (`exclude_patients_of`)."""
        return [name for name in self.section.exclude_patients_of if name != self.study.settings.cohort]

    @property
    def compared_archives(self) -> list[Archive]:
        """Archives of the study's own patients and of those left out, of which the tables are read."""
        return self.study.config.archives([self.study.settings.cohort, *self.excluded_cohorts], [TABLES])

    @property
    def trained_cohort(self) -> dict[str, tuple[str, str, dict[str, Any] | None]]:
        """Source, folder and reading of the study's own cohort, by its name."""
        return self.study.config.folders([self.study.settings.cohort])

    @property
    def exclusions(self) -> list[str]:
        """Tables of patients that the preparation excludes."""
        return self.study.external_source(self.cohort).exclusions

    def images(self, suffix: str) -> list[str]:
        """One file per modality of what the models are given of these patients."""
        return self.study.external_source(self.cohort).files(self.study.settings.modalities, suffix)

    def own_images(self, suffix: str) -> list[str]:
        """One file per modality of what the models were given of the study's own patients."""
        return self.study.source.files(self.study.settings.modalities, suffix)

    @property
    def predictions(self) -> list[str]:
        """Predictions of the main comparison, one table per model and input."""
        wanted = {name for inputs in self.compared_ensembles.values() for name in inputs}
        return [
            self.path(f"predictions/{model}/{name}.csv")
            for model in self.study.own_models
            for name in self.study.settings.inputs_of_model(model)
            if name in wanted
        ]

    @property
    def compared_ensembles(self) -> dict[str, list[str]]:
        """Inputs of every ensemble of the study's own models whose inputs can be made of other cohorts' patients."""
        settings, possible = self.study.settings, self.study.predicted_elsewhere
        own = {name: inputs for name, inputs in settings.inputs_of_ensembles.items() if name in settings.ensembles}
        return {name: inputs for name, inputs in own.items() if all(map(possible, inputs))}

    @property
    def left_out(self) -> list[str]:
        """Titles of the other ensembles."""
        settings = self.study.settings
        return [settings.ensemble_titles[name] for name in settings.ensembles if name not in self.compared_ensembles]

    @property
    def drawn_ensemble(self) -> str:
        """The ensemble whose curves are drawn: the first one that the study draws of its own models."""
        own = self.compared_ensembles
        return next(name for name in [*self.study.settings.figure_ensembles, *own] if name in own)

    # The page

    @property
    def shown(self) -> list[str]:
        """What the page shows of it, below the study's folder."""
        return [
            f"tables/external_{self.cohort}.html",
            f"tables/kept_thresholds_{self.cohort}.html",
            f"tables/case_mix_{self.cohort}.html",
            f"figures/external_roc_{self.cohort}.svg",
            f"figures/external_reliability_{self.cohort}.svg",
            f"external/{self.cohort}/cohort_flow.csv",
        ]

    @property
    def recorded(self) -> list[str]:
        """Tables whose checksums are the record of a run, below the study's folder and without `.csv`."""
        names = ["cohort", "splits", "predictions", "metrics", "operating_points"]
        names += self.study.external_source(self.cohort).recorded
        return [f"external/{self.cohort}/{name}" for name in names]

    @property
    def planted(self) -> dict[str, Any]:
        """What the ideal observer has to know of either set of patients; empty unless the effect is planted in both.

        `simulations` by the set (`internal`, `external`), and `modalities` by ensemble.
        """
        internal, external = self.study.planted_simulation, planted_in(self.section, self.label)
        behind = self.study.planted_modalities
        modalities = {name: behind[name] for name in self.compared_ensembles if name in behind}
        if internal is None or external is None or len(modalities) < len(self.compared_ensembles):
            return {}
        return {"simulations": {"internal": internal, "external": external}, "modalities": modalities}

    @property
    def evaluation(self) -> dict[str, Any]:
        """What the table and the figures of the test have to know, in plain values."""
        study, own = self.study, self._called(self.study.cohort)
        settings = study.settings
        called = {"cohort": own, "internal": f"{own}, held out", "external": self.title}
        return {
            "label": settings.label.name,
            "ensembles": self.compared_ensembles,
            "drawn": self.drawn_ensemble,
            "left_out": self.left_out,
            "titles": {**settings.model_titles, **settings.ensemble_titles, **called},
            "patients": {"internal": study.patients, "external": self.patients},
            "planted": self.planted,
        }

    @property
    def selection(self) -> dict[str, Any]:
        """How the patients are selected, in plain values."""
        return {
            "archive": self.archive_folder,
            "source": self.section.archive,
            "reading": self.section.reading,
            "excluded": self.section.exclude_patients,
            "label_convention": self.section.label_convention,
            "label": self.label.model_dump(),
            "trained": self.trained_cohort,
            "excluding": self.study.config.folders(self.excluded_cohorts),
            "modalities": self.study.settings.modalities,
            "mask": self.study.settings.segmentation,
            "simulated": self.is_simulated,
        }
