"""What the first gate asks of volumes and of tables; that each check catches its leak is in test_planted_leaks.py."""

import pytest

from radiogenomics.features.source import TableSource
from radiogenomics.images.source import VolumeSource
from radiogenomics.leakage.sources import SOURCES, checks_of_source


def test_every_source_names_checks_that_there_are():
    assert {VolumeSource.leak_checks, TableSource.leak_checks} == set(SOURCES)


def test_a_source_without_checks_is_a_defect_and_not_a_pass():
    with pytest.raises(KeyError):
        checks_of_source("nothing", {}, {}, None)
