import subprocess
import sys

import pandas as pd
import pytest

from radiogenomics.controls.judgement import judged, not_judged, quantities_table
from radiogenomics.controls.verdict import main, verdict
from radiogenomics.files import write_table

GOOD, BAD = judged("Mean AUC", 0.5, 0.45, 0.55), judged("Share", 0.6, 0.9, 1)


@pytest.fixture
def write(tmp_path):
    def written(name, *quantities):
        write_table(quantities_table("negative", "real", 50, list(quantities)).assign(study=name), tmp_path / name)
        return tmp_path / name

    return written


def test_sound_controls_end_well(write, capsys):
    assert main([write("a.csv", GOOD), write("b.csv", GOOD, not_judged(BAD))]) == 0
    printed = capsys.readouterr().out
    assert "passed      a.csv, negative control: Mean AUC: 0.500 (allowed 0.450–0.550)" in printed
    assert "not judged  b.csv" in printed
    assert "0 of 2 judged quantities failed." in printed


def test_a_failed_control_ends_the_command_with_an_error(write):
    command = [sys.executable, "-m", "radiogenomics.controls.verdict", write("a.csv", GOOD), write("b.csv", BAD)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "FAILED      b.csv" in done.stdout
    assert "1 of 2 judged quantities failed." in done.stdout


def test_without_controls_there_is_nothing_to_fail(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("No controls to judge")


def test_a_mistake_is_one_line(capsys):
    assert main(["nowhere.csv"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "nowhere.csv: no such file" in error


def test_verdict_reads_what_a_csv_makes_of_booleans(write):
    assert verdict(pd.read_csv(write("a.csv", GOOD, BAD))).count("FAILED") == 1
    assert verdict(pd.read_csv(write("a.csv", GOOD, not_judged(BAD), BAD))).count("FAILED") == 1
