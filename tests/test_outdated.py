"""Results are older than a table by Snakemake's own records, of whatever is between them."""

import subprocess
import sys
from pathlib import Path

import pytest

from radiogenomics.outdated import changed_files

LONG = "/".join(["a_folder_with_a_name_of_some_length"] * 8)
SNAKEFILE = """
import sys
sys.path.insert(0, {library!r})
from radiogenomics.own_files import OwnFiles
own = OwnFiles(as_recorded=not workflow.is_main_process)
onstart: own.remember()
rule last:
    input: "results/{long}/middle.csv", "results/weights.csv"
    output: "results/last.csv"
    shell: "cat {{input}} > {{output}}"
rule middle:
    input: "results/first.csv"
    output: "results/{long}/middle.csv"
    shell: "cp {{input}} {{output}}"
rule first:
    input: "table.csv"
    output: "results/first.csv"
    params: own_files=lambda w: own.versions([], tables=["table.csv"]), words=["a", "b"], word="first"
    shell: "cp {{input}} {{output}}"
rule weights:
    output: "results/weights.csv"
    params: own_files=lambda w: own.versions([], tables=["weights.csv", "more.csv"])
    shell: "cp weights.csv {{output}}"
"""
TABLES = ("table.csv", "weights.csv", "more.csv")


def run(*arguments):
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(autouse=True)
def finished(tmp_path, monkeypatch, repository):
    monkeypatch.chdir(tmp_path)
    for name in TABLES:
        Path(name).write_text(f"{name}\n")
    Path("Snakefile").write_text(SNAKEFILE.format(library=str(repository / "src"), long=LONG))
    run("results/last.csv")


def test_what_changed_is_found_through_all_that_is_between_and_a_new_run_mends_it():
    assert changed_files(["results/last.csv"]) == []
    for name in TABLES:
        Path(name).touch()
    assert changed_files(["results/last.csv"]) == []
    Path("table.csv").write_text("corrected\n")
    Path("more.csv").write_text("corrected\n")
    assert sorted(changed_files(["results/last.csv"])) == ["more.csv", "table.csv"]
    assert changed_files([f"results/{LONG}/middle.csv"]) == ["table.csv"]
    # A run of something else has seen the change and made nothing of this again.
    run("results/weights.csv")
    assert changed_files(["results/last.csv"]) == ["table.csv"]
    run("results/last.csv")
    assert changed_files(["results/last.csv", "results/first.csv"]) == []


def test_nothing_is_said_where_tables_or_records_are_absent():
    Path("table.csv").write_text("corrected\n")
    Path("table.csv").rename("gone.csv")
    assert changed_files(["results/last.csv", "results/no_such.csv"]) == []
    Path("gone.csv").rename("table.csv")
    assert changed_files(["results/last.csv"]) == ["table.csv"]
    Path("results/.versions.json").unlink()
    assert changed_files(["results/last.csv"]) == []
