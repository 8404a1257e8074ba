import multiprocessing
import threading

from radiogenomics.downloads.exclusive import alone_in


def test_f21_a_second_download_waits_for_the_first_and_says_so(tmp_path, caplog):
    entered = threading.Event()

    def enter():
        with alone_in(tmp_path):
            entered.set()

    with alone_in(tmp_path):
        other = threading.Thread(target=enter)
        other.start()
        assert not entered.wait(0.3)
    assert entered.wait(10)
    other.join()
    assert caplog.messages == [f"{tmp_path}: another run is downloading here, waiting"]


def _hold(folder, held):
    with alone_in(folder):
        held.set()
        threading.Event().wait(60)


def test_f21_a_killed_process_leaves_nothing_to_unlock(tmp_path):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=_hold, args=(tmp_path, held))
    process.start()
    assert held.wait(30)
    process.kill()
    process.join()
    with alone_in(tmp_path):
        assert (tmp_path / ".downloaded" / "lock").exists()


def test_other_folders_are_free(tmp_path):
    with alone_in(tmp_path / "a"), alone_in(tmp_path / "b"):
        assert (tmp_path / "b" / ".downloaded" / "lock").exists()
