import multiprocessing
import os
import signal
import time
from math import log10

import optuna
import pytest
from optuna.trial import TrialState

from radiogenomics.errors import InputError
from radiogenomics.search.journal import open_journal
from radiogenomics.search.results import trials_table
from radiogenomics.search.run import open_search, read_search, run_search

FORK = multiprocessing.get_context("fork")


def objective(parameters, report):
    """Best, at 1, with a rate of 0.01 in one cycle whose peak is late."""
    return 1 - (log10(parameters["rate"]) + 2) ** 2 / 4 - (0.5 - parameters.get("peak", 0.0) / 2)


def slow(parameters, report):
    time.sleep(0.05)
    return objective(parameters, report)


@pytest.mark.parametrize("method", ["tpe", "random"])
def test_a_stopped_search_goes_on_as_if_it_had_not_been(vary, tmp_path, method):
    settings = vary(method=method, trials=16)
    run_search(objective, settings, tmp_path / "whole.journal")
    for trials in (3, 7, 16):
        run_search(objective, vary(method=method, trials=trials), tmp_path / "parts.journal")
        assert len(trials_table(tmp_path / "parts.journal")) == trials
    assert trials_table(tmp_path / "parts.journal").equals(trials_table(tmp_path / "whole.journal"))


@pytest.mark.parametrize("method", ["tpe", "random"])
def test_a_trial_interrupted_by_an_error_is_drawn_again(vary, tmp_path, method):
    settings, journal = vary(method=method, trials=14), tmp_path / "broken.journal"
    run_search(objective, settings, tmp_path / "whole.journal")
    attempts = iter(range(100))

    def breaking(parameters, report):
        if next(attempts) == 12:
            raise RuntimeError("out of memory")
        return objective(parameters, report)

    with pytest.raises(RuntimeError, match="out of memory"):
        run_search(breaking, settings, journal)
    assert len(trials_table(journal)) == 12
    run_search(breaking, settings, journal)
    assert trials_table(journal).equals(trials_table(tmp_path / "whole.journal"))


def test_no_two_trials_are_alike(vary, tmp_path):
    run_search(objective, vary(method="random", trials=30), tmp_path / "a.journal")
    assert trials_table(tmp_path / "a.journal").rate.nunique() == 30


def test_tpe_finds_what_random_draws_do_not(vary, tmp_path):
    best = {}
    for method in ("tpe", "random"):
        values = []
        for seed in range(2):
            journal = tmp_path / f"{method}{seed}.journal"
            run_search(objective, vary(method=method, trials=30, seed=seed), journal)
            values.append(trials_table(journal).value[15:].mean())
        best[method] = sum(values) / 2
    assert best["tpe"] > best["random"] + 0.2


