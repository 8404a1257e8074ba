import json

import optuna
import pytest

from radiogenomics.errors import InputError
from radiogenomics.search.results import best_parameters, trials_table, write_best
from radiogenomics.search.run import run_search


def objective(parameters, report):
    return -abs(parameters["rate"] - 0.1)


@pytest.mark.parametrize("direction", ["maximize", "minimize"])
def test_the_best_is_in_the_table_and_in_the_file(vary, tmp_path, direction):
    journal = tmp_path / "a.journal"
    run_search(objective, vary(direction=direction, method="random"), journal)
    table = trials_table(journal)
    row = table.loc[table.value.idxmax() if direction == "maximize" else table.value.idxmin()]
    best = best_parameters(journal)
    assert best["rate"] == row.rate
    assert set(best) == {"rate", "cycle", "peak" if best["cycle"] else "epochs"}
    write_best(journal, tmp_path / "best.json")
    written = json.loads((tmp_path / "best.json").read_text())
    assert written == {
        "parameters": best,
        "value": row.value,
        "direction": direction,
        "trials": {"complete": 12, "given up": 0},
    }


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
    assert best_parameters(journal)["rate"] in trials_table(journal).rate[2:].tolist()
