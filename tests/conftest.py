"""Fixtures of all tests."""

import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real tables, scans and reference values, which are not part of the project."""
    folder = Path(os.environ.get("RADIOGENOMICS_TEST_DATA", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no test data in {folder}; set RADIOGENOMICS_TEST_DATA to the folder that holds it")
    return folder


@pytest.fixture
def forbid(monkeypatch) -> Callable[[Path | str], None]:
    """Function after which a path is met as below a folder without permission, also by root, who may open all."""

    def close(path: Path | str) -> None:
        for module, name in ((os, "scandir"), (os, "stat"), (io, "open"), (builtins, "open")):
            monkeypatch.setattr(module, name, _refusing(getattr(module, name), str(path)))

    return close


def _refusing(function: Callable, forbidden: str) -> Callable:
    def guarded(path, *arguments, **options):
        if str(path) == forbidden:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), forbidden)
        return function(path, *arguments, **options)

    return guarded
