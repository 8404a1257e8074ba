"""What a search found: a table of its trials, and the best parameters."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
from optuna.trial import TrialState

from radiogenomics.errors import InputError
from radiogenomics.files import write_json
from radiogenomics.search.metrics import METRICS
from radiogenomics.search.run import read_search
from radiogenomics.search.settings import StudySearchSettings
from radiogenomics.search.space import Space, Value, in_words, key_of

ENDED = {TrialState.COMPLETE: "complete", TrialState.PRUNED: "given up"}

HEADINGS = {"key": "Key", "searched": "Searched", "best": "Best trial", "used": "Used by the study"}


def trials_table(journal: str | Path) -> pd.DataFrame:
    """One row per trial that ended: trial, state (`complete`, `given up`), value, steps, and one column per parameter.

    The value of a trial that was given up is the last that it reported, if any. A parameter that a trial did not have
    is missing. Trials are numbered from 0 in the order in which they were drawn, without those that failed.

    Raises:
        InputError: there is no such journal.
    """
    study = read_search(journal)
    names = list(study.user_attrs["identity"]["space"])
    trials = [trial for trial in study.get_trials(deepcopy=False) if trial.state in ENDED]
    rows = []
    for number, trial in enumerate(sorted(trials, key=lambda trial: trial.number)):
        reported = trial.intermediate_values
        value = trial.value if trial.state == TrialState.COMPLETE else reported.get(max(reported, default=0))
        parameters = {name: trial.params.get(name) for name in names}
        rows.append(
            {"trial": number, "state": ENDED[trial.state], "value": value, "steps": len(reported), **parameters}
        )
    return pd.DataFrame(rows, columns=["trial", "state", "value", "steps", *names])


def best_parameters(journal: str | Path) -> tuple[dict[str, Value], float]:
    """Parameters and value of the best trial that ran to its end; of equal ones, the first drawn.

    Returns:
        Parameters by the keys of the study's section that they set, and the trial's value.

    Raises:
        InputError: there is no such journal, or no trial ran to its end.
    """
    study = read_search(journal)
    complete = [trial for trial in study.get_trials(deepcopy=False) if trial.state == TrialState.COMPLETE]
    if not complete:
        raise InputError(f"{journal}: no trial has run to its end; run the search")
    best = max(complete, key=lambda trial: (trial.value, -trial.number))
    space = study.user_attrs["identity"]["space"]
    return {space[name]["sets"] or name: value for name, value in best.params.items()}, best.value


def best_table(journal: str | Path, space: Space, used: Collection[str]) -> pd.DataFrame:
    """What was searched and what the best trial had, one row per key that it had.

    Args:
        journal: of the search.
        space: what was searched.
        used: sections of the study that take over the best trial's keys.

    Returns:
        key, searched (in words), best, used (`yes` or `no`).
    """
    best, _ = best_parameters(journal)
    ranges: dict[str, list[str]] = {}
    for name, parameter in space.items():
        ranges.setdefault(key_of(name, parameter), []).append(in_words(parameter))
    rows = [
        (key, "; ".join(ranges[key]), _told(value), "yes" if key.partition(".")[0] in used else "no")
        for key, value in best.items()
    ]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def caption_of_best(trials: pd.DataFrame, settings: StudySearchSettings, title: str) -> tuple[str, str]:
    """Caption and note of that table.

    Args:
        trials: as `trials_table` returns them.
        settings: the search.
        title: of the searched model.
    """
    complete = trials[trials.state == ENDED[TrialState.COMPLETE]]
    drawn = {"tpe": "by a tree-structured Parzen estimator", "random": "at random"}[settings.method]
    folds = "fold 0" if settings.folds == 1 else f"folds 0 to {settings.folds - 1}"
    given_up = len(trials) - len(complete)
    return f"Best hyper-parameters of {title} on {settings.input}", (
        f"{len(complete)} trials that ran to their end and {given_up} that were given up, drawn {drawn}; best "
        f"{METRICS[settings.metric]} of the validation patients of {folds}: {complete.value.max():.3f}. No test "
        "patient was seen; validation values of trainings that use these parameters are optimistic."
    )


def _told(value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def write_best(journal: str | Path, path: str | Path) -> None:
    """Write parameters and value of the best trial as JSON; more trials, none of them better, change no byte of it.

    Raises:
        InputError: there is no such journal, or no trial ran to its end.
    """
    parameters, value = best_parameters(journal)
    write_json({"parameters": parameters, "value": value}, path)
