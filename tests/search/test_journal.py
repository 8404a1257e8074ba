import multiprocessing
import os
import signal

import optuna
import pytest

from radiogenomics.errors import InputError
from radiogenomics.search.journal import is_alive, living_worker, open_journal


def test_a_worker_lives_until_its_block_ends(tmp_path):
    journal = tmp_path / "search.journal"
    with living_worker(journal) as one, living_worker(journal) as other:
        assert is_alive(journal, one) and is_alive(journal, other)
    assert not is_alive(journal, one)
    assert not is_alive(journal, "never there")


def test_a_killed_worker_is_dead(tmp_path):
    journal = tmp_path / "search.journal"
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_work, args=(journal, sender))
    process.start()
    name = receiver.recv()
    assert is_alive(journal, name)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert not is_alive(journal, name)


def _work(journal, sender):
    with living_worker(journal) as name:
        sender.send(name)
        signal.pause()


def test_a_line_written_by_half_is_cut_off(tmp_path):
    journal = tmp_path / "search.journal"
    study = optuna.create_study(storage=open_journal(journal), study_name="search")
    study.add_trial(optuna.trial.create_trial(value=1.0))
    with journal.open("a") as file:
        file.write('{"op_code":4,"worker_id"')
    study = optuna.load_study(storage=open_journal(journal), study_name="search")
    study.add_trial(optuna.trial.create_trial(value=2.0))
    study = optuna.load_study(storage=open_journal(journal), study_name="search")
    assert [trial.value for trial in study.trials] == [1.0, 2.0]


@pytest.mark.parametrize("content", ["no journal\nat all\n", "[1]\n[2]\n"])
def test_what_is_no_journal(tmp_path, content):
    journal = tmp_path / "search.journal"
    journal.write_text(content)
    with pytest.raises(InputError, match="not a journal of a search; remove it"):
        open_journal(journal)
