"""The program as a user calls it: help, one line for a mistake, exit codes, and what it passes on."""

import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def program(repository):
    """Function that runs the program in a folder."""

    def run(folder, *arguments):
        command = [sys.executable, "-m", "radiogenomics.command_line.main", *map(str, arguments)]
        own = {"PYTHONPATH": str(repository / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=own)

    return run


def test_without_arguments_the_help_lists_all_commands_and_exit_codes(program, tmp_path):
    done = program(tmp_path)
    assert done.returncode == 0
    for word in ("check", "predict", "export", "compare", "plan", "run", "version", "Exit codes", "--debug"):
        assert word in done.stdout, word
    assert "--install-completion" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["predict"], "Missing option '--model'; see radiogenomics --help"),
        (["predict", "--model", "nothing"], "nothing: no model of this project (checksums.sha256 is missing); give"),
        (["predict", "--model", "m", "--interval-width", "1.5"], "1.5: no width of an interval of probabilities; give"),
        (["predict", "--model", "m", "--interval-width", "nan"], "nan: no width of an interval of probabilities; give"),
        (["predict", "--model", "m", "--label-convention", "brat"], "'brat' is not known; use brats"),
        (["export", "--study", "x", "--model", "m", "--ensemble", "e", "--out", "o"], "study 'x' is not in the"),
        (["check", "nothing.csv"], "nothing.csv: no such file"),
        (["run"], "no Snakefile; change to the folder of the workflow"),
        (["compare"], "no study of the configuration has predictions here; run the workflow first"),
        (["wrong"], "No such command 'wrong'"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments, said, program, tmp_path):
    done = program(tmp_path, *arguments)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("left out: ")]
    assert done.returncode == 2 and len(lines) == 1 and said in lines[0], done.stderr
    assert lines[0].startswith("radiogenomics: ")


def test_debug_shows_where_a_mistake_was_found(program, tmp_path):
    done = program(tmp_path, "check", "nothing.csv", "--debug")
    assert done.returncode == 2 and "Traceback" in done.stderr and "no such file" in done.stderr.splitlines()[-1]


def test_versions_are_listed(program, tmp_path):
    done = program(tmp_path, "version")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()][:3] == ["radiogenomics", "snakemake", "torch"]


def test_run_prints_the_command_and_passes_options_and_the_exit_code_on(program, repository):
    done = program(repository, "run", "no_such_target", "--cores", "1", "--gpus", "0", "--dry-run", "--quiet")
    first = done.stderr.splitlines()[0]
    assert first == "$ snakemake no_such_target --dry-run --quiet --cores 1 --resources gpu=0"
    assert done.returncode == 1 and "no_such_target" in done.stderr + done.stdout
