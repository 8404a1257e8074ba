"""Which version of the workflow computes: by the tags of its repository, the notes of an archive, or its installation.

It is found when it is asked for: a checkout that moves on needs no new installation, and no module
changes with each commit, which would rerun all that imports it.
"""

import importlib.metadata
import re
import shutil
import subprocess
from typing import Any

from radiogenomics.source import CHECKOUT

NAME = "radiogenomics"
FALLBACK = "0.1.0"
"""Of files that came with nothing to tell by; `fallback_version` of pyproject.toml is the same."""
TAGS = "v[0-9]*"
DESCRIPTION = re.compile(r"v(?P<tag>\d.*?)(-(?P<commits>\d+)-g(?P<revision>[0-9a-f]+))?(?P<dirty>-dirty)?")
NOTES = ".git_archival.txt"
"""What `git archive`, by which hosts of repositories make their archives, fills in."""


def own_version() -> str:
    """Version by PEP 440: `1.2.0` at the tag v1.2.0, `1.2.0.post1.dev3+g1a2b3c4` three commits later.

    Of a repository without a tag, all commits came after the version `FALLBACK`.
    """
    description = git("describe", "--tags", "--dirty", "--match", TAGS) or _untagged() or _notes().get("describe-name")
    if description:
        return version_of(description)
    try:
        return importlib.metadata.version(NAME)
    except importlib.metadata.PackageNotFoundError:
        return FALLBACK


def version_of(description: str) -> str:
    """Version for a description by `git describe`, as setuptools-scm's scheme `no-guess-dev` makes it."""
    found = DESCRIPTION.fullmatch(description)
    if found is None:
        return FALLBACK
    commits = int(found["commits"] or 0)
    local = ".".join([*([f"g{found['revision']}"] if commits else []), *(["dirty"] if found["dirty"] else [])])
    return found["tag"] + (f".post1.dev{commits}" if commits else "") + (f"+{local}" if local else "")


def git_state() -> dict[str, Any] | None:
    """Revision of the code, and whether tracked files were changed.

    None outside a repository and an archive of one, without git, and before the first commit.
    """
    revision = git("rev-parse", "--verify", "HEAD")
    if revision is not None:
        return {"revision": revision, "dirty": bool(git("status", "--porcelain", "-uno"))}
    noted = _notes().get("node")
    return {"revision": noted, "dirty": False} if noted else None


def _untagged() -> str | None:
    """What git would say of a repository without a tag, were the version `FALLBACK` that of its beginning."""
    commits, state = git("rev-list", "--count", "HEAD"), git("describe", "--always", "--dirty")
    return f"v{FALLBACK}-{commits}-g{state}" if commits and state else None


def git(*arguments: str) -> str | None:
    """Output of a command of git in the checkout that holds this code; None where there is none, or git fails.

    Code that was installed, or copied, within somebody else's repository is not part of that.
    """
    if shutil.which("git") is None or _output("ls-files", "--error-unmatch", "pyproject.toml") is None:
        return None
    return _output(*arguments)


def _output(*arguments: str) -> str | None:
    done = subprocess.run(["git", "-C", str(CHECKOUT), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _notes() -> dict[str, str]:
    """What an archive says of itself; nothing in a checkout, where the places are not filled in."""
    path = CHECKOUT / NOTES
    lines = path.read_text().splitlines() if path.is_file() else []
    notes = dict(line.split(": ", 1) for line in lines if ": " in line)
    return {name: value for name, value in notes.items() if not value.startswith("$Format")}
