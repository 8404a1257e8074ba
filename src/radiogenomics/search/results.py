"""What a search found: a table of its trials, and the best parameters."""

from pathlib import Path

import pandas as pd
from optuna.trial import TrialState

from radiogenomics.errors import InputError
from radiogenomics.files import write_json
from radiogenomics.search.run import read_search
from radiogenomics.search.space import Value

ENDED = {TrialState.COMPLETE: "complete", TrialState.PRUNED: "given up"}


def trials_table(journal: str | Path) -> pd.DataFrame:
    """One row per trial that ended: trial, state (`complete`, `given up`), value, steps, and one column per parameter.

    The value of a trial that was given up is the last that it reported. A parameter that a trial did not have is
    missing. Trials are numbered from 0 in the order in which they were drawn, without those that failed.

    Raises:
        InputError: there is no such journal.
    """
    study = read_search(journal)
    names = list(study.user_attrs["identity"]["space"])
    trials = [trial for trial in study.get_trials(deepcopy=False) if trial.state in ENDED]
    rows = []
    for number, trial in enumerate(sorted(trials, key=lambda trial: trial.number)):
        reported = trial.intermediate_values
        value = trial.value if trial.state == TrialState.COMPLETE else reported[max(reported)]
        parameters = {name: trial.params.get(name) for name in names}
        rows.append(
            {"trial": number, "state": ENDED[trial.state], "value": value, "steps": len(reported), **parameters}
        )
    return pd.DataFrame(rows, columns=["trial", "state", "value", "steps", *names])


def best_parameters(journal: str | Path) -> dict[str, Value]:
    """Parameters of the best trial that ran to its end; of equal ones, the first drawn.

    Raises:
        InputError: there is no such journal, or no trial ran to its end.
    """
    return dict(_best(journal).params)


def write_best(journal: str | Path, path: str | Path) -> None:
    """Write the best trial as JSON: parameters, value, direction, and how many trials were complete and given up.

    Raises:
        InputError: there is no such journal, or no trial ran to its end.
    """
    best = _best(journal)
    states = trials_table(journal)["state"].value_counts()
    content = {
        "parameters": dict(best.params),
        "value": best.value,
        "direction": read_search(journal).direction.name.lower(),
        "trials": {state: int(states.get(state, 0)) for state in ENDED.values()},
    }
    write_json(content, path)


def _best(journal: str | Path):
    study = read_search(journal)
    complete = [trial for trial in study.get_trials(deepcopy=False) if trial.state == TrialState.COMPLETE]
    if not complete:
        raise InputError(f"{journal}: no trial has run to its end; run the search")
    sign = 1 if study.direction.name == "MAXIMIZE" else -1
    return max(complete, key=lambda trial: (sign * trial.value, -trial.number))
