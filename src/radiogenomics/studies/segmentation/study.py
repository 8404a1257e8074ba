"""A study that trains networks to segment, as rules, gates and reports ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from radiogenomics.errors import InputError
from radiogenomics.evaluation.published_index import PublishedTables, published_tables
from radiogenomics.leakage.records import NETWORK, FitKey
from radiogenomics.networks.registry import network_file
from radiogenomics.networks.segmenter_settings import SegmenterSettings
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.segmentation.source import SegmentationSource
from radiogenomics.studies.exported import Exported
from radiogenomics.studies.fits import TRAININGS, Fits
from radiogenomics.studies.names import check_known, check_unique
from radiogenomics.studies.patient_study import PatientStudy
from radiogenomics.studies.predicted_masks import PredictedMasks
from radiogenomics.studies.segmentation.settings import SegmentationModelSettings, SegmentationStudySettings
from radiogenomics.studies.study import Sections
from radiogenomics.training.tasks.registry import check_monitored, task_file

if TYPE_CHECKING:
    from pandas import DataFrame

    from radiogenomics.studies.plan import Plan

MACHINE_ALONE = {"threads", "mem_mb", "runtime", "loader_workers", "checkpoint_seconds"}
"""Keys of a training that concern the machine: more memory or time retrains nothing."""
PREDICTED = "regions of gliomas"
PUBLISHED_LABEL = "Segmentation"
"""Label of published tables of segmentation."""
SUFFIXES = (".nii.gz", ".nii")


class SegmentationStudy(PatientStudy):
    """Networks that segment, each judged by the Dice coefficients and distances of regions."""

    settings: SegmentationStudySettings
    settings_class: ClassVar = SegmentationStudySettings
    rules: ClassVar[tuple[str, ...]] = (*PatientStudy.rules, "segmentation", "segmented_patients", "external_masks")
    subject: ClassVar[str] = "network"
    ensemble_name: ClassVar[str] = "Group"
    chooses_epochs: ClassVar[bool] = True
    task: ClassVar[str] = "regions"
    """What is learned: the name of a file of `training/tasks/`."""
    final_step: ClassVar[str] = NETWORK
    kind_of_models: ClassVar[str] = "Neural networks that segment MRI"
    measured_as: ClassVar[str] = "segmentation"
    libraries: ClassVar[list[str]] = ["monai", "torch", "SimpleITK", "scikit-learn", "scipy", "pandas", "numpy"]

    def check_models(self, key: str) -> None:
        """Refuse networks that do not segment, preparations that do not exist, and sequences that nobody has."""
        settings = self.settings
        check_unique(key, {"models and external": settings.reported_models})
        for name, model in settings.models.items():
            if not isinstance(model.network, SegmenterSettings):
                raise InputError(
                    f"config: {key}.models.{name}.network: {model.network.network!r} does not segment; use segresnet, "
                    "unet3d or unet25d"
                )
            check_known(f"{key}.models.{name}.preparation", [model.preparation], settings.preparations)
            check_monitored(f"{key}.models.{name}.training", model.training, self.task)
        known = settings.groups.get(settings.split.test_group, [])
        for name, preparation in settings.preparations.items():
            check_known(f"{key}.preparations.{name}.sequences", preparation.sequences, known)

    def check_external(self, key: str) -> None:
        """Refuse folders of masks that are not there."""
        for name, external in self.settings.external.items():
            if not Path(external.folder).is_dir():
                raise InputError(
                    f"config: {key}.{name}.folder: {external.folder} is no folder; give the one that holds the masks"
                )

    @property
    def planted_simulation(self) -> None:
        """Regions are drawn by the simulation; no effect of a label is asked for."""
        return None

    # Models and what they are given

    @cached_property
    def source(self) -> SegmentationSource:
        """Prepared scans and masks."""
        used = dict.fromkeys(model.preparation for model in self.settings.models.values())
        return SegmentationSource(f"results/{self.name}", list(used))

    @property
    def trained_folds(self) -> list[int]:
        """Folds that are trained: some of the split's, or all."""
        return self.settings.folds

    @property
    def input_names(self) -> list[str]:
        """The scans of the group that is tested."""
        return [self.settings.split.test_group]

    def group_of(self, name: str) -> str:
        """Group of splits.csv whose patients train and are tested."""
        return self.settings.split.test_group

    @property
    def externals(self) -> Mapping[str, ExternalSettings]:
        """None: what was made elsewhere are masks, no tables."""
        return {}

    def model(self, name: str) -> SegmentationModelSettings:
        """Section of a model."""
        return self.settings.models[name]

    def preparation_of(self, model: str) -> str:
        """Name of the preparation of a model."""
        section = self.model(model)
        return section.preparation

    def prepared(self, model: str) -> dict[str, str]:
        """Files of what a model learns from, by what they hold."""
        return self.source.files(self.preparation_of(model))

    def remarks(self, model: str) -> str:
        """Table of patients who do not train the model, and of suspicious labels."""
        return self.path(f"prepared/{self.preparation_of(model)}_remarks.csv")

    @property
    def _selecting(self) -> list[str]:
        """Preparations that leave out patients whose tumours are too small."""
        return [name for name in self.source.preparations if self.settings.preparations[name].smallest_mask_share]

    @property
    def selecting_remarks(self) -> list[str]:
        """What these preparations noticed."""
        return self.paths(f"prepared/{name}_remarks.csv" for name in self._selecting)

    @property
    def selecting_titles(self) -> list[str]:
        """Titles of the networks of each of these preparations, in words."""
        models = self.settings.models.values()
        return [", ".join(model.title for model in models if model.preparation == name) for name in self._selecting]

    def model_parameters(self, model: str) -> dict[str, Any]:
        """A model without its titles and what concerns the machine alone: a new name retrains nothing."""
        section = self.model(model).model_dump(exclude={"title": True, "network": {"title"}, "training": MACHINE_ALONE})
        return {key: section[key] for key in ("network", "preparation", "training")} | {
            "prepared": self.settings.preparations[self.preparation_of(model)].model_dump()
        }

    def application_parameters(self, model: str) -> dict[str, Any]:
        """How a model is applied to a patient."""
        section = self.model(model).model_dump(include={"inference", "postprocessing"})
        return {**self.model_parameters(model), **section}

    def found_modules(self, model: str) -> list[Path]:
        """Modules that a training finds by name: the network and the task."""
        return [network_file(self.model(model).network.network), task_file(self.task)]

    def network_files(self, model: str) -> list[Path]:
        """Modules that a prediction finds by the network's name."""
        return [network_file(self.model(model).network.network)]

    @property
    def external_folders(self) -> dict[str, dict[str, Any]]:
        """Folders of masks that were predicted elsewhere, without titles."""
        return {
            name: {"folder": external.folder, "convention": external.convention}
            for name, external in self.settings.external.items()
        }

    @property
    def external_files(self) -> list[str]:
        """Masks that lie in these folders now; a new one is scored anew."""
        folders = [Path(external.folder) for external in self.settings.external.values()]
        return sorted(str(path) for folder in folders for suffix in SUFFIXES for path in folder.glob(f"*{suffix}"))

    @property
    def drawn_sequence(self) -> str:
        """Scan on which labels are drawn: FLAIR, where oedema is seen, or the first one."""
        known = self.settings.groups[self.settings.split.test_group]
        return "FLAIR" if "FLAIR" in known else known[0]

    # Trainings and predictions

    @property
    def fits(self) -> list[Fits]:
        """Trained folds of every network."""
        item, folds = self.settings.split.test_group, len(self.settings.folds)
        return [Fits(TRAININGS, model, item, folds) for model in self.settings.models]

    def plan(self, splits: DataFrame) -> Plan:
        """What the networks of a run cost, by the rows of splits.csv."""
        # Counting imports torch, which no start of the workflow waits for.
        from radiogenomics.studies.segmentation.cost import plan_of

        return plan_of(self, splits)

    def training_files(self, model: str, name: str) -> list[str]:
        """One file per trained fold of a model."""
        item = self.settings.split.test_group
        return [self.path(f"training/{model}/{item}/fold{fold}/{name}") for fold in self.settings.folds]

    def records_of(self, models: Iterable[str], inputs: Iterable[str]) -> list[str]:
        """Records of the patients that the trainings of some models saw."""
        return [path for model in models for path in self.training_files(model, "fitted.json")]

    @property
    def mask_tables(self) -> list[str]:
        """Tables of the masks that each network predicted."""
        return self.paths(f"masks/{model}.csv" for model in self.settings.models)

    @property
    def mask_folders(self) -> list[str]:
        """Folders of these masks."""
        return self.paths(f"masks/{model}" for model in self.settings.models)

    @property
    def step_tables(self) -> list[str]:
        """Scores of each step of the clean-up, of each network."""
        return self.paths(f"masks/{model}_steps.csv" for model in self.settings.models)

    def predicts_masks(self, model: str) -> PredictedMasks:
        """One segmentation of every patient by a network, for other studies.

        Raises:
            InputError: there is no such network, or not every patient is left out of one of its trainings.
        """
        self._known("no network", model, self.settings.models)
        trained, folds = self.settings.folds, self.settings.split.folds
        if len(trained) < folds:
            raise InputError(
                f"study {self.name} trains {len(trained)} of {folds} folds, and most patients train its networks; "
                "remove `trained_folds`, so that each is segmented by a network that did not train on him or her"
            )
        table = self.path(f"predicted/{model}.csv")
        return PredictedMasks(
            self.settings.cohort, self.model(model).title, table, self.training_files(model, "fitted.json")
        )

    @property
    def cleans_up(self) -> bool:
        """Whether anything is done to the predicted labels of a network."""
        default = type(next(iter(self.settings.models.values())).postprocessing)()
        return any(model.postprocessing != default for model in self.settings.models.values())

    # Export

    def _exported_title(self, ensemble: str) -> str:
        """The sequences of the group whose patients train."""
        return ", ".join(self.settings.groups[ensemble])

    @property
    def exported(self) -> list[str]:
        """Folders of all networks."""
        group = self.settings.split.test_group
        return self.paths(f"exported/{model}/{group}" for model in self.own_models)

    def exports(self, model: str, ensemble: str) -> Exported:
        """Networks of all folds, and what the prepared scans of their patients look like."""
        common = self.exported_description(model, ensemble)
        section = self.application_parameters(model)
        files = {
            "initial": [],
            "weights": self.training_files(model, "weights.pt"),
            "searched": [],
            "prepared": list(self.prepared(model).values()),
            "remarks": [self.remarks(model)],
            **{name: [self.path(f"{name}.csv")] for name in ("cohort", "splits")},
            "thresholds": self.thresholds,
        }
        description = {
            **common,
            "model": section["network"],
            "searched": [],
            "inputs": {ensemble: {"share": 1.0, "channels": section["prepared"]["sequences"]}},
            "group": ensemble,
            "preparation": section["prepared"],
            "inference": section["inference"],
            "postprocessing": section["postprocessing"],
            "prediction": {"precision": section["inference"]["precision"]},
        }
        return Exported("masks", files, description, self.network_files(model))

    # The gates

    @property
    def fitted_predictions(self) -> list[str]:
        """Tables of predicted masks, of the patients that a network of a fold predicted."""
        return self.mask_tables

    @property
    def fitted_records(self) -> list[str]:
        """Records of the patients that all networks saw."""
        return self.records_of(self.settings.models, [])

    @property
    def expected_fits(self) -> list[FitKey]:
        """Trained folds of all networks."""
        item = self.settings.split.test_group
        return [(NETWORK, model, item, fold) for model in self.settings.models for fold in self.settings.folds]

    @property
    def expected_choices(self) -> list[str]:
        """None: no threshold is chosen."""
        return []

    @property
    def thresholds(self) -> list[str]:
        """Empty: no operating threshold is chosen."""
        return []

    # Controls: there are none, as chance has no Dice coefficient.

    @property
    def control_subjects(self) -> list[str]:
        """Empty: no control is run on segmentations."""
        return []

    @property
    def control_group(self) -> str:
        """The group that is tested."""
        return self.settings.split.test_group

    @property
    def control_modalities(self) -> list[str]:
        """Empty: no control draws contrasts of modalities."""
        return []

    @property
    def oddities(self) -> list[str]:
        """Tables of what was noticed in the data, and in masks that were predicted elsewhere."""
        external = [self.path("external_masks_oddities.csv")] if self.settings.external else []
        return [self.path("cohort_oddities.csv"), *self.source.oddities, *external]

    # Published figures

    @cached_property
    def published(self) -> PublishedTables:
        """The published tables of segmentation that the study names."""
        return published_tables(self.settings.published, PUBLISHED_LABEL, self.patient_source)

    @property
    def published_files(self) -> list[str]:
        """Files in `resources/` of these tables."""
        return [f"published/{name}.csv" for name in self.published.names]

    # The page

    def _common_sections(self) -> Sections:
        described = ["tables/table1.html", "tables/table1_partition.html"] if self.settings.label else []
        remarks = [f"prepared/{name}_remarks.csv" for name in self.source.preparations]
        flow = "training_flow.csv" if self._selecting else "cohort_flow.csv"
        return {
            "Patients": ["figures/flow.svg", flow, *described, "dropped.csv", *self._noticed, *remarks],
            "Leaks": ["tables/leakage.html"],
        }

    def _own_sections(self) -> Sections:
        several = len(self.settings.reported_models) > 1
        return {
            "Results": [
                "tables/region_scores.html",
                "figures/background.svg",
                "tables/empty_regions.html",
                *(["tables/region_tests.html"] if several else []),
                *(["tables/clean_up.html"] if self.cleans_up else []),
                *("figures/score_histograms.svg", "figures/dice_by_size.svg"),
            ],
            "Segmentations": ["figures/segmentations.png"],
            "Networks": [f"figures/segmentation_curves_{model}.svg" for model in self.settings.models],
        }

    @property
    def records(self) -> list[str]:
        """Tables that the first lines and the checklists read."""
        gates = (f"{when}/leakage.json" for when in ("before_training", "before_evaluation"))
        return self.paths(["region_summary.csv", "cohort.csv", "splits.csv", *gates])

    @property
    def recorded(self) -> list[str]:
        """Tables whose checksums are the record of a run."""
        names = ("cohort", "splits", "region_scores", "region_summary", *self.source.recorded)
        return [*self.paths(f"{name}.csv" for name in names), *self.mask_tables]

    @property
    def groups_of_subjects(self) -> dict[str, list[str]]:
        """The group whose patients train all networks."""
        return {}

    @property
    def inputs_by_model(self) -> dict[str, list[str]]:
        """The scans that every network sees."""
        return {model: self.input_names for model in self.settings.models}

    def settings_of_model(self, model: str) -> dict[str, Any]:
        """Settings of the network that differ between models."""
        section = self.model(model)
        return {**section.network.model_dump(exclude={"title"}), "loss": section.training.loss.name}

    def _about_label(self) -> dict[str, Any]:
        return {"label": PREDICTED, "classes": []}

    def _label_facts(self) -> dict[str, Any]:
        return {}

    def about(self) -> dict[str, Any]:
        """What the configuration says of the study."""
        about, models = super().about(), self.settings.models.values()
        facts = {
            "model_descriptions": " ".join(model.network.description for model in models),
            "training": " ".join(
                f"{model.title}: {model.training.loss.name} loss, {model.training.epochs} epochs, batches of "
                f"{model.training.batch_size}."
                for model in models
            ),
            "imputation": "nothing is imputed: a network sees images alone.",
        }
        return {**about, "settings": {**about["settings"], **facts}}
