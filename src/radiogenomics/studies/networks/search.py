"""The search for the hyper-parameters of a study, as rules, gates and the page ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.search.keys import Values, with_values
from radiogenomics.search.metrics import METRICS
from radiogenomics.search.scans import scan_values
from radiogenomics.search.settings import StudySearchSettings
from radiogenomics.search.space import Value, combinations, extremes
from radiogenomics.studies.fits import SEARCHED, TRAININGS, Fits
from radiogenomics.studies.names import check_known
from radiogenomics.training.settings import OptimisationSettings, TrainingSettings

if TYPE_CHECKING:
    from radiogenomics.studies.networks.study import NetworkStudy

NOT_SEARCHED = ("devices", "phases", "network", "trainable")
"""Keys of `training` and of a model by which jobs differ, and not trials."""
UNUSED = {"use", "workers", "runtime", "scans"}
"""Keys of which no trial depends."""


class StudySearch:
    """Files and parameters of the search of one study."""

    def __init__(self, study: NetworkStudy, settings: StudySearchSettings) -> None:
        """The search of a study, and its section."""
        self.study, self.settings = study, settings

    # What is trained

    @property
    def fits(self) -> list[Fits]:
        """Trainings of all trials and scans, each of some folds; those of trials that are given up among them."""
        settings = self.settings
        count = (settings.trials + len(self.scanned)) * settings.folds
        return [Fits(TRAININGS, settings.model, settings.input, count, SEARCHED, predicts=False)]

    @property
    def model(self) -> dict[str, Any]:
        """Section of the model, without its title."""
        return self.study.model_parameters(self.settings.model)

    @property
    def training(self) -> dict[str, Any]:
        """Optimisation where a trial changes nothing; a trial computes on one device."""
        return {**self.study.training_parameters(self.settings.model), "devices": 1}

    @property
    def parameters(self) -> dict[str, Any]:
        """The search itself, without what no trial depends on."""
        return self.settings.model_dump(exclude=UNUSED)

    @property
    def prepared(self) -> list[dict[str, Value]]:
        """Combinations of the keys by which the items themselves are prepared; where none is searched, a single one."""
        return combinations(self.settings.space, self.study.prepared_section) or [{}]

    def seen_files(self, suffix: str) -> list[str]:
        """What the model sees, for each of these combinations in turn."""
        settings = self.settings
        return self.study.searched_files(settings.model, settings.input, suffix)

    @property
    def gpus(self) -> int:
        """GPUs of a trial."""
        return min(self.study.gpus_of_training(self.settings.model), 1)

    @property
    def weights(self) -> list[str]:
        """Checkpoints that a trial may start from."""
        study = self.study
        files = [file for model in self._models() for file in model.weight_files]
        own = [file for model in self._models() for file in model.own_weights]
        return list(dict.fromkeys([*study.paths(f"weights/{file}" for file in files), *own]))

    def _models(self) -> list[ModelSettings]:
        """Section of the model as it is, and as every trial may have it."""
        values = [{}, *(values for _, values in extremes(self.settings.space))]
        return [model_settings(with_values(self.model, "model", each), self.settings.model) for each in values]

    # Files

    @property
    def best(self) -> str:
        """Parameters of the best trial."""
        return self.study.path("search/best_parameters.json")

    @property
    def workers(self) -> list[str]:
        """What the jobs leave that run trials."""
        return self.study.paths(f"search/workers/{number}.json" for number in range(self.settings.workers))

    @property
    def scanned(self) -> list[tuple[str, int]]:
        """Key and number of every value of the scans."""
        return [(key, number) for key, scan in self.settings.scans.items() for number in range(len(scan_values(scan)))]

    @property
    def scans(self) -> list[str]:
        """Tables of the scans, one per key and value."""
        return self.study.paths(f"search/scans/{key}/{number}.csv" for key, number in self.scanned)

    def scan_value(self, key: str, number: str) -> dict[str, Value]:
        """One value of a scan, by its key."""
        return {key: scan_values(self.settings.scans[key])[int(number)]}

    def used(self, model: str) -> list[str]:
        """Sections of which a model of the study takes over the keys of the best trial."""
        of_model = ["model"] if model == self.settings.model else []
        return [section for section in self.settings.use if section in ("training", *of_model)]

    def shown(self) -> list[str]:
        """What the page shows."""
        figures = [f"figures/search_{name}.svg" for name in ("history", "importance", "parameters")]
        scans = ["tables/search_scans.html", "figures/search_scans.svg"] if self.settings.scans else []
        return ["tables/search.html", *figures, *scans]

    def in_words(self) -> str:
        """One sentence for the checklists; empty where the study takes nothing over."""
        settings = self.settings
        if not settings.use:
            return ""
        drawn = {"tpe": "drawn by a tree-structured Parzen estimator", "random": "drawn at random"}[settings.method]
        return (
            f" Of {' and '.join(f'`{section}`' for section in settings.use)}, the keys in search/best_parameters.json "
            f"are those of the best of {settings.trials} trials, {drawn}, by {METRICS[settings.metric]} on the "
            f"validation patients of {settings.folds} fold{'s' * (settings.folds > 1)}."
        )

    # Checks

    def check(self, key: str) -> None:
        """Refuse names that do not exist, and values with which nothing could be trained.

        Raises:
            InputError: the first thing that is wrong.
        """
        study, settings = self.study, self.settings
        check_known(f"{key}.model", [settings.model], study.settings.models)
        check_known(f"{key}.input", [settings.input], study.input_names)
        trained = len(study.settings.split.trained_folds)
        if settings.folds > trained:
            raise InputError(f"config: {key}.folds: {settings.folds}, and the study has {trained}")
        check_known(f"{key}.use", settings.use, study.searched_sections)
        continued = [study.continued_parameters(model) for model in study.settings.models]
        if "model" in settings.use and self.model in continued:
            raise InputError(f"config: {key}.use: another model goes on from {settings.model}; take `model` out of it")
        if study.continued_parameters(settings.model) is not None:
            raise InputError(
                f"config: {key}.model: {settings.model} goes on from another model; name one that does not"
            )
        for name, values in extremes(settings.space):
            self._check_values(f"{key}.space.{name}", values)
        for name, scan in settings.scans.items():
            if name.partition(".")[0] == study.prepared_section:
                raise InputError(f"config: {key}.scans: {name} is prepared before any training; search it in `space`")
            for value in scan_values(scan):
                self._check_values(f"{key}.scans.{name}", {name: value})
        if self.prepared != [{}] and study.model(settings.model).trains_head_alone:
            raise InputError(
                f"config: {key}.model: features of {settings.model} are frozen before any trial; take "
                f"`{study.prepared_section}` out of the space, or search with a model that trains more than its head"
            )
        weights = {tuple(model.weight_files) for model in self._models()}
        if not set().union(*weights) <= {
            file for model in study.settings.models.values() for file in model.weight_files
        }:
            raise InputError(
                f"config: {key}.space: no model starts from transferred weights; set `initial_weights: transferred` in "
                f"{settings.model}"
            )
        if "model" in settings.use and len(weights) > 1:
            raise InputError(
                f"config: {key}.use: models differ by the weights that they start from, which no search exchanges; "
                "take `model` out of it, or `model.initial_weights` out of the space"
            )

    def _check_values(self, key: str, values: Values) -> None:
        """Refuse keys that there are not, and values that they cannot have."""
        for name in values:
            self._check_key(key, name)
        made: Mapping[str, Any] = {"training": self.training, "model": self.model, **self.study.prepared_parameters}
        try:
            TrainingSettings(**with_values(made["training"], "training", values))
            found = model_settings(with_values(made["model"], "model", values), self.settings.model)
        except ValidationError as error:
            first = error.errors()[0]
            raise InputError(f"config: {key}: {first['msg']} (found {first['input']!r})") from None
        if found.freezes and not found.transfers:
            raise InputError(f"config: {key}: the model would freeze random weights; correct the value")
        if found.lacks_weights:
            raise InputError(f"config: {key}: {found.network} has no weights to start from; correct the value")

    def _check_key(self, key: str, name: str) -> None:
        section, *phase = name.split(".")
        check_known(key, [section], self.study.searched_sections)
        last = phase.pop() if phase else ""
        phases = [each["name"] for each in self.training["phases"]]
        if section == "training" and phase:
            check_known(key, phase[:1], phases)
        known = self._known_keys(section, bool(phase))
        if last not in known or len(phase) > (section == "training"):
            raise InputError(f"config: {key}: no search sets {name!r}{nearest(last, known)}; correct or remove it")
        if section == "training" and phases and not phase and last in OptimisationSettings.model_fields:
            raise InputError(
                f"config: {key}: the training has phases, each with its own `{last}`; name one, as "
                f"training.{phases[0]}.{last}"
            )

    def _known_keys(self, section: str, of_phase: bool) -> list[str]:
        fields = {
            "training": OptimisationSettings.model_fields if of_phase else self.training,
            "model": self.model,
            **self.study.prepared_parameters,
        }
        return [name for name in fields[section] if name not in NOT_SEARCHED]
