import subprocess
import sys

import pytest

from radiogenomics.errors import InputError
from radiogenomics.lock import lock_folder

HOLD = "from radiogenomics.lock import lock_folder; lock_folder(); print('held', flush=True); input()"


def test_f11_second_run_in_a_folder_is_refused_and_names_the_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with subprocess.Popen([sys.executable, "-c", HOLD], stdin=-1, stdout=-1, text=True) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(InputError, match=f"process {first.pid} is already running here"):
            lock_folder()
        first.kill()
        first.wait()
    lock_folder()
