"""The version is that of the tag, and the state that of the code's own repository."""

import re
import shutil
import subprocess
import tomllib

import pytest
import yaml
from packaging.version import Version

from radiogenomics import version
from radiogenomics.version import FALLBACK, git_state, own_version, version_of


def git(folder, *arguments):
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def commit(folder):
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "one")


@pytest.fixture
def checkout(repository, tmp_path, monkeypatch):
    """A repository that holds the code, before its first commit."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("pyproject.toml", ".gitattributes", ".git_archival.txt"):
        shutil.copy(repository / name, folder / name)
    git(folder, "init", "--quiet")
    monkeypatch.setattr(version, "CHECKOUT", folder)
    return folder


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("v0.2.0", "0.2.0"),
        ("v0.2.0-rc1", "0.2.0-rc1"),
        ("v0.2.0-3-g1a2b3c4", "0.2.0.post1.dev3+g1a2b3c4"),
        ("v0.2.0-dirty", "0.2.0+dirty"),
        ("v0.2.0-3-g1a2b3c4-dirty", "0.2.0.post1.dev3+g1a2b3c4.dirty"),
        ("something else", FALLBACK),
    ],
)
def test_a_description_by_git_becomes_a_version(description, expected):
    assert version_of(description) == expected
    assert Version(expected)


def test_the_tag_of_a_checkout_is_its_version(checkout):
    commit(checkout)
    assert re.fullmatch(rf"{re.escape(FALLBACK)}\.post1\.dev1\+g[0-9a-f]{{7,}}", own_version())
    (checkout / "pyproject.toml").write_text("")
    assert own_version().endswith(".dirty")
    git(checkout, "checkout", "--quiet", ".")
    git(checkout, "tag", "v1.2.0")
    assert own_version() == "1.2.0"
    (checkout / "a.txt").write_text("one\n")
    commit(checkout)
    assert re.fullmatch(r"1\.2\.0\.post1\.dev1\+g[0-9a-f]{7,}", own_version())
    git(checkout, "tag", "v1.3.0")
    assert own_version() == "1.3.0"


def test_an_archive_of_a_repository_knows_its_version_and_revision(checkout, tmp_path, monkeypatch):
    commit(checkout)
    git(checkout, "tag", "v1.2.0")
    revision = git_state()["revision"]
    git(checkout, "archive", "HEAD", "--output", str(tmp_path / "archive.tar"))
    shutil.unpack_archive(tmp_path / "archive.tar", tmp_path / "unpacked")
    monkeypatch.setattr(version, "CHECKOUT", tmp_path / "unpacked")
    assert own_version() == "1.2.0" and git_state() == {"revision": revision, "dirty": False}
    # Also where it lies in somebody else's repository.
    git(tmp_path, "init", "--quiet")
    (tmp_path / "theirs.txt").write_text("theirs\n")
    git(tmp_path, "add", "theirs.txt")
    git(tmp_path, "commit", "--quiet", "--message", "theirs")
    assert own_version() == "1.2.0" and git_state() == {"revision": revision, "dirty": False}


def test_git_revision_and_state(checkout):
    assert git_state() is None  # no commit yet
    (checkout / "a.txt").write_text("one\n")
    commit(checkout)
    clean = git_state()
    assert re.fullmatch(r"[0-9a-f]{40}", clean["revision"]) and clean["dirty"] is False
    (checkout / "results.csv").write_text("made by the run\n")
    assert git_state()["dirty"] is False
    (checkout / "a.txt").write_text("two\n")
    assert git_state() == {"revision": clean["revision"], "dirty": True}


def test_without_git_and_notes_an_installation_tells_the_version_and_nothing_the_state(checkout, monkeypatch):
    commit(checkout)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(version.importlib.metadata, "version", lambda name: "1.4.0")
    assert own_version() == "1.4.0" and git_state() is None


def test_what_comes_with_nothing_has_the_version_that_is_cited(repository, checkout, monkeypatch):
    def missing(name):
        raise version.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(version.importlib.metadata, "version", missing)
    project = tomllib.loads((repository / "pyproject.toml").read_text())
    citation = yaml.safe_load((repository / "CITATION.cff").read_text())
    assert own_version() == FALLBACK == project["tool"]["setuptools_scm"]["fallback_version"] == citation["version"]
