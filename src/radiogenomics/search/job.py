"""From what a job of a search is given to its trainings."""

from pathlib import Path
from typing import Any

from radiogenomics.files import read_table, sha256_of
from radiogenomics.search.settings import StudySearchSettings
from radiogenomics.search.trials import Trainings, open_candidates
from radiogenomics.training.one_fold import Fold
from radiogenomics.training.tasks.registry import task_class


def trainings_of_job(job: Any, accelerator: str) -> tuple[Trainings, dict[str, object]]:
    """Trainings of the searched model, and what all trials of a search have in common.

    Args:
        job: Snakemake's, with the inputs, parameters and resources of the rules `run_trials` and `scan_parameter`.
        accelerator: `cpu` or `cuda`.

    Raises:
        InputError: a file is missing or damaged.
    """
    source, params, study = job.input, job.params, job.wildcards.study
    settings = StudySearchSettings(**params.search)
    splits, labels = read_table(source.splits), read_table(source.labels)
    patients = splits[(splits.group == params.group) & (splits.subset == "train")]
    searched = settings.space
    subject = {
        "`model`, `input`, `metric` or `folds`": [settings.model, settings.input, settings.metric, settings.folds],
        "settings of the model": _without(params.model, "model", searched),
        "settings of `training`": _without(params.training, "training", searched),
        "settings of what is read": [params.reading, params.task, params.prepared],
        "seed of the run": params.seed,
        "patients, images or weights": {path: sha256_of(path) for path in _data(source)},
    }
    trainings = Trainings(
        names=(study, settings.model, settings.input),
        model=params.model,
        training=params.training,
        task=task_class(params.task),
        candidates=open_candidates(params.reading, source, params.model, params.prepared),
        folds=[Fold(patients, labels, number) for number in range(settings.folds)],
        weights=list(source.weights),
        metric=settings.metric,
        machine={name: job.resources[name] for name in ("loader_workers", "checkpoint_seconds")},
        resume=Path(params.resume),
        identity={**subject, "code": params.source},
        seed=params.seed,
        accelerator=accelerator,
    )
    return trainings, subject


def _data(source: Any) -> list[str]:
    """Files on whose content a training depends."""
    groups = (source.arrays, source.indices, source.augmented_arrays, source.augmented_indices, source.weights)
    return list(dict.fromkeys([source.splits, source.labels, *(path for group in groups for path in group)]))


def _without(section: dict[str, Any], name: str, space: dict) -> dict[str, Any]:
    """A section without the keys that every trial sets by itself: their own values decide nothing."""
    always = {key for key, parameter in space.items() if not parameter.when and not parameter.sets}
    return {key: value for key, value in section.items() if f"{name}.{key}" not in always}