def test_two_processes_share_one_journal(vary, tmp_path):
    settings, journal = vary(method="random", trials=20), tmp_path / "shared.journal"
    processes = [FORK.Process(target=run_search, args=(slow, settings, journal)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    shared = trials_table(journal)
    assert len(shared) == 20
    workers = {
        trial.user_attrs["worker"] for trial in read_search(journal).trials if trial.state == TrialState.COMPLETE
    }
    assert len(workers) == 2
    # Independent draws are the same whoever makes them.
    run_search(objective, settings, tmp_path / "alone.journal")
    assert sorted(shared.rate) == sorted(trials_table(tmp_path / "alone.journal").rate)


@pytest.mark.parametrize("method", ["tpe", "random"])
def test_a_killed_search_goes_on(vary, tmp_path, method):
    settings, journal = vary(method=method, trials=15), tmp_path / "killed.journal"
    run_search(objective, settings, tmp_path / "whole.journal")
    process = FORK.Process(target=run_search, args=(_hanging_at(11), settings, journal))
    process.start()
    _wait_for(lambda: journal.exists() and _running(journal, after=11))
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    run_search(objective, settings, journal)
    states = [trial.state for trial in read_search(journal).trials]
    assert states.count(TrialState.COMPLETE) == 15 and states.count(TrialState.FAIL) == 1
    assert trials_table(journal).equals(trials_table(tmp_path / "whole.journal"))


@pytest.mark.parametrize("method", ["tpe", "random"])
def test_a_trial_whose_worker_was_killed_before_it_could_say_who_it_was_is_run_again_at_once(vary, tmp_path, method):
    settings, journal = vary(method=method, trials=6), tmp_path / "nameless.journal"
    open_search(settings, journal, None).ask()
    run_search(objective, settings, journal)
    run_search(objective, settings, tmp_path / "whole.journal")
    found, whole = trials_table(journal), trials_table(tmp_path / "whole.journal")
    assert len(found) == 6 and found.equals(whole)


def test_a_worker_takes_over_from_one_that_is_killed_beside_it(vary, tmp_path):
    settings, journal = vary(method="random", trials=12), tmp_path / "beside.journal"
    hanging = FORK.Process(target=run_search, args=(_hanging_at(2), settings, journal))
    hanging.start()
    _wait_for(lambda: journal.exists() and _running(journal, after=2))
    # A living worker's trial is its own: the other leaves it alone and ends with all others done.
    run_search(objective, settings, journal)
    assert len(trials_table(journal)) == 11
    os.kill(hanging.pid, signal.SIGKILL)
    hanging.join()
    run_search(objective, settings, journal)
    run_search(objective, settings, tmp_path / "alone.journal")
    assert sorted(trials_table(journal).rate) == sorted(trials_table(tmp_path / "alone.journal").rate)


def _hanging_at(trial):
    attempts = iter(range(100))

    def hang(parameters, report):
        if next(attempts) == trial:
            signal.pause()
        return objective(parameters, report)

    return hang


def _running(journal, after):
    """Whether so many trials have ended and the next has drawn all of its parameters."""
    try:
        trials = read_search(journal).trials
    except InputError:
        return False
    ended = [trial for trial in trials if trial.state == TrialState.COMPLETE]
    return len(ended) == after and any("cycle" in trial.params for trial in trials if trial not in ended)


def _wait_for(condition, seconds=30):
    for _ in range(seconds * 20):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it took too long")


def test_trials_that_are_not_worth_it_are_given_up(vary, tmp_path):
    def stepwise(parameters, report):
        for step in range(10):
            report(step, objective(parameters, report))
        return objective(parameters, report)

    journal = tmp_path / "pruned.journal"
    run_search(stepwise, vary(trials=30, pruning={"after_trials": 5, "after_steps": 3}), journal)
    table = trials_table(journal)
    given_up = table[table.state == "given up"]
    assert len(table) == 30 and 3 <= len(given_up) < 25
    assert (table.state[:5] == "complete").all()
    assert given_up.steps.between(4, 9).all() and (table.steps[table.state == "complete"] == 10).all()
    assert given_up.value.max() < table.value[table.state == "complete"].max()


SPACE = {"rate": {"type": "float", "low": 1e-4, "high": 1.0}}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"space": SPACE}, r"a search of another space \(parameter 'rate' was .*'log': True.*, the config has .*False"),
        ({"method": "random"}, "a search with method tpe, where the config has random"),
        ({"seed": 1}, "a search with seed 42, where the config has 1"),
        ({"pruning": {}}, "a search with pruning None, where the config has"),
    ],
)
def test_another_search_is_refused(vary, tmp_path, changes, told):
    run_search(objective, vary(trials=2), tmp_path / "a.journal")
    with pytest.raises(
        InputError, match=rf"a\.journal: holds {told}.*; set that back to go on, or remove the file"
    ) as caught:
        run_search(objective, vary(**changes), tmp_path / "a.journal")
    assert "\n" not in str(caught.value)
    open_search(vary(trials=99), tmp_path / "a.journal")


def test_a_search_of_something_else_is_refused(vary, tmp_path):
    journal, patients = tmp_path / "a.journal", {"model": {"depth": 10}, "patients": {"splits.csv": "abc"}}
    run_search(objective, vary(trials=2), journal, patients)
    run_search(objective, vary(trials=3), journal, patients)
    with pytest.raises(InputError, match=r"holds a search with other patients; set that back"):
        run_search(objective, vary(trials=3), journal, {**patients, "patients": {"splits.csv": "abcd"}})
    assert len(trials_table(journal)) == 3


def test_a_value_that_is_no_number(settings, tmp_path):
    with pytest.raises(InputError, match=r"the value of trial 0 is nan \(rate .*\); narrow the space"):
        run_search(lambda parameters, report: float("nan"), settings, tmp_path / "a.journal")


def test_a_search_that_was_never_run(tmp_path):
    with pytest.raises(InputError, match="no such file; run the search first"):
        read_search(tmp_path / "a.journal")
    (tmp_path / "b.journal").touch()
    with pytest.raises(InputError, match="holds no search"):
        read_search(tmp_path / "b.journal")
    optuna.create_study(storage=open_journal(tmp_path / "c.journal"), study_name="search")
    with pytest.raises(InputError, match="holds no search"):
        read_search(tmp_path / "c.journal")
