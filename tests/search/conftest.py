"""Cheap searches."""

import pytest

from radiogenomics.search.settings import SearchSettings

SPACE = {
    "rate": {"type": "float", "low": 1e-4, "high": 1.0, "log": True},
    "cycle": {"type": "choice", "values": [True, False]},
    "peak": {"type": "float", "low": 0.0, "high": 1.0, "when": {"cycle": True}},
    "epochs": {"type": "integer", "low": 1, "high": 20, "when": {"cycle": False}},
}


def make(**changes) -> SearchSettings:
    return SearchSettings(**{"space": SPACE, "trials": 12, "pruning": None} | changes)


@pytest.fixture
def vary():
    return make


@pytest.fixture
def settings() -> SearchSettings:
    return make()
