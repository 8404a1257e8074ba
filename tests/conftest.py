"""Fixtures of all tests."""

import os
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
