"""One worker of a search: draws trials, runs them and records them, until the search has as many as it should."""

import datetime
import json
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count, islice
from pathlib import Path

import optuna
from optuna.exceptions import UpdateFinishedTrialError
from optuna.trial import FrozenTrial, TrialState

from radiogenomics.errors import InputError
from radiogenomics.search.journal import is_alive, living_worker, open_journal, others_are_alive
from radiogenomics.search.settings import SearchSettings
from radiogenomics.search.space import Value, suggest
from radiogenomics.seeds import derive_seed

Report = Callable[[int, float], None]
"""Takes a step and the value so far; ends the trial, by an exception that must pass, where it is not worth going on."""

Objective = Callable[[dict[str, Value], Report], float]
"""Takes a trial's parameters and a `Report`; returns the trial's value, or raises `GivenUpError` where it has none."""


class GivenUpError(Exception):
    """An objective has no value by a trial's parameters; the trial is given up and the search goes on."""


NAME = "search"
COUNTED = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.RUNNING)
_WORKER, _PLACE = "worker", "place"
_FIXED = ("method", "seed", "pruning")
"""Keys of a search that stay as they are, besides its space."""
_SEEDS = 2**32
_NAMELESS = datetime.timedelta(minutes=1)


def run_search(
    objective: Objective, settings: SearchSettings, journal: str | Path, subject: Mapping[str, object] | None = None
) -> None:
    """Work on a search until it has `settings.trials` trials; several processes may do so on one journal at a time.

    A trial whose worker was killed is run again by the next that is free, with the same draws. With one worker, a
    search that was stopped and continued any number of times has the same trials as one that was not.

    Args:
        objective: what is optimised.
        settings: the search.
        journal: file of all trials; what is there already counts. Workers on several machines need a shared folder
            with locks.
        subject: plain values on which a trial's value depends besides its parameters, by what they are; those of all
            trials of a journal are equal.

    Raises:
        InputError: the journal is that of another search, or is none, or the objective returned no finite number.
    """
    journal = Path(journal)
    study = open_search(settings, journal, subject)
    with living_worker(journal) as worker:
        while _remaining(study, settings, journal, worker):
            trial = study.ask()
            place = _place(study, trial.number)
            if place >= settings.trials:
                # Another worker drew the last trial at the same moment.
                study.tell(trial, state=TrialState.FAIL)
                break
            trial.set_user_attr(_PLACE, place)
            trial.set_user_attr(_WORKER, worker)
            study.sampler = _sampler(settings, place)
            _run(trial, objective, settings, study)


def open_search(
    settings: SearchSettings, journal: str | Path, subject: Mapping[str, object] | None = None
) -> optuna.Study:
    """Begin or continue the search of a journal.

    Raises:
        InputError: the journal is none, or that of a search with another space, method, seed or subject.
    """
    journal = Path(journal)
    storage = open_journal(journal)
    study = optuna.create_study(
        storage=storage, study_name=NAME, load_if_exists=True, pruner=_pruner(settings), direction="maximize"
    )
    mine = _identity(settings, subject or {})
    known = study.user_attrs.get("identity")
    if known is None:
        study.set_user_attr("identity", mine)
    elif known != mine:
        raise InputError(
            f"{journal}: holds {_difference(known, mine)}; set that back to go on, or remove the file to begin anew"
        )
    return study


def read_search(journal: str | Path) -> optuna.Study:
    """The search of a journal, to be read.

    Raises:
        InputError: there is no such journal.
    """
    journal = Path(journal)
    if not journal.is_file():
        raise InputError(f"{journal}: no such file; run the search first")
    storage = open_journal(journal)
    with suppress(KeyError):
        study = optuna.load_study(study_name=NAME, storage=storage)
        # A worker that has just begun has not yet said what it searches.
        if "identity" in study.user_attrs:
            return study
    raise InputError(f"{journal}: holds no search; remove it and run the search")


