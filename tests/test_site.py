"""What the documentation tells a reader to type exists."""

import re
import shlex
import subprocess
import sys

import pytest
import yaml

FENCE = re.compile(r"```bash\n(.*?)```", re.DOTALL)
PAGES = ("README.md", "docs/**/*.md")
NEEDS_FILES = ("own_patients", "_real", "upenn_gbm", "tcga_mirna", "profiles/slurm", "-e '.[dicom]'")
"""Configurations of patients that a dry run would look for on this machine."""


def commands(repository):
    """Lines of the pages' shell blocks, without comments, joined where one goes on in the next."""
    found = []
    for page in sorted(path for pattern in PAGES for path in repository.glob(pattern)):
        for block in FENCE.findall(page.read_text()):
            lines = block.replace("\\\n", " ").splitlines()
            found += [(page.name, re.sub(r"\s+# .*$", "", line).strip()) for line in lines if line.strip()]
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


def test_the_catalogue_of_workflows_can_read_ours(repository):
    record = yaml.safe_load((repository / ".snakemake-workflow-catalog.yml").read_text())
    assert record["usage"]["software-stack-deployment"]["conda"] is True


@pytest.mark.full
def test_dry_runs_of_all_snakemake_commands_pass(repository, tmp_path):
    lines = {line for _, line in commands(repository) if line.startswith("snakemake") and "--report" not in line}
    lines = [line for line in sorted(lines) if not any(name in line for name in NEEDS_FILES)]
    assert len(lines) > 5
    for line in lines:
        words = [word for word in shlex.split(line)[1:] if word != "--dry-run"]
        command = [sys.executable, "-m", "snakemake", "--snakefile", str(repository / "Snakefile"), *words, "--dry-run"]
        command = [str(repository / word) if word.startswith("config/") else word for word in command]
        done = subprocess.run([*command, "--quiet"], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
