"""The environment is described once: other descriptions must agree with pyproject.toml."""

import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def required(repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    return {canonicalize_name(r.name): r for r in map(Requirement, project["dependencies"])}


def test_conda_environment_has_the_same_versions(repository, required):
    environment = yaml.safe_load((repository / "envs" / "radiogenomics.yaml").read_text())
    packages = [line for line in environment["dependencies"][-1]["pip"] if not line.startswith("--")]
    for requirement in map(Requirement, packages):
        assert requirement.specifier == required[canonicalize_name(requirement.name)].specifier, requirement
    only_for_snakemake = {"snakemake", "snakemake-executor-plugin-slurm", "pygments"}
    assert set(required) - {canonicalize_name(Requirement(line).name) for line in packages} == only_for_snakemake


def test_lock_satisfies_every_requirement(repository, required):
    lock = dict(line.split("==") for line in (repository / "constraints.txt").read_text().split())
    lock = {canonicalize_name(name): version for name, version in lock.items()}
    for name, requirement in required.items():
        assert requirement.specifier.contains(lock[name]), requirement


def test_every_rule_declares_what_schedulers_and_readers_need(repository):
    on_gpus = set()
    for path in sorted((repository / "workflow" / "rules").glob("*.smk")):
        for text in path.read_text().split("\nrule ")[1:] + path.read_text().split("    rule ")[1:]:
            name, body = text.split(":", 1)
            body = body.split("\nrule ")[0].split("    rule ")[0]
            # A rule that only prints would be done for ever with a benchmark, which counts as its output.
            benchmark = ["benchmark:"] if "output:" in body else []
            # New code does not make verified downloads wrong, and to fetch them again needs programs and a network.
            source = [] if name == "download_part" else ["source=code("]
            for directive in ("log:", *benchmark, "threads:", "mem_mb=", "runtime=", *source, "conda:"):
                assert directive in body, f"{path.name}: {name} lacks {directive}"
            if name in ("train", "predict", "freeze_features", "pretrain_weights"):
                assert "gpu=" in body, name
                on_gpus.add(name)
    assert on_gpus == {"train", "predict", "freeze_features", "pretrain_weights"}


def test_scripts_are_short(repository):
    scripts = list((repository / "workflow" / "scripts").rglob("*.py"))
    assert len(scripts) > 50
    for script in scripts:
        assert len(script.read_text().splitlines()) <= 50, script
