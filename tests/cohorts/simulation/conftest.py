"""Small simulated cohorts."""

from pathlib import Path

import pytest

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive


def make_settings(**changes: object) -> SimulationSettings:
    values = {
        "patients": 14,
        "unlabelled": 5,
        "follow_ups": 2,
        "spacing": 8.0,
        "modalities": ["T1GD", "DTI_FA", "DSC_PH"],
        "effect": {"DTI_FA": 1.0, "DSC_PH": 2.0},
    }
    return SimulationSettings(**(values | changes))


@pytest.fixture(scope="session")
def settings() -> SimulationSettings:
    return make_settings()


@pytest.fixture(scope="session")
def archive(settings: SimulationSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    simulate_archive(folder, settings, seed=7)
    return folder


@pytest.fixture(scope="session")
def vary():
    return make_settings
