"""A study answers for itself: which files it makes and needs, and what its page shows.

Everything that a rule, a gate or a report has to know of a study is a pure function of its settings and is asked for
here; no rule asks of which kind a study is. A kind of study is a class derived from `Study` in a folder of its own and
a line in `studies/registry.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from radiogenomics.controls.settings import ControlSettings
from radiogenomics.errors import InputError
from radiogenomics.evaluation.compared import Compared
from radiogenomics.evaluation.published_index import PublishedTables, published_tables
from radiogenomics.files import nearest
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.run_settings import RunSettings
from radiogenomics.seeds import derive_seed
from radiogenomics.settings import Settings
from radiogenomics.studies.exported import Exported
from radiogenomics.studies.fits import Fits, fits_in_words, models_in_words
from radiogenomics.studies.predicted_masks import PredictedMasks
from radiogenomics.studies.settings import StudySettings

if TYPE_CHECKING:
    # Every start of the workflow reads this file, and needs no tables.
    from pandas import DataFrame

    from radiogenomics.studies.plan import Plan

Sections = dict[str, list[str]]
"""Titles of the sections of a study's page, each with the files below the study's folder that it shows, in order."""
SECTIONS = (
    *("Patients", "Leaks", "Results", "Calibration and use", "External test", "Chance and controls"),
    "Published figures",
)
"""Sections that every page may have, in their order; those of a kind alone follow."""


class Study(ABC):
    """One study of a configuration."""

    settings_class: ClassVar[type[StudySettings]]
    """Section of the configuration."""
    rules: ClassVar[tuple[str, ...]] = ()
    """Files of `workflow/rules/` whose rules serve studies of this kind, in addition to those that serve all."""
    subject: ClassVar[str] = "input"
    """What a model is judged on, in words: an ensemble of inputs, an input, a source."""
    ensemble_name: ClassVar[str] = "Ensemble"
    """Heading of the column that names it."""
    fits_classifiers: ClassVar[bool] = False
    """Whether its models are fitted within seconds, so that `controls.refit` may name them."""
    retrains_networks: ClassVar[bool] = False
    """Whether its first compared model is trained anew for `controls.retrained_…`."""
    chooses_epochs: ClassVar[bool] = False
    """Whether an epoch of each training is chosen on validation patients."""
    measured_as: ClassVar[str] = "volumes"
    """Whose speed its trainings have, as `benchmarks/gpu.py` calls them: volumes, slices, segmentation or towers."""

    def __init__(self, name: str, settings: StudySettings, config: RunSettings) -> None:
        """A study by its name, its section, and the configuration around it."""
        self.name, self.settings, self.config = name, settings, config
        self.others: Mapping[str, Study] = {}

    def meet(self, studies: Mapping[str, Study]) -> None:
        """Take note of all studies of the configuration, from some of which something may be taken."""
        self.others = studies

    def seed(self, *names: object) -> int:
        """Seed of something that belongs to this study."""
        return derive_seed(self.config.seed, self.name, *names)

    def setting(self, *path: str) -> Any:
        """One section or key of the study, as plain values."""
        found: Any = self.settings
        for name in path:
            found = getattr(found, name)
        return found.model_dump() if isinstance(found, Settings) else found

    def path(self, name: str) -> str:
        """A file below the study's folder of results."""
        return f"results/{self.name}/{name}"

    def paths(self, names: Iterable[str]) -> list[str]:
        """Some files below the study's folder of results, each once."""
        return [self.path(name) for name in dict.fromkeys(names)]

    @abstractmethod
    def check(self, key: str) -> None:
        """Refuse what no single key of the section can say: names that do not exist, weights that do not fit.

        Args:
            key: the section's key, for messages.

        Raises:
            InputError: the first thing that is wrong.
        """

    @classmethod
    def check_together(cls, studies: Sequence[Self]) -> None:
        """Refuse what no study of this kind can say alone.

        Args:
            studies: all studies of the kind.

        Raises:
            InputError: the first thing that is wrong.
        """
        return

    @property
    def rule_files(self) -> list[str]:
        """Files of `workflow/rules/` that serve this study: those of its kind, and of what its section asks for."""
        return [*self.rules, *self._optional_rules()]

    def _optional_rules(self) -> Sequence[str]:
        """Files whose rules serve it because of a key of its section."""
        return ()

    # Who takes part

    @property
    @abstractmethod
    def is_simulated(self) -> bool:
        """Whether the patients are simulated."""

    @property
    def patients(self) -> str:
        """What the study's patients are: `simulated` or `real`."""
        return "simulated" if self.is_simulated else "real"

    @property
    def patient_source(self) -> str | None:
        """Where the patients are from, as the key `source` of a cohort says; None where it is not known."""
        return None

    @property
    def read_archives(self) -> list[tuple[str, Iterable[str]]]:
        """Cohorts whose archives are read, each with the contents that are."""
        return []

    @property
    def is_split(self) -> bool:
        """Whether patients of a cohort are selected, split, and trained on."""
        return False

    @property
    def thresholds(self) -> list[str]:
        """The table of thresholds that were chosen on validation patients, where there is one."""
        return []

    @property
    def trained_folds(self) -> list[int] | None:
        """Folds of the split that models are trained for; None where there is no split."""
        return None

    def registered_modalities(self, cohort: str) -> list[str]:
        """Modalities of a cohort that are registered for the study, where it reads scans of the cohort."""
        return []

    @property
    def registration_quality(self) -> list[str]:
        """The table that says how the registration of the cohort's scans went, where they are registered here."""
        return []

    def only_where_split(self, name: str) -> list[str]:
        """A file below the study's folder, where patients are split; else none."""
        return [self.path(name)] if self.is_split else []

    # Models and what they are given

    @property
    def input_names(self) -> list[str]:
        """Inputs that models may be fitted to."""
        return []

    @property
    def model_names(self) -> list[str]:
        """All models, those whose predictions were made elsewhere among them."""
        return list(dict.fromkeys([*self.settings.models, *self.settings.reported_models]))

    @property
    def own_models(self) -> list[str]:
        """Models of the main comparison that the study itself fits."""
        return [model for model in self.settings.reported_models if model in self.settings.models]

    @property
    def external_models(self) -> list[str]:
        """Models whose predictions come from elsewhere, as an ensemble of their own."""
        return [model for model in self.settings.reported_models if model not in self.settings.models]

    @property
    def externals(self) -> Mapping[str, ExternalSettings]:
        """Sections of the models whose predictions come from elsewhere, by model."""
        return {}

    @property
    def external_tables(self) -> list[str]:
        """The user's own tables of predictions, each once."""
        return list(dict.fromkeys(model.path for model in self.externals.values()))

    @property
    def external_parameters(self) -> dict[str, dict[str, Any]]:
        """Tables of external predictions without titles: a new name in the tables reads nothing again."""
        return {name: model.model_dump(exclude={"title"}) for name, model in self.externals.items()}

    def titles_of(self, model: str) -> dict[str, str]:
        """Title of one model by its name, for what shows that model alone."""
        return {model: self.settings.model_titles[model]}

    def called(self, model: str, ensemble: str) -> str:
        """Name of a model and what it is judged on, for readers."""
        return f"{self.settings.model_titles[model]}, {self.settings.ensemble_titles[ensemble]}"

    def known_ensemble(self, name: str) -> str:
        """The name of an ensemble, or of an input, if there is one.

        Raises:
            InputError: there is none; the nearest is named.
        """
        return self._known("no ensemble or input", name, self.settings.inputs_of_ensembles)

    def _known(self, what: str, name: str, known: Iterable[str]) -> str:
        known = list(known)
        if name not in known:
            raise InputError(
                f"study {self.name}: {what} {name!r}{nearest(name, known)}; known are {', '.join(known) or 'none'}"
            )
        return name

    @property
    def external_tests(self) -> list[Any]:
        """Tests of the trained models on other cohorts (`studies.external_test`)."""
        return []

    # What a run does

    @property
    def fits(self) -> list[Fits]:
        """All that a run of the whole study fits; none where predictions are only read."""
        return []

    @property
    def outlined_inputs(self) -> dict[str, list[str]]:
        """Inputs of every model of a run."""
        return {model: list(self.settings.inputs_of_model(model)) for model in self.settings.reported_models}

    def _models_on_request(self) -> Iterable[str]:
        """Models that no run of the whole study needs, but a key of its section names for files that are asked for."""
        return []

    @property
    def idle_models(self) -> list[str]:
        """Models of the section that nothing fits, since no key that chooses models names them."""
        used = {*self.settings.reported_models, *self._models_on_request(), *(each.model for each in self.fits)}
        return [model for model in self.settings.models if model not in used]

    def outline(self) -> list[str]:
        """Who takes part in a run, and which models: what all overlays together make, in a few lines."""
        idle = ", ".join(self.idle_models)
        return [
            f"{self.name}: {self._about_label()['label']} of {self.patients} patients",
            *(f"  models: {line}" for line in models_in_words(self.outlined_inputs)),
            *([f"  not fitted: {idle}; name what is to be fitted in `compare`"] if idle else []),
            *(f"  in all: {line}" for line in fits_in_words(self.fits)),
        ]

    def plan(self, splits: DataFrame) -> Plan | None:
        """What the networks of a run cost, by the rows of splits.csv; None where nothing is counted."""
        return None

    # Predictions

    def reported_predictions(self, ensembles: Iterable[str] | None = None) -> list[str]:
        """Prediction tables of the compared models on the inputs of all, or of some, ensembles."""
        return [self.path("predictions.csv")]

    @property
    def drawn_predictions_are_collected(self) -> bool:
        """Whether figures of curves are drawn from `predictions.csv`, and not from the tables behind one figure."""
        return not self.is_split

    def drawn_ensembles(self, ensemble: str) -> list[str]:
        """Ensembles whose models one figure of curves shows: its own, and that of predictions made elsewhere."""
        external = getattr(self.settings, "external_ensembles", {})
        return list(dict.fromkeys([self.known_ensemble(ensemble), *external]))

    def drawn_predictions(self, ensemble: str) -> list[str]:
        """Predictions that one figure of curves is drawn from."""
        if self.drawn_predictions_are_collected:
            return [self.path("predictions.csv")]
        return self.reported_predictions(self.drawn_ensembles(ensemble))

    def drawn_records(self, ensemble: str) -> list[str]:
        """Records of the fits behind one figure of curves, which is drawn without all that the gate asks for."""
        drawn = {item for name in self.drawn_ensembles(ensemble) for item in self.settings.inputs_of_ensembles[name]}
        return [
            path
            for model in self.own_models
            for path in self.records_of([model], [i for i in self.settings.inputs_of_model(model) if i in drawn])
        ]

    def records_of(self, models: Iterable[str], inputs: Iterable[str]) -> list[str]:
        """Records of the patients that the fits of some models to some inputs were given."""
        return []

    @property
    def cross_validation_predictions(self) -> list[str]:
        """Out-of-fold predictions of all models; empty unless all patients are cross-validated."""
        return []

    @property
    def cross_validated_cohort(self) -> list[str]:
        """The cohort, where all its patients are cross-validated."""
        return [self.path("cohort.csv")] if self.cross_validation_predictions else []

    @property
    def weight_records(self) -> list[str]:
        """Where the published weights of the compared models came from."""
        return []

    @property
    def downloaded_weights(self) -> list[str]:
        """Published weights that the study's report needs."""
        return []

    def predicts_masks(self, model: str) -> PredictedMasks:
        """Segmentations by one of its models, for other studies.

        Raises:
            InputError: it makes none, or not of everybody.
        """
        raise InputError(f"study {self.name} segments nobody; name a study of kind segmentation")

    # Export

    @property
    def exported(self) -> list[str]:
        """Folders of all its models that can be exported, each with all that a prediction needs."""
        return []

    def only_ensemble(self, model: str) -> str:
        """What a model is exported on where there is one choice.

        Raises:
            InputError: there are several, or none.
        """
        known = self.exportable
        names = known.get(model, [])
        if len(names) == 1:
            return names[0]
        if not names:
            return self._known("no model to export", model, known)
        raise InputError(f"study {self.name}: {model} is there on {', '.join(names)}; name one by --ensemble")

    @property
    def exportable(self) -> dict[str, list[str]]:
        """What each trained model may be exported on: where nothing else is said, what `exported` holds."""
        found: dict[str, list[str]] = {}
        for path in map(Path, self.exported):
            found.setdefault(path.parent.name, []).append(path.name)
        return found

    def exports(self, model: str, ensemble: str) -> Exported:
        """What a folder of its own is made from that holds a trained model.

        Args:
            model: of the study.
            ensemble: what the model is judged on: an ensemble of inputs, or an input.

        Raises:
            InputError: there is no such model or ensemble, or what it is cannot be exported.
        """
        raise InputError(
            f"study {self.name}: it trains no model, and what others predicted cannot be exported; export a model of a "
            "study that trains"
        )

    # Comparison with other studies

    @property
    def compared(self) -> Compared | None:
        """Its models, each on what curves are drawn of first; None where no class is predicted."""
        settings = self.settings
        named = settings.inputs_of_ensembles
        inputs: dict[str, list[str]] = {}
        for model in settings.reported_models:
            own = set(settings.inputs_of_model(model)) if named else set()
            order = (named[name] for name in [*settings.figure_ensembles, *named] if set(named[name]) <= own)
            if (first := next(order, None)) is not None:
                inputs[model] = list(first)
        if not inputs:
            return None
        about = self._about_label()
        return Compared(
            study=self.name,
            title=settings.title,
            label=about["label"],
            classes=about["classes"],
            simulated=self.is_simulated,
            predictions=self.path("predictions.csv"),
            models={model: settings.model_titles[model] for model in inputs},
            inputs=inputs,
        )

    # Controls

    @property
    def controls(self) -> ControlSettings:
        """How chance is simulated."""
        return self.settings.controls

    @property
    def clinical_predictions(self) -> list[str]:
        """Predictions from age and sex; empty unless patients are split."""
        return self.only_where_split("predictions/clinical_baseline.csv")

    @property
    def refits(self) -> list[str]:
        """Areas of the classifiers that `controls.refit` names, fitted anew."""
        asked = self.controls.refit
        return self.paths(f"refits/{model}/{name}.csv" for model in asked for name in asked[model])

    def retrained_predictions(self, variant: str) -> list[str]:
        """Predictions of the first compared network, trained to `permuted` labels or from another `seed`."""
        return []

    @property
    def planted_modalities(self) -> dict[str, list[str]]:
        """Modalities in which an effect is planted, by each subject whose models may recover it."""
        return {}

    @property
    def has_planted_effect(self) -> bool:
        """Whether the patients are simulated and the study's label is the one that an effect is planted for."""
        return False

    @property
    def ground_truth(self) -> list[str]:
        """The ideal observers' areas, where an effect was planted."""
        return [self.path("ground_truth.csv")] if self.has_planted_effect else []

    # Published figures

    @cached_property
    def published(self) -> PublishedTables:
        """The published tables that the study names: those of its label and patients, and why others do not count."""
        label = self.settings.label
        return published_tables(self.settings.published, label.name, self.patient_source, label.positive_values)

    @property
    def published_files(self) -> list[str]:
        """Files in `resources/` of these tables."""
        return [f"published/{name}.csv" for name in [*self.published.names, "titles", "claims"]]

    @property
    def published_with_ours(self) -> bool:
        """Whether tables have published values and ours side by side: of simulated patients only where asked for."""
        return not self.is_simulated or self.settings.published_with_simulated

    @property
    def published_columns(self) -> list[str]:
        """The published tables whose values have columns next to ours."""
        return self.published.names if self.published_with_ours else []

    def number_in_paper(self, table: str) -> str:
        """The number that the study's paper gives a table of results, or empty."""
        return self.settings.table_numbers.get(table, "")

    def numbers_in_paper(self, *tables: str) -> dict[str, str]:
        """Those numbers of several tables, by table."""
        return {table: self.number_in_paper(table) for table in tables}

    # The page

    def sections(self) -> list[tuple[str, list[str]]]:
        """Sections of the page: title, and the files below the study's folder that it shows."""
        found: Sections = {title: [] for title in SECTIONS}
        for part in (self._common_sections(), self._own_sections(), {"Results": self._recovered_effect()}):
            for title, files in part.items():
                found.setdefault(title, []).extend(files)
        return [(title, files) for title, files in found.items() if files]

    def _common_sections(self) -> Sections:
        return {
            "Patients": ["figures/flow.svg", "cohort_flow.csv"],
            "Results": ["figures/forest.svg"],
            "Calibration and use": [
                *("tables/operating_points.html", "tables/calibration.html"),
                *self.curves("reliability", "decision"),
            ],
            "Chance and controls": ["tables/chance.html"],
            "Published figures": ["tables/published.html"] if self.published.names else [],
        }

    def _recovered_effect(self) -> list[str]:
        """The table of planted and recovered effects, where there is one."""
        return []

    @abstractmethod
    def _own_sections(self) -> Sections:
        """What a page shows of this kind of study, in addition to what every page does."""

    def curves(self, *names: str) -> list[str]:
        """Figures of curves of every ensemble that is in the report."""
        return [f"figures/{name}_{ensemble}.svg" for name in names for ensemble in self.settings.figure_ensembles]

    @property
    def results(self) -> list[str]:
        """Everything that the page shows."""
        return [self.path(name) for _, files in self.sections() for name in files]

    @property
    def records(self) -> list[str]:
        """Tables without a page of their own that the first lines, the checklists and the model cards read."""
        names = ["metrics.csv", "operating_points.csv", "calibration.csv", "chance.csv", "area_tests.csv"]
        return [self.path(name) for name in [*names, *self._own_records()]]

    def _own_records(self) -> Sequence[str]:
        return ()

    @property
    def recorded(self) -> list[str]:
        """Tables whose checksums are the record of a run; some of them hold the checksums of what was read."""
        names = ["predictions", "metrics", "operating_points", "calibration", "area_tests", "chance"]
        return [self.path(f"{name}.csv") for name in [*names, *self._own_recorded()]]

    def _own_recorded(self) -> Sequence[str]:
        return ()

    @property
    def flow_files(self) -> dict[str, str]:
        """What the flow diagram is drawn from, by the name that its script gives each."""
        return {"flow": self.path("cohort_flow.csv")}

    @property
    @abstractmethod
    def kind_of_models(self) -> str:
        """What the models are, for the checklists."""

    @property
    @abstractmethod
    def libraries(self) -> list[str]:
        """Packages that the study computes with; `provenance.json` lists all that are installed."""

    def about(self) -> dict[str, Any]:
        """What the configuration says of the study: arguments of `radiogenomics.report.about.About`."""
        settings = self.settings
        return {
            "name": self.name,
            "title": settings.title,
            "subject": self.subject,
            "is_trained": self.is_split,
            "simulated": self.is_simulated,
            **self._about_label(),
            "models": {model: settings.model_titles[model] for model in settings.reported_models},
            "subjects": {subject: settings.ensemble_titles[subject] for subject in settings.inputs_of_ensembles},
            "seed": self.config.seed,
            "model_settings": {model: self.settings_of_model(model) for model in self.own_models},
            "libraries": self.libraries,
            "settings": {
                "kind_of_models": self.kind_of_models,
                "draws": settings.evaluation.draws,
                **self._label_facts(),
            },
        }

    def _about_label(self) -> dict[str, Any]:
        """What is predicted, and its two classes, none where it is no class."""
        label = self.settings.label
        return {"label": label.name, "classes": [_class_name(label.name, value) for value in label.class_names]}

    def _label_facts(self) -> dict[str, Any]:
        """How the label is told, for the checklists."""
        label = self.settings.label
        return {"label_rule": label.rule, "label_unknown": label.unknown}

    def settings_of_model(self, model: str) -> dict[str, Any]:
        """Settings of a model that differ between models and are read for it, without what concerns the machine."""
        section = self.settings.models[model].model_dump(exclude=MACHINE)
        return {key: value for key, value in section.items() if value is not None}


MACHINE = {"title", "path", "threads", "mem_mb", "runtime", "loader_workers", "checkpoint_seconds"}
"""Keys that change no result."""


def _class_name(label: str, value: str) -> str:
    """A class as it reads in a sentence; a bare number is a value of the label."""
    return f"{label} {value}" if value.lstrip("-").isdigit() else value