def _run(trial: optuna.Trial, objective: Objective, settings: SearchSettings, study: optuna.Study) -> None:
    def report(step: int, value: float) -> None:
        trial.report(value, step)
        if settings.pruning is not None and trial.should_prune():
            raise optuna.TrialPruned

    parameters = suggest(trial, settings.space)
    try:
        value = float(objective(parameters, report))
        if not math.isfinite(value):
            described = ", ".join(f"{name} {found}" for name, found in parameters.items())
            raise InputError(f"search: the value of trial {trial.number} is {value} ({described}); narrow the space")
    except (optuna.TrialPruned, GivenUpError):
        study.tell(trial, state=TrialState.PRUNED)
    except BaseException:
        study.tell(trial, state=TrialState.FAIL)
        raise
    else:
        study.tell(trial, value)


def _remaining(study: optuna.Study, settings: SearchSettings, journal: Path, worker: str) -> bool:
    """Whether trials are to be drawn, those of dead workers among them."""
    trials = study.get_trials(deepcopy=False)
    for trial in trials:
        if trial.state == TrialState.RUNNING and _is_orphan(trial, journal, worker):
            _give_back(study, trial)
    return sum(trial.state in COUNTED for trial in study.get_trials(deepcopy=False)) < settings.trials


def _is_orphan(trial: FrozenTrial, journal: Path, asking: str) -> bool:
    worker = trial.user_attrs.get(_WORKER)
    if worker is not None:
        return not is_alive(journal, worker)
    # Its worker has not yet said who it is, or was killed before it could.
    waited = datetime.datetime.now() - trial.datetime_start
    return waited > _NAMELESS or not others_are_alive(journal, asking)


def _give_back(study: optuna.Study, trial: FrozenTrial) -> None:
    # Where another worker was faster, the trial has ended already.
    with suppress(UpdateFinishedTrialError, ValueError):
        study.tell(trial.number, state=TrialState.FAIL)


def _place(study: optuna.Study, number: int) -> int:
    """Place of a trial in the search, on which its draws depend: the first that no other trial has.

    Trials drawn before it that have not yet recorded theirs take the first ones, in the order of their numbers, as they
    do when they come to it.
    """
    trials = [trial for trial in study.get_trials(deepcopy=False) if trial.state in COUNTED]
    taken = {trial.user_attrs[_PLACE] for trial in trials if _PLACE in trial.user_attrs}
    waiting = sum(trial.number < number and _PLACE not in trial.user_attrs for trial in trials)
    free = (place for place in count() if place not in taken)
    return next(islice(free, waiting, None))


def _sampler(settings: SearchSettings, place: int) -> optuna.samplers.BaseSampler:
    seed = derive_seed(settings.seed, "trial", place) % _SEEDS
    if settings.method == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    # Each parameter by itself: some exist only where others have a certain value.
    return optuna.samplers.TPESampler(seed=seed, multivariate=False)


def _pruner(settings: SearchSettings) -> optuna.pruners.BasePruner:
    if settings.pruning is None:
        return optuna.pruners.NopPruner()
    return optuna.pruners.MedianPruner(settings.pruning.after_trials, settings.pruning.after_steps)


def _identity(settings: SearchSettings, subject: Mapping[str, object]) -> dict[str, object]:
    """What a search may not change; the number of trials it may."""
    kept = settings.model_dump(include={*_FIXED, "space"})
    return json.loads(json.dumps({**kept, "subject": subject}))


def _difference(known: dict, mine: dict) -> str:
    """First thing in which a journal's search and this one differ."""
    for key in _FIXED:
        if known.get(key) != mine[key]:
            return f"a search with {key} {known.get(key)}, where the config has {mine[key]}"
    theirs, ours = known.get("space", {}), mine["space"]
    for name in [*theirs, *ours]:
        if theirs.get(name) != ours.get(name):
            described = [space.get(name, "nothing") for space in (theirs, ours)]
            return f"a search of another space (parameter {name!r} was {described[0]}, the config has {described[1]})"
    theirs, ours = known.get("subject", {}), mine["subject"]
    return f"a search with other {next(name for name in [*theirs, *ours] if theirs.get(name) != ours.get(name))}"
