"""What the documentation tells a reader to type exists."""

import json
import re
import shlex
import subprocess
import sys

import pytest
import typer
import yaml

from radiogenomics.command_line.main import app

FENCE = re.compile(r"```bash\n(.*?)```", re.DOTALL)
PAGES = ("README.md", "docs/**/*.md")
INLINE = re.compile(r"`((?:snakemake|radiogenomics|make) [^`<]+)`")
HEAVY = ("config/upenn_gbm_external.yaml", "config/pseudocolour_idh_real.yaml", "config/predicted_masks.yaml")
"""Configurations of so many jobs that their dry runs take seconds."""
USERS_FILES = ("mine/patients.csv", "UPENN-GBM/clinical.csv", "TCGA/LGG_miRNAseq_linkedomics_log2RPM.csv")
"""What the commands say that the user has, empty."""


def commands(repository):
    """Lines of the pages' shell blocks, without comments, joined where one goes on in the next; of the README all."""
    found = []
    for page in sorted(path for pattern in PAGES for path in repository.glob(pattern)):
        for block in FENCE.findall(page.read_text()):
            lines = block.replace("\\\n", " ").splitlines()
            found += [(page.name, re.sub(r"\s+# .*$", "", line).strip()) for line in lines if line.strip()]
    found += [("README.md", line) for line in INLINE.findall((repository / "README.md").read_text())]
    return [(page, line) for page, line in found if line and not line.startswith("#")]


def test_files_and_targets_of_all_commands_exist(repository):
    rules = "\n".join(path.read_text() for path in repository.glob("workflow/rules/*.smk"))
    makefile = (repository / "Makefile").read_text()
    for page, line in commands(repository):
        words = shlex.split(line)
        for option in ("--configfile", "--profile"):
            if option in words:
                assert (repository / words[words.index(option) + 1]).exists(), (page, line)
        # No dry run shows that it is refused: those of a user's patients are left out below.
        if words[0] == "snakemake" and "own_patients" in line:
            assert "local_dir" in line, (page, line)
        if words[0] == "make":
            assert f"\n{words[1].rstrip(';')}:" in makefile, (page, line)
        for word in words[1:]:
            if words[0] == "snakemake" and word.isidentifier() and words[words.index(word) - 1][:2] != "--":
                assert f"rule {word}:" in rules, (page, line)
            if word.endswith(".py"):
                assert (repository / word).is_file(), (page, line)


def test_every_page_is_in_the_contents_and_every_study_has_one(repository):
    text = (repository / "mkdocs.yml").read_text()
    listed = set(re.findall(r"([\w/]+\.md)", text))
    pages = {path.relative_to(repository / "docs").as_posix() for path in repository.glob("docs/**/*.md")}
    assert listed == pages


@pytest.mark.parametrize(("target", "passes"), [("b.md#there", True), ("c.md", False), ("b.md#elsewhere", False)])
def test_a_dead_link_stops_the_site(repository, tmp_path, target, passes):
    settings = yaml.safe_load((repository / "mkdocs.yml").read_text())
    del settings["nav"], settings["plugins"]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings | {"theme": "mkdocs"}))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"[link]({target})\n")
    (tmp_path / "docs" / "b.md").write_text("# There\n")
    (words,) = re.findall(r"\$\(BIN\)/mkdocs (.*)", (repository / "Makefile").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", *words.split()], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode == 0) is passes, done.stderr


def test_the_catalogue_of_workflows_can_read_ours(repository):
    record = yaml.safe_load((repository / ".snakemake-workflow-catalog.yml").read_text())
    assert record["usage"]["software-stack-deployment"]["conda"] is True


@pytest.fixture
def dry_runs(repository, tmp_path):
    """Function from commands to what Snakemake says of each that it refuses, in a folder with the user's files."""

    def run(lines):
        for name in USERS_FILES:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        # The profile for clusters has places to fill in; this one is filled in.
        here = {re.sub(r"(profiles/slurm)\b", r"\1_example", line.replace("/data/", "")): line for line in lines}
        command = [sys.executable, str(repository / "tests" / "dry_runs.py"), str(repository)]
        done = subprocess.run(command, input=json.dumps(list(here)), cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return {here[line]: said for line, said in json.loads(done.stdout).items() if said}

    return run


def snakemake_lines(repository, heavy):
    lines = {line for _, line in commands(repository) if line.startswith("snakemake ") and "--report" not in line}
    return sorted(line for line in lines if any(name in line for name in HEAVY) is heavy)


def test_dry_runs_of_all_snakemake_commands_pass(repository, dry_runs):
    lines = snakemake_lines(repository, heavy=False)
    assert len(lines) > 25
    wrong = "snakemake --cores 2 no_such_target"
    assert dry_runs([*lines, wrong]).keys() == {wrong}


@pytest.mark.full
def test_dry_runs_of_large_configurations_pass(repository, dry_runs):
    lines = snakemake_lines(repository, heavy=True)
    assert len(lines) > 2 and dry_runs(lines) == {}


def test_commands_of_the_program_have_arguments_that_it_knows(repository):
    program = typer.main.get_command(app)
    lines = [shlex.split(line) for _, line in commands(repository) if line.startswith("radiogenomics ")]
    assert len(lines) > 9
    for _, name, *arguments in lines:
        command = program.commands[name]
        if arguments:
            command.make_context(name, arguments)
    with pytest.raises(typer.TyperException, match="No such option"):
        program.commands["check"].make_context("check", ["patients.csv", "--colum", "T1GD=t1ce"])
