import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

PREAMBLE = "from radiogenomics.job import job\nfrom radiogenomics.errors import InputError\n"


def run(tmp_path, body):
    code = PREAMBLE + "with job('logs/job.log', ['out.txt']):\n    " + body
    return subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)


def test_input_error_is_one_line_without_a_traceback(tmp_path):
    done = run(tmp_path, "raise InputError('scan.nii.gz: truncated; fetch it again')")
    assert done.returncode == 1
    assert done.stderr == "ERROR: scan.nii.gz: truncated; fetch it again\n"
    assert "truncated" in (tmp_path / "logs" / "job.log").read_text()


def test_a_defect_keeps_its_traceback_once(tmp_path):
    done = run(tmp_path, "1 / 0")
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert "ZeroDivisionError" in (tmp_path / "logs" / "job.log").read_text()


def test_outputs_of_a_finished_job_are_recorded(tmp_path):
    assert run(tmp_path, "open('out.txt', 'w').write('abc')").returncode == 0
    (record,) = (tmp_path / "results" / ".outputs").iterdir()
    assert '"out.txt": 3' in record.read_text()


def test_f01_a_job_dies_with_the_workflow_that_started_it(tmp_path):
    job = PREAMBLE + "import time\nwith job('job.log', []):\n    print('started', flush=True); time.sleep(60)"
    (tmp_path / "job.py").write_text(job)
    # The workflow is known by its command line, and starts a job through a shell as Snakemake does.
    workflow = "import subprocess, sys; subprocess.run(['bash', '-c', f'{sys.executable} job.py; true'])"
    (tmp_path / "snakemake").write_text(workflow)
    with subprocess.Popen([sys.executable, "snakemake"], cwd=tmp_path, stdout=-1, text=True) as main:
        assert main.stdout.readline() == "started\n"
        descendants = psutil.Process(main.pid).children(recursive=True)
        (job_process,) = [process for process in descendants if process.cmdline()[-1] == "job.py"]
        os.kill(main.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while job_process.is_running() and job_process.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the job outlived its workflow"
        time.sleep(0.1)


@pytest.mark.parametrize("level", ["info", "warning"])
def test_warnings_reach_the_terminal_and_messages_the_log(tmp_path, level):
    done = run(tmp_path, f"import logging; logging.getLogger('radiogenomics.x').{level}('seen'); open('out.txt', 'w')")
    assert ("seen" in done.stderr) == (level == "warning")
    assert "seen" in Path(tmp_path, "logs", "job.log").read_text()


def test_the_garbage_collector_rests_from_the_quick_start_to_the_job(tmp_path):
    code = f"import radiogenomics.quick_start\n{PREAMBLE}import gc\nprint(gc.isenabled(), end=' ')\n"
    code += "with job('logs/job.log', ['out.txt']):\n    print(gc.isenabled(), gc.get_freeze_count() > 1000)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "False True True\n"
