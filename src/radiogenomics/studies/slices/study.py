"""A study that trains networks on axial slices, as rules, gates and reports ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import ceil
from typing import Any, ClassVar

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.images.slice_source import CANDIDATE, SliceSource
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.studies.fits import CONTINUED, TRAININGS, Fits
from radiogenomics.studies.networks.study import NetworkStudy
from radiogenomics.studies.patient_study import PatientStudy
from radiogenomics.studies.slices import description
from radiogenomics.studies.slices.checks import check_slice_study
from radiogenomics.studies.slices.selections import Selections
from radiogenomics.studies.slices.settings import PSEUDOCOLOUR, SLICES, SliceStudySettings
from radiogenomics.studies.study import Sections

COLOUR_RESULTS = (
    "tables/methods.html",
    "tables/pseudocolours.html",
    "figures/pseudocolours.svg",
    "figures/pseudocolours_of_models.svg",
)
"""What the page of a study with pseudo-colours shows in addition to its other results."""


NULL_SPACING = 2.0
"""Voxel edge in mm of simulated patients of a study whose own patients are real."""


class SliceStudy(NetworkStudy):
    """Networks on slices: a patient's probability is the mean over the patient's slices, then over folds and inputs."""

    settings: SliceStudySettings
    settings_class: ClassVar = SliceStudySettings
    rules: ClassVar[tuple[str, ...]] = (*PatientStudy.rules, "training", "slices", "slice_results", "pseudocolours")
    external_rules: ClassVar[tuple[str, ...]] = ("external_cohorts", "external_slices")
    kind_of_models: ClassVar[str] = "Neural networks on axial slices of MRI"
    measured_as: ClassVar[str] = "slices"
    dimensions: ClassVar[tuple[int, ...]] = (2, 3)
    """Networks of volumes are given all slices of a patient as one stack."""
    prepared_section: ClassVar[str] = SLICES
    exported_form: ClassVar[str] = "slices"
    pretraining_task: ClassVar[str] = "slice_content"

    def check_models(self, key: str) -> None:
        """Refuse what does not exist, weights that do not fit, and trainings that cannot go on from another."""
        check_slice_study(key, self.settings)
        self.selections.check(key)
        super().check_models(key)

    # Models and what they are given

    @cached_property
    def source(self) -> SliceSource:
        """Slices of all modalities."""
        groups = self._groups_of_modalities | self.selections.groups
        ways, chosen = len(self.settings.searched_slices), bool(self.used_slices(""))
        return SliceSource(f"results/{self.name}", groups, self.selections.modalities, ways, chosen)

    def external_source(self, cohort: str) -> SliceSource:
        """Slices of the patients of another cohort."""
        return SliceSource(self.path(f"external/{cohort}"), self._groups_of_modalities)

    def predicted_elsewhere(self, name: str) -> bool:
        """Of other cohorts the study's own choice of slices alone is taken."""
        return name not in self.settings.selections and name not in self.settings.combinations

    @cached_property
    def selections(self) -> Selections:
        """Further choices of slices, and weighted combinations."""
        return Selections(self)

    def _optional_rules(self) -> list[str]:
        return [*super()._optional_rules(), *self.selections.rules]

    def channel_files(self, name: str, suffix: str) -> list[str]:
        """One file per channel of an input; a selection has one of its own."""
        if name in self.settings.selections:
            return self.source.files([name], suffix)
        return super().channel_files(name, suffix)

    def training_files(self, model: str, inputs: Iterable[str], name: str, variant: str = "") -> list[str]:
        """One file per input and fold; those of a combination are its members'."""
        return super().training_files(model, self.selections.members(inputs), name, variant)

    @property
    def fitted_inputs(self) -> dict[str, list[str]]:
        """Inputs that each model is trained on: a combination is no training."""
        return {model: self.selections.members(names) for model, names in super().fitted_inputs.items()}

    # Export

    def _exported_shares(self, ensemble: str) -> dict[str, float]:
        """Shares of the inputs that networks are trained on; those of a combination are its weights."""
        combinations, shares = self.settings.combinations, {}
        for item, share in super()._exported_shares(ensemble).items():
            for name, weight in combinations.get(item, {item: 1.0}).items():
                shares[name] = shares.get(name, 0.0) + share * weight
        return shares

    def _exported_channels(self, name: str) -> list[str]:
        """Sequences of an input; a selection is an array of its own."""
        return [name] if name in self.settings.selections else super()._exported_channels(name)

    def _exported_files(self) -> dict[str, list[str]]:
        # Slices are predicted in float32 where the arithmetic is not said.
        return {"chosen_slices": self.used_slices(""), "precision": []}

    def _exported_preparation(self, channels: Sequence[str]) -> dict[str, Any]:
        selections, own = self.settings.selections, self.setting(SLICES)
        return {
            "channels": {
                name: {
                    "modality": selections[name].modality,
                    "slices": selections[name].applied(self.settings.slices),
                    "searched": False,
                }
                if name in selections
                else {"modality": name, "slices": own, "searched": bool(self.used_slices(""))}
                for name in channels
            }
        }

    # The search for hyper-parameters

    @property
    def prepared_parameters(self) -> dict[str, dict[str, Any]]:
        """How slices are prepared where a search changes nothing."""
        return {SLICES: self.setting(SLICES)}

    def searched_files(self, model: str, name: str, suffix: str) -> list[str]:
        """What a model sees of an input in the trials of the search: slices of every way of preparing them."""
        if not self.settings.searched_slices:
            return super().searched_files(model, name, suffix)
        return self.source.candidate_files(self.settings.channels(name), suffix)

    def used_slices(self, candidate: str) -> list[str]:
        """The file of the best trial, where the study's own slices are prepared as it says."""
        used = self.search is not None and SLICES in self.search.settings.use and self.settings.searched_slices
        return [self.search.best] if used and not candidate else []

    def slice_parameters(self, candidate: str) -> dict[str, Any]:
        """How slices are prepared: the study's own, or in one of the ways among which a search chooses."""
        if not candidate:
            return self.setting(SLICES)
        return self.settings.searched_slices[int(candidate.removeprefix(CANDIDATE))].model_dump()

    @property
    def input_names(self) -> list[str]:
        """Modalities, modalities that are channels of one network, and pseudo-colours."""
        return self.settings.known_inputs

    @property
    def item_parameters(self) -> dict[str, Any]:
        """What reads the slices, and how those of a training are changed at random."""
        return {
            "reader": "slices",
            "augmentation": self.setting("slice_augmentation"),
            "seed": self.seed("changed slices"),
        }

    @property
    def place_parameters(self) -> dict[str, Any]:
        """What says where in a scan the pixels of a slice lie."""
        return {"reader": "slices", "fit": self.settings.slices.fit}

    def network_of_weights(self, file: str) -> str:
        """Network whose pre-trained weights a file of `weights/` holds."""
        return next(model.network for model in self.settings.models.values() if file in model.weight_files)

    def weight_record(self, path: str, end: str) -> str:
        """A record of a file of weights, next to it; the file's own name has dots."""
        return f"{path}{end}"

    @property
    def shown_inputs(self) -> list[str]:
        """Inputs of all ensembles."""
        settings = self.settings
        return self.selections.members(item for name in settings.ensembles for item in settings.ensemble_inputs(name))

    def training_parameters(self, model: str) -> dict[str, Any]:
        """Optimisation, of the phases that the model's training has."""
        training = super().training_parameters(model)
        wanted = self.settings.phases_of.get(model)
        if wanted is None:
            return training
        return {**training, "phases": [phase for phase in training["phases"] if phase["name"] in wanted]}

    def continued_weights(self, model: str, name: str, fold: str, variant: str) -> list[str]:
        """Weights of the training from which a model's training goes on."""
        other = self.settings.continues.get(model)
        return [] if other is None else [self.training_files(other, [name], "weights.pt", variant)[int(fold)]]

    def continued_parameters(self, model: str) -> dict[str, Any] | None:
        """Section of the model from which a training goes on, without its title."""
        other = self.settings.continues.get(model)
        return None if other is None else self.model_parameters(other)

    @property
    def trainings(self) -> list[tuple[str, str, str]]:
        """What is trained, and then predicts: variant, model and input; pseudo-colours from further seeds."""
        colours = self.settings.pseudocolour_inputs
        further = [
            (variant, model, name)
            for variant in self._variants[1:]
            for model in self.settings.compare
            for name in colours
        ]
        return list(dict.fromkeys([*super().trainings, *further]))

    @property
    def fits(self) -> list[Fits]:
        """Trainings of every model, and of models from which these go on."""
        asked, folds = set(self.trainings), len(self.settings.split.trained_folds)
        continued = [
            (variant, self.settings.continues[model], name)
            for variant, model, name in self.trainings
            if model in self.settings.continues
        ]
        return [
            *super().fits,
            *(
                Fits(TRAININGS, model, name, folds, CONTINUED, variant, predicts=False)
                for variant, model, name in dict.fromkeys(continued)
                if (variant, model, name) not in asked
            ),
        ]

    def trained_inputs(self, model: str) -> list[str]:
        """Inputs of a compared model that trainings are made for: a combination is none."""
        return self.selections.members(super().trained_inputs(model))

    def item_shape(self, model: str) -> tuple[int, ...]:
        """Pixels of what a model sees at once, without channels: a slice, or a stack of all slices of a patient."""
        shape = tuple(self.settings.slices.shape)
        return (self._slices_of_patient, *shape) if self._sees_stacks(model) else shape

    def items_of_patient(self, model: str) -> int:
        """Slices that a model sees of a patient's input, at most, or one stack of them."""
        return 1 if self._sees_stacks(model) else self._slices_of_patient

    def _sees_stacks(self, model: str) -> bool:
        return self.model(model).image_dimensions > len(self.settings.slices.shape)

    @property
    def _slices_of_patient(self) -> int:
        slices = self.settings.slices
        return ceil(slices.share * self._slices_of_series) if slices.choice == "middle" else slices.count

    @property
    def _slices_of_series(self) -> int:
        return Grid(self.cohort.planted["spacing"] if self.is_simulated else 1.0).shape[0]

    @property
    def stored_copies(self) -> int:
        """None: slices are changed as they are read."""
        return 0

    @property
    def assumptions(self) -> list[str]:
        """What a plan assumes of the patients."""
        if self.settings.slices.choice != "middle":
            return []
        return [f"series of {self._slices_of_series} slices, of which {self._slices_of_patient} are taken, are assumed"]

    # Pseudo-colours

    @property
    def _variants(self) -> list[str]:
        """Trainings of every pseudo-colour: the study's own, and one from each further seed."""
        return ["", *(f"_seed{number}" for number in range(1, self.settings.seeds))]

    @property
    def colour_keys(self) -> list[tuple[int, int]]:
        """Number of the pseudo-colour and of the seed of each of `colour_predictions`."""
        seeds, numbers = range(self.settings.seeds), self.settings.pseudocolours
        return [(number, seed) for _ in self.settings.compare for number in numbers for seed in seeds]

    @property
    def colour_predictions(self) -> list[str]:
        """Predictions of every model by every pseudo-colour and seed."""
        return [
            self.path(f"predictions{variant}/{model}/{name}.csv")
            for model in self.settings.compare
            for name in self.settings.pseudocolour_inputs
            for variant in self._variants
        ]

    @property
    def colour_prefix(self) -> str:
        """What the name of an input in pseudo-colour begins with, before its number."""
        return PSEUDOCOLOUR

    @property
    def coloured_runs(self) -> dict[str, dict[str, Any]]:
        """Supplementary runs of the report that have one pseudo-colour."""
        runs = self.supplementary_runs() if self.settings.report_supplementary else {}
        colours = set(self.settings.pseudocolour_inputs)
        return {name: run for name, run in runs.items() if len(run["inputs"]) == 1 and colours & set(run["inputs"])}

    @property
    def colours_of_runs(self) -> list[int]:
        """Numbers of the pseudo-colours of those runs."""
        names = dict.fromkeys(run["inputs"][0] for run in self.coloured_runs.values())
        return [int(name.removeprefix(PSEUDOCOLOUR)) for name in names]

    @property
    def method_predictions(self) -> list[str]:
        """Predictions of the compared models on every pseudo-colour, and of those runs."""
        compared = [(model, name) for model in self.settings.compare for name in self.settings.pseudocolour_inputs]
        runs = [(run["model"], run["inputs"][0]) for run in self.coloured_runs.values()]
        return self.paths(f"predictions/{model}/{name}.csv" for model, name in [*compared, *runs])

    @property
    def compared_methods(self) -> list[str]:
        """Published tables whose rows stand with ours."""
        return list(dict.fromkeys([*self.published.names, *self.settings.compared_methods]))

    @property
    def method_files(self) -> list[str]:
        """Their files in `resources/`."""
        return [f"published/{name}.csv" for name in [*self.compared_methods, "index"]]

    @property
    def test_set_in_words(self) -> str:
        """Whose the test patients are."""
        return f"{self.archive_in_words(self.cohort.archive)}, held out ({self.patients} patients)"

    @property
    def coloured_modalities(self) -> list[str]:
        """Sequences that pseudo-colours show."""
        return list(STRUCTURAL)

    def coloured_files(self, suffix: str) -> list[str]:
        """One file per sequence that pseudo-colours show."""
        return self.source.files(STRUCTURAL, suffix)

    def _further_records(self) -> list[str]:
        names = self.settings.pseudocolour_inputs
        further = [
            path
            for variant in self._variants[1:]
            for model in self.settings.compare
            for path in self.training_files(model, names, "fitted.json", variant)
        ]
        return list(dict.fromkeys([*super()._further_records(), *further]))

    # The page

    @property
    def leak_models(self) -> list[str]:
        """Compared models by which a split of slices can be shown to leak: none where a patient has one slice."""
        slices = self.settings.slices
        several = slices.choice == "middle" or slices.count > 1
        return [model for model in self.settings.compare if several and self.model(model).trains_head_alone]

    @property
    def leak_model(self) -> str:
        """The one by which it is shown."""
        return self.leak_models[0]

    @property
    def null_simulation(self) -> dict[str, Any]:
        """How patients who carry no effect are simulated: as the study's own, where those are simulated."""
        modality = self.settings.modalities[0]
        section = self.cohort.simulation or SimulationSettings(modalities=[modality], effect={}, spacing=NULL_SPACING)
        return section.model_dump()

    @property
    def compared_titles(self) -> dict[str, str]:
        """Titles of the compared models of the study's own, in the order of the tables."""
        return {model: self.settings.model_titles[model] for model in self.settings.compare}

    @property
    def models_of_slices(self) -> list[str]:
        """Compared models that see one slice at a time; a stack of all slices is a patient."""
        return [model for model in self.settings.compare if self.model(model).image_dimensions == 2]

    def item_tables(self, models: list[str] | None = None) -> list[str]:
        """Tables of the probabilities of single slices."""
        models = self.settings.compare if models is None else models
        return [
            self.path(f"predictions/{model}/{item}_items.csv")
            for model in models
            for item in self.selections.members(self.settings.inputs_of_model(model))
        ]

    def _own_sections(self) -> Sections:
        sections = super()._own_sections()
        networks = [f"figures/learning_curves_{model}.svg" for model in self.settings.compare]
        per_slice = ["tables/networks.html", *(["tables/sequences.html"] if self.settings.continues else [])]
        per_slice += ["tables/slices_and_patients.html"] if self.models_of_slices else []
        per_slice += ["tables/classification_report.html", "figures/distributions.svg"]
        shown = [f"figures/slices_{modality}.png" for modality in self.settings.modalities]
        if self.settings.pseudocolours:
            per_slice = [*COLOUR_RESULTS, *per_slice]
            shown = ["figures/pseudocolours_of_one_patient.png", *shown]
        per_slice, shown = [*self.selections.results, *per_slice], [*self.selections.pictures, *shown]
        chance = ["tables/slice_leak.html"] if self.leak_models else []
        return {
            **sections,
            "Results": [*sections["Results"], *per_slice],
            "Networks": networks,
            **self.explained.sections(),
            "Images": shown,
            "Chance and controls": chance,
        }

    @property
    def libraries(self) -> list[str]:
        """Packages that the study computes with."""
        return ["timm", *super().libraries]

    def about(self) -> dict[str, Any]:
        """What the configuration says of the study: arguments of `radiogenomics.report.about.About`."""
        about, weights = PatientStudy.about(self), description.weights_in_words(self.config.weights)
        facts = self._with_search(description.facts(self.settings, weights))
        return {**about, "weights": weights, "settings": {**about["settings"], **facts}}
