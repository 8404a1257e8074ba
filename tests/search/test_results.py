import json

import optuna
import pytest

from radiogenomics.errors import InputError
from radiogenomics.search.results import best_parameters, best_table, caption_of_best, trials_table, write_best
from radiogenomics.search.run import run_search
from radiogenomics.search.settings import StudySearchSettings


def objective(parameters, report):
    return -abs(parameters["rate"] - 0.1)


def test_the_best_is_in_the_table_and_in_the_file(vary, tmp_path):
    journal = tmp_path / "a.journal"
    run_search(objective, vary(method="random"), journal)
    table = trials_table(journal)
    row = table.loc[table.value.idxmax()]
    best, value = best_parameters(journal)
    assert best["rate"] == row.rate and value == row.value
    assert set(best) == {"rate", "cycle", "peak" if best["cycle"] else "epochs"}
    write_best(journal, tmp_path / "best.json")
    assert json.loads((tmp_path / "best.json").read_text()) == {"parameters": best, "value": row.value}


def test_more_trials_that_are_no_better_leave_the_file_as_it_is(vary, tmp_path):
    journal, best = tmp_path / "a.journal", tmp_path / "best.json"
    run_search(objective, vary(trials=4), journal)
    write_best(journal, best)
    before = best.read_bytes()
    run_search(lambda parameters, report: -9.0, vary(trials=8), journal)
    write_best(journal, best)
    assert best.read_bytes() == before and len(trials_table(journal)) == 8


def test_two_parameters_of_one_key(vary, tmp_path):
    space = {
        "cycle": {"type": "choice", "values": [True, False]},
        "few": {"type": "integer", "low": 1, "high": 2, "sets": "training.epochs", "when": {"cycle": True}},
        "many": {"type": "integer", "low": 8, "high": 9, "sets": "training.epochs", "when": {"cycle": False}},
    }
    settings, journal = vary(space=space, method="random"), tmp_path / "a.journal"
    run_search(lambda parameters, report: parameters.get("many", 0), settings, journal)
    assert best_parameters(journal) == ({"cycle": False, "training.epochs": 9}, 9)
    table = best_table(journal, settings.space, ["training"])
    assert table.to_dict("records") == [
        {"key": "cycle", "searched": "True or False", "best": "False", "used": "no"},
        {
            "key": "training.epochs",
            "searched": "1 to 2, where cycle = True; 8 to 9, where cycle = False",
            "best": "9",
            "used": "yes",
        },
    ]


def test_the_caption_counts_trials(vary, tmp_path):
    def hopeless(parameters, report):
        if parameters["cycle"]:
            report(0, -1)
            raise optuna.TrialPruned
        return 0.5

    settings = StudySearchSettings(**vary(trials=8, method="random").model_dump(), model="m", input="T1", folds=2)
    run_search(hopeless, settings, tmp_path / "a.journal")
    trials = trials_table(tmp_path / "a.journal")
    caption, note = caption_of_best(trials, settings, "Network")
    cycles = int((trials.state == "given up").sum())
    assert caption == "Best hyper-parameters of Network on T1" and 0 < cycles < 8
    assert note.startswith(
        f"{8 - cycles} trials that ran to their end and {cycles} that were given up, drawn at random; "
    )
    assert "best F1 of the validation patients of folds 0 to 1: 0.500" in note


def test_table(settings, tmp_path):
    run_search(objective, settings, tmp_path / "a.journal")
    table = trials_table(tmp_path / "a.journal")
    assert list(table) == ["trial", "state", "value", "steps", "rate", "cycle", "peak", "epochs"]
    assert table.trial.tolist() == list(range(12))
    assert (table.peak.notna() == table.cycle.astype(bool)).all()
    assert (table.epochs.isna() == table.cycle.astype(bool)).all()


def test_a_trial_given_up_is_never_the_best(vary, tmp_path):
    def hopeful(parameters, report):
        report(0, 1e6)
        raise optuna.TrialPruned

    journal = tmp_path / "a.journal"
    run_search(hopeful, vary(trials=2), journal)
    with pytest.raises(InputError, match="no trial has run to its end"):
        best_parameters(journal)
    run_search(objective, vary(trials=4), journal)
    assert trials_table(journal).state.tolist() == ["given up"] * 2 + ["complete"] * 2
    assert best_parameters(journal)[0]["rate"] in trials_table(journal).rate[2:].tolist()
