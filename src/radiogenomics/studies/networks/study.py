"""A study that trains networks on images, as rules, gates and reports ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from radiogenomics.images.source import AUGMENTED, VolumeSource
from radiogenomics.leakage.records import NETWORK
from radiogenomics.networks.registry import network_file
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.seeds import derive_seed
from radiogenomics.studies.exported import Exported
from radiogenomics.studies.fits import OTHER_SEEDS, OWN, PERMUTED, PRETRAINED, TRAININGS, Fits
from radiogenomics.studies.networks import description
from radiogenomics.studies.networks.checks import VOLUMES, check_dimensions, check_network_study
from radiogenomics.studies.networks.explained import Explained
from radiogenomics.studies.networks.search import StudySearch
from radiogenomics.studies.networks.settings import NetworkStudySettings
from radiogenomics.studies.patient_study import PatientStudy
from radiogenomics.studies.source import Source
from radiogenomics.studies.study import Sections
from radiogenomics.training.tasks.registry import check_monitored, task_file

if TYPE_CHECKING:
    from pandas import DataFrame

    from radiogenomics.studies.plan import Plan

REASONS = {"": OWN, "_permuted": PERMUTED, "_seed": OTHER_SEEDS}
"""Why a variant of a training is made, by its name without number."""
MACHINE_ALONE = {"threads", "mem_mb", "runtime", "loader_workers", "checkpoint_seconds"}
"""Keys of a training that concern the machine: more memory or time retrains nothing."""


class NetworkStudy(PatientStudy):
    """Networks on images; predictions are means over folds and over the inputs of an ensemble."""

    settings: NetworkStudySettings
    settings_class: ClassVar = NetworkStudySettings
    rules: ClassVar[tuple[str, ...]] = (*PatientStudy.rules, "images", "training", "predictions")
    external_rules: ClassVar[tuple[str, ...]] = ("external_cohorts", "external_volumes")
    subject: ClassVar[str] = "ensemble"
    retrains_networks: ClassVar[bool] = True
    chooses_epochs: ClassVar[bool] = True
    validates_once: ClassVar[bool] = True
    task: ClassVar[str] = "binary"
    """What is learned: the name of a file of `training/tasks/`."""
    pretraining_task: ClassVar[str] = "segmentation"
    """What transferred weights learned, for `weights: pretrain`: the name of such a file."""
    final_step: ClassVar[str] = NETWORK
    kind_of_models: ClassVar[str] = "Neural networks on MRI"
    dimensions: ClassVar[tuple[int, ...]] = (VOLUMES,)
    """Numbers of dimensions that an item given to a network may have, without channels."""
    exported_form: ClassVar[str] = "volumes"
    """What its exported networks are given: the name of an entry of `bundles.forms.FORMS`."""
    prepared_section: ClassVar[str] = ""
    """Section by which items are prepared, where a search may set some of its keys."""

    def check_models(self, key: str) -> None:
        """Refuse names that do not exist or are there twice, and weights that do not suit the models or images."""
        check_dimensions(key, self.settings, self.dimensions)
        check_network_study(key, self.settings, self.cohort, self.config.weights)
        check_monitored(f"{key}.training", self.settings.training, self.task)
        if self._pretrained_weights():
            check_monitored("pretraining", self.config.pretraining, self.pretraining_task)
        self.explained.check(f"{key}.explanations")
        if self.search is not None:
            self.search.check(f"{key}.search")

    # Explanations

    @cached_property
    def explained(self) -> Explained:
        """Where its networks look."""
        return Explained(self)

    def _optional_rules(self) -> Sequence[str]:
        return [*super()._optional_rules(), *self.explained.rules, *(["search"] if self.search else [])]

    @property
    def place_parameters(self) -> dict[str, Any]:
        """What says where in a scan the voxels of an input lie, in plain values (`explanations.places`)."""
        return {"reader": "volumes", "downscale": self.settings.images.downscale}

    # Models and what they are given

    @cached_property
    def source(self) -> VolumeSource:
        """Volumes of all modalities."""
        return VolumeSource(f"results/{self.name}", self._groups_of_modalities)

    def external_source(self, cohort: str) -> Source:
        """Volumes of the patients of another cohort."""
        return VolumeSource(self.path(f"external/{cohort}"), self._groups_of_modalities)

    @property
    def _groups_of_modalities(self) -> dict[str, list[str]]:
        return {modality: self.settings.training_groups(modality) for modality in self.settings.modalities}

    @property
    def input_names(self) -> list[str]:
        """Modalities, and modalities that are channels of one network."""
        return [*self.settings.modalities, *self.settings.channel_inputs]

    def group_of(self, name: str) -> str:
        """Group of splits.csv that holds the patients of an input."""
        return self.settings.group_of(name)

    def model(self, name: str) -> ModelSettings:
        """Section of a model."""
        return self.settings.models[name]

    def channel_files(self, name: str, suffix: str) -> list[str]:
        """One file per channel of an input."""
        return self.source.files(self.settings.channels(name), suffix)

    def seen_files(self, model: str, name: str, suffix: str) -> list[str]:
        """What a model sees of its patients: images or, of a frozen backbone, their features."""
        if not self.model(model).trains_head_alone:
            return self.channel_files(name, suffix)
        return [self.path(f"frozen_features/{model}/{name}{suffix.removeprefix(AUGMENTED)}")]

    def seen_of_cohort(self, cohort: str, model: str, name: str, suffix: str) -> list[str]:
        """What a model sees of the patients of another cohort, as `seen_files`."""
        if not self.model(model).trains_head_alone:
            return self.channel_files_of_cohort(cohort, name, suffix)
        return [self.external_test(cohort).path(f"frozen_features/{model}/{name}{suffix}")]

    def channel_files_of_cohort(self, cohort: str, name: str, suffix: str) -> list[str]:
        """One file per channel of an input, of the patients of another cohort."""
        return self.external_source(cohort).files(self.settings.channels(name), suffix)

    @property
    def item_parameters(self) -> dict[str, Any]:
        """What reads the items of a model, and which copies it trains on, in plain values (`training.items`)."""
        return {"reader": "volumes", "copies": self.settings.augmentation.transforms}

    def continued_weights(self, model: str, name: str, fold: str, variant: str) -> list[str]:
        """Weights of another model's training, of the same input and fold, from which a training goes on."""
        return []

    def continued_parameters(self, model: str) -> dict[str, Any] | None:
        """Section of that model, without its title; None where a training starts from the initial weights alone."""
        return None

    @property
    def shown_inputs(self) -> list[str]:
        """Inputs whose learning curves are shown."""
        return self.settings.modalities

    def network_files(self, model: str) -> list[Path]:
        """Modules that are found by the network's name, and so by no import of a script."""
        return [network_file(self.model(model).network)]

    def found_modules(self, model: str) -> list[Path]:
        """Modules that a training finds by name: the network and the task."""
        return [*self.network_files(model), task_file(self.task)]

    @property
    def pretraining_parameters(self) -> dict[str, Any]:
        """Optimisation of the pre-training, without what concerns the machine alone."""
        return self.config.pretraining.model_dump(exclude=MACHINE_ALONE)

    def model_parameters(self, model: str) -> dict[str, Any]:
        """A model without its title: a new name in the tables retrains nothing."""
        return self.model(model).model_dump(exclude={"title"})

    def training_parameters(self, model: str) -> dict[str, Any]:
        """Optimisation, without what concerns the machine alone."""
        training = self.settings.training.model_dump(exclude=MACHINE_ALONE)
        return {**training, "devices": 1} if self.model(model).trains_head_alone else training

    def prediction_parameters(self, model: str) -> dict[str, Any]:
        """How a model predicts; more draws, or another seed of them, are nothing to a network that draws none."""
        drawn = set() if self.model(model).draws_routes else {"draws", "seed"}
        return self.settings.prediction.model_dump(exclude=drawn)

    def gpus_of_training(self, model: str) -> int:
        """GPUs of one training."""
        return 0 if self.model(model).trains_head_alone else self.settings.training.devices

    def gpus_of_prediction(self, model: str) -> int:
        """GPUs of a prediction."""
        return 0 if self.model(model).trains_head_alone else 1

    @property
    def precision_choice(self) -> list[str]:
        """Record of the arithmetic that was measured to predict faster, where the configuration asks for that."""
        return [self.path("precision.json")] if self.settings.prediction.precision == "auto" else []

    @property
    def records(self) -> list[str]:
        """Tables and records without a page of their own that the page reads."""
        return [*super().records, *self.precision_choice]

    # The search for hyper-parameters

    @cached_property
    def search(self) -> StudySearch | None:
        """The search, where the configuration asks for one."""
        return StudySearch(self, self.settings.search) if self.settings.search else None

    @property
    def searched_sections(self) -> list[str]:
        """Sections whose keys a search may set."""
        return ["training", "model", *([self.prepared_section] if self.prepared_section else [])]

    @property
    def prepared_parameters(self) -> dict[str, dict[str, Any]]:
        """The section by which items are prepared, by its name, where a search may set some of its keys."""
        return {}

    def searched_files(self, model: str, name: str, suffix: str) -> list[str]:
        """What a model sees of an input in the trials of the search."""
        return self.seen_files(model, name, suffix)

    def used_sections(self, model: str) -> list[str]:
        """Sections of a training that take over keys of the best trial."""
        return self.search.used(model) if self.search else []

    def used_search(self, model: str) -> list[str]:
        """The file of the best trial, where a training takes over some of its keys."""
        return [self.search.best] if self.used_sections(model) else []

    def predicting_sections(self, model: str) -> list[str]:
        """Sections of a prediction that take over keys of the best trial."""
        return [section for section in self.used_sections(model) if section == "model"]

    def predicting_search(self, model: str) -> list[str]:
        """The file of the best trial, where a prediction takes over some of its keys."""
        return [self.search.best] if self.predicting_sections(model) else []

    # Trainings

    @property
    def trainings(self) -> list[tuple[str, str, str]]:
        """What is trained, and then predicts: variant, model and input, each of all folds."""
        own = [("", model, name) for model, names in self.fitted_inputs.items() for name in names]
        first = self.settings.compare[0]
        names = self.trained_inputs(first)
        return [*own, *((variant, first, name) for variant in self._retrained() for name in names)]

    def trained_inputs(self, model: str) -> list[str]:
        """Inputs of a compared model that trainings are made for."""
        return self.settings.inputs_of_model(model)

    @property
    def fits(self) -> list[Fits]:
        """Trainings of every model, of the controls' too, and pre-trainings."""
        folds = len(self.settings.split.trained_folds)
        return [
            *(
                Fits(TRAININGS, model, name, folds, REASONS[variant.rstrip("0123456789")], variant)
                for variant, model, name in self.trainings
            ),
            *(Fits(TRAININGS, file, "", 1, PRETRAINED, predicts=False) for file in self._pretrained_weights()),
            *(self.search.fits if self.search else []),
        ]

    def plan(self, splits: DataFrame) -> Plan:
        """What the networks of a run cost, by the rows of splits.csv."""
        # Counting imports torch, which no start of the workflow waits for.
        from radiogenomics.studies.networks.cost import plan_of

        return plan_of(self, splits)

    def item_shape(self, model: str) -> tuple[int, ...]:
        """Voxels of what a model sees at once, without channels."""
        return tuple(self.settings.images.shape)

    def items_of_patient(self, model: str) -> int:
        """Items that a model sees of a patient's input."""
        return 1

    @property
    def stored_copies(self) -> int:
        """Augmented copies of every training item that lie on disk."""
        return len(self.settings.augmentation.transforms)

    @property
    def assumptions(self) -> list[str]:
        """What a plan assumes of the patients, a line each."""
        return []

    def training_files(self, model: str, inputs: Iterable[str], name: str, variant: str = "") -> list[str]:
        """One file per input and fold of a model.

        Args:
            model: of the study.
            inputs: inputs.
            name: of the file.
            variant: empty for the study's own training, else a control: `_permuted1`, `_seed1` …
        """
        folds = self.trained_folds
        return [self.path(f"training{variant}/{model}/{item}/fold{fold}/{name}") for item in inputs for fold in folds]

    def records_of(self, models: Iterable[str], inputs: Iterable[str]) -> list[str]:
        """Records of the patients that the trainings of some models on some inputs were given."""
        inputs = list(inputs)
        return [path for model in models for path in self.training_files(model, inputs, "fitted.json")]

    def labels_of_training(self, variant: str) -> str:
        """Labels that a network is trained on: the training patients' own, or permuted among them."""
        return self.path(f"labels/train{variant if variant.startswith('_permuted') else ''}.csv")

    def seed_of_training(self, variant: str) -> int:
        """Seed of a training: the study's, or another one."""
        return derive_seed(self.config.seed, variant) if variant.startswith("_seed") else self.config.seed

    # Weights

    def weights_of(self, model: str) -> list[str]:
        """Published or pre-trained checkpoints that a model starts from."""
        return self.paths(f"weights/{file}" for file in self.model(model).weight_files)

    def initial_weights(self, model: str) -> list[str]:
        """All checkpoints that a model starts from, the user's own among them."""
        return [*self.weights_of(model), *self.model(model).own_weights]

    @property
    def weight_records(self) -> list[str]:
        """Where the published weights of the compared models came from."""
        if self.config.weights == "pretrain":
            return []
        return [self.weight_record(path, ".json") for path in self._weights(self.settings.compare)]

    def weight_record(self, path: str, end: str) -> str:
        """A record of a file of weights, next to it."""
        return f"{Path(path).with_suffix('')}{end}"

    @property
    def downloaded_weights(self) -> list[str]:
        """Published weights that the study's report needs."""
        if self.config.weights != "download":
            return []
        return self._weights([*self.settings.compare, *(run.model for run in self._reported_runs())])

    def _weights(self, models: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(path for model in models for path in self.weights_of(model)))

    @property
    def pretraining_window(self) -> list[str]:
        """The study's crop window, where its patients have the grid of those simulated for pre-training."""
        return [self.path("images/window.json")] if self.is_simulated else []

    # Supplementary runs

    def _reported_runs(self) -> list[Any]:
        return list(self.settings.supplementary.values()) if self.settings.report_supplementary else []

    def _models_on_request(self) -> list[str]:
        return [run.model for run in self.settings.supplementary.values()]

    def supplementary_runs(self) -> dict[str, dict[str, Any]]:
        """Title, model and inputs of the supplementary runs."""
        runs = self.settings.supplementary
        return {name: {"title": run.title, "model": run.model, "inputs": run.inputs} for name, run in runs.items()}

    def supplementary_files(self, name: str) -> list[str]:
        """One file per training of the supplementary runs."""
        runs = self.settings.supplementary.values()
        return list(dict.fromkeys(path for run in runs for path in self.training_files(run.model, run.inputs, name)))

    def supplementary_predictions(self) -> list[str]:
        """Prediction tables of the supplementary runs."""
        runs = self.settings.supplementary.values()
        return self.paths(f"predictions/{run.model}/{item}.csv" for run in runs for item in run.inputs)

    # Export

    @property
    def exported(self) -> list[str]:
        """Folders of all compared models and ensembles."""
        pairs = [(model, ensemble) for model in self.own_models for ensemble in self.settings.ensembles]
        return [self.path(f"exported/{model}/{ensemble}") for model, ensemble in pairs]

    @property
    def exportable(self) -> dict[str, list[str]]:
        """Compared models on all ensembles, and supplementary runs, which may be of a model that is not compared."""
        found = {model: list(self.settings.ensembles) for model in self.own_models}
        for name, run in self.settings.supplementary.items():
            found.setdefault(run.model, []).append(name)
        return found

    def exports(self, model: str, ensemble: str) -> Exported:
        """Networks of all inputs of an ensemble, and what their patients' images look like."""
        common = self.exported_description(model, ensemble)
        shares = self._exported_shares(ensemble)
        inputs = {name: {"share": share, "channels": self._exported_channels(name)} for name, share in shares.items()}
        channels = list(dict.fromkeys(channel for each in inputs.values() for channel in each["channels"]))
        files = {
            "arrays": self.source.files(channels, ".npy"),
            "indices": self.source.files(channels, ".csv"),
            "initial": self.initial_weights(model),
            "weights": self.training_files(model, inputs, "weights.pt"),
            "searched": self.predicting_search(model),
            **{name: self.paths([f"{name}.csv"]) for name in ("cohort", "splits", "thresholds")},
            **self._exported_files(),
        }
        description = {
            **common,
            "model": self.model_parameters(model),
            "searched": self.predicting_sections(model),
            "inputs": inputs,
            "groups": {channel: self.source.training_groups[channel] for channel in channels},
            "prediction": self.settings.prediction.model_dump(),
            **self._exported_preparation(channels),
        }
        return Exported(self.exported_form, files, description, self.network_files(model))

    def _exported_shares(self, ensemble: str) -> dict[str, float]:
        """Share of the probability of each input of an ensemble that networks are trained on."""
        inputs = self.settings.ensemble_inputs(ensemble)
        return {name: 1 / len(inputs) for name in inputs}

    def _exported_channels(self, name: str) -> list[str]:
        """Names of the arrays that an input's channels are in."""
        return self.settings.channels(name)

    def _exported_files(self) -> dict[str, list[str]]:
        """Further files that say how images were prepared."""
        return {"window": [self.path("images/window.json")], "precision": self.precision_choice}

    def _exported_preparation(self, channels: Sequence[str]) -> dict[str, Any]:
        """How the images of some channels were prepared, in plain values."""
        return {"images": self.settings.images.model_dump()}

    # The gates

    @property
    def fitted_inputs(self) -> dict[str, list[str]]:
        """Inputs of each compared model, and of the supplementary runs that are reported."""
        inputs = super().fitted_inputs
        for run in self._reported_runs():
            own = inputs.setdefault(run.model, [])
            own += [name for name in run.inputs if name not in own]
        return inputs

    def _further_records(self) -> Sequence[str]:
        searched = [self.path("search/fitted.json")] if self.search else []
        return [*self._pretraining_records(), *self._retrained_records(), *searched]

    def _recorded_fits(self) -> Sequence[str]:
        return ["search/trials"] if self.search else []

    def _pretraining_records(self) -> list[str]:
        """Records of the simulated patients behind transferred weights; MedicalNet's own patients are not known."""
        return [self.weight_record(path, "_fitted.json") for path in self._pretrained_weights()]

    def _pretrained_weights(self) -> list[str]:
        return self._weights(self.fitted_inputs) if self.config.weights == "pretrain" else []

    # Controls

    def _retrained(self) -> list[str]:
        """Variants of trainings of the first compared model: permuted labels, other seeds."""
        counts = {"permuted": self.controls.retrained_permutations, "seed": self.controls.retrained_seeds}
        return [f"_{variant}{number}" for variant, count in counts.items() for number in range(1, count + 1)]

    def retrained_predictions(self, variant: str) -> list[str]:
        """Predictions of the first compared network, trained to `permuted` labels or from another `seed`."""
        model = self.settings.compare[0]
        chosen = [name for name in self._retrained() if name.startswith(f"_{variant}")]
        inputs = self.settings.inputs_of_model(model)
        return [self.path(f"predictions{name}/{model}/{item}.csv") for name in chosen for item in inputs]

    def _retrained_records(self) -> list[str]:
        model = self.settings.compare[0]
        inputs = self.settings.inputs_of_model(model)
        return [path for name in self._retrained() for path in self.training_files(model, inputs, "fitted.json", name)]

    @property
    def planted_modalities(self) -> dict[str, list[str]]:
        """Modalities behind every ensemble of the study's own networks."""
        return {name: self._modalities_of(name) for name in self.settings.ensembles if self.has_planted_effect}

    def _modalities_of(self, ensemble: str) -> list[str]:
        """Each modality once: one that fills several channels is seen once by the ideal observer."""
        inputs = self.settings.ensemble_inputs(ensemble)
        return list(dict.fromkeys(modality for item in inputs for modality in self.settings.channels(item)))

    @property
    def control_subjects(self) -> list[str]:
        """The study's own ensembles."""
        return list(self.settings.ensembles)

    @property
    def control_group(self) -> str:
        """All test patients are of the group that is tested."""
        return self.settings.split.test_group

    @property
    def control_modalities(self) -> list[str]:
        """Modalities of the ensemble that the controls imitate."""
        return self._modalities_of(self.control_subject)

    def planted(self, key: str) -> Any:
        """Effect or correlation of the simulated patients; None for real ones, and where it is another label's."""
        planted = self.planted_simulation
        return None if planted is None else planted[key]

    # The page

    def _own_sections(self) -> Sections:
        compare = self.settings.compare
        return {
            "Results": [
                *(f"tables/metrics_{model}.html" for model in compare),
                *("tables/comparisons.html", "tables/area_tests.html", "figures/critical_difference.svg"),
                *self.curves("roc", "precision_recall"),
                *("figures/roc_best.svg", "figures/precision_recall_best.svg"),
                *(["tables/supplementary.html"] if self.settings.report_supplementary else []),
            ],
            "Networks": [
                *(f"figures/routing_{model}.svg" for model in compare if self.model(model).draws_routes),
                *(f"figures/learning_curves_{model}.svg" for model in compare),
            ],
            **self.explained.sections(),
            "Images": [f"figures/overlay_{modality}.png" for modality in self.settings.modalities],
            "Search": self.search.shown() if self.search else [],
        }

    def routes(self, model: str) -> list[str]:
        """Tables of the routes that a model's networks took, on the inputs of all ensembles."""
        inputs = self.settings.inputs_of_model(model)
        return [self.path(f"predictions/{model}/{item}_routes.csv") for item in inputs]

    @property
    def groups_of_subjects(self) -> dict[str, list[str]]:
        """Modality groups whose patients train for each ensemble."""
        settings = self.settings
        return {
            name: list(dict.fromkeys(settings.group_of(item) for item in settings.ensemble_inputs(name)))
            for name in settings.ensembles
        }

    @property
    def inputs_by_model(self) -> dict[str, list[str]]:
        """Inputs of every model, those of supplementary runs last."""
        inputs = super().inputs_by_model
        for run in self.settings.supplementary.values():
            inputs[run.model] = list(dict.fromkeys([*inputs.get(run.model, []), *run.inputs]))
        return inputs

    @property
    def libraries(self) -> list[str]:
        """Packages that the study computes with."""
        monai = ["monai"] if self.config.weights == "pretrain" else []
        return [*monai, "torch", "SimpleITK", "scikit-learn", "scipy", "pandas", "numpy"]

    def about(self) -> dict[str, Any]:
        """What the configuration says of the study."""
        about, weights = super().about(), description.weights_in_words(self.config.weights)
        facts = self._with_search(description.facts(self.settings, weights))
        return {**about, "weights": weights, "settings": {**about["settings"], **facts}}

    def _with_search(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Facts for the checklists, and what of the training a search found."""
        return {**facts, "training": facts["training"] + self.search.in_words()} if self.search else facts
