"""The workflow as a module of another one, from this disk or from a host of repositories, as `snakedeploy` has it."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest

TABLE = "results/spottune_mgmt/splits.csv"
FEWER = "cohorts={upenn_gbm: {simulation: {patients: 24, unlabelled: 1, modalities: [FLAIR, DTI_FA, DSC_PH]}}}"
OUTER = """
configfile: "{checkout}/config/config.yaml"


onstart:
    print("the outer run begins")


module radiogenomics:
    snakefile:
        "{checkout}/Snakefile"
    config:
        config


use rule * from radiogenomics as mri_*


rule count:
    input:
        "results/spottune_mgmt/splits.csv",
    output:
        "count.txt",
    shell:
        "wc -l < {{input}} > {{output}}"
"""
DEPLOYED = """from snakemake.utils import min_version


min_version("6.10.0")


configfile: "config/config.yaml"


# declare https://github.com/owner/radiogenomics as a module
module radiogenomics:
    snakefile:
        github("owner/radiogenomics", path="Snakefile", tag="v1.0.0")
    config:
        config


# use all rules from https://github.com/owner/radiogenomics
use rule * from radiogenomics
"""
"""What `snakedeploy` writes."""


@pytest.fixture
def outer(repository, tmp_path, workflow_class):
    """A workflow of somebody else, in a folder of its own."""
    (tmp_path / "outer").mkdir()
    (tmp_path / "outer" / "Snakefile").write_text(OUTER.format(checkout=repository))
    shutil.copytree(repository / "profiles", tmp_path / "outer" / "profiles")
    return workflow_class(tmp_path / "outer", tmp_path / "run", repository / "tests" / "workflow" / "tiny.yaml")


def test_a_module_has_the_same_jobs_under_its_own_names(outer, repository, workflow_class, tmp_path):
    alone = workflow_class(repository, tmp_path / "alone")
    expected = {f"mri_{rule}": count for rule, count in alone.planned().items()}
    assert len(expected) > 30
    found = outer.planned("mri_all")
    assert {rule: count for rule, count in found.items() if rule != "mri_all"} == expected


def test_a_module_runs_and_begins_and_ends_as_alone(outer):
    done = outer.run("count.txt", config=FEWER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the outer run begins" in done.stdout + done.stderr
    patients = pd.read_csv(outer.folder / TABLE)
    assert (outer.folder / "count.txt").read_text().strip() == str(len(patients) + 1)
    # What a run notes when it begins.
    assert json.loads((outer.folder / "results" / "layout.json").read_text())["layout"]
    assert (outer.folder / ".snakemake" / "run.lock").exists()
    # A damaged result is made again, and what somebody else makes of it.
    with (outer.folder / TABLE).open("a") as file:
        file.write("\n")
    done = outer.run("count.txt", config=FEWER)
    assert done.returncode == 0 and "changed since it was made" in done.stderr, done.stderr
    pd.testing.assert_frame_equal(pd.read_csv(outer.folder / TABLE), patients)


def test_a_module_whose_files_are_moved_is_refused_in_one_line(outer):
    snakefile = outer.checkout / "Snakefile"
    snakefile.write_text(snakefile.read_text().replace("    config:\n", '    prefix:\n        "mri"\n    config:\n'))
    done = outer.run("--dry-run", "count.txt")
    assert done.returncode and "ERROR: module: prefix and replace_prefix do not suit" in done.stderr
    assert "Traceback" not in done.stderr


def git(folder, *arguments):
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def github(checkout, tmp_path, monkeypatch):
    """The address of a repository, which git finds on this disk; it has the tag v1.0.0."""
    git(checkout, "init", "--quiet")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "The workflow")
    git(checkout, "tag", "v1.0.0")
    (tmp_path / "owner").mkdir()
    checkout.rename(tmp_path / "owner" / "radiogenomics")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    settings = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{tmp_path.as_uri()}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return "https://github.com/owner/radiogenomics"


@pytest.mark.full
def test_what_is_deployed_from_a_host_of_repositories_runs(github, tmp_path, workflow_class):
    place = tmp_path / "place"
    (place / "workflow").mkdir(parents=True)
    (place / "Snakefile").write_text(DEPLOYED)
    source = tmp_path / "owner" / "radiogenomics"
    for name in ("config", "profiles"):
        shutil.copytree(source / name, place / name)
    run = workflow_class(place, place, source / "tests" / "workflow" / "tiny.yaml")
    done = run.run(TABLE, config=FEWER)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert len(pd.read_csv(place / TABLE)) >= 24
    (copy,) = (place / ".snakemake" / "radiogenomics").iterdir()
    assert (copy / "src" / "radiogenomics" / "config.py").is_file()
    # The second run fetches nothing, and knows the code as the same.
    assert run.planned(TABLE, "--config", FEWER) == {}


def test_snakedeploy_writes_what_was_just_run(github, tmp_path):
    if importlib.util.find_spec("snakedeploy") is None:
        pytest.skip("snakedeploy is not installed; pip install snakedeploy")
    place = tmp_path / "place"
    program = "from snakedeploy.client import main; main()"
    command = [sys.executable, "-c", program, "deploy-workflow", github, str(place), "--tag", "v1.0.0"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    written = (place / "workflow" / "Snakefile").read_text()
    assert [line.split() for line in written.splitlines() if line.strip()] == [
        line.split() for line in DEPLOYED.splitlines() if line.strip()
    ]
    assert (place / "config" / "config.yaml").is_file() and (place / "profiles" / "default").is_dir()
