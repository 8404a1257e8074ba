import pytest
from pydantic import ValidationError

from radiogenomics.search.scans import scan_runs, scan_values
from radiogenomics.search.settings import SPOTTUNE_SCANS, ScanSettings


def test_the_scans_of_spottune():
    assert scan_values(SPOTTUNE_SCANS["epochs"]) == [30, 64, 98, 132, 166, 200]
    assert scan_values(SPOTTUNE_SCANS["learning_rate"]) == [0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8]
    assert scan_values(SPOTTUNE_SCANS["temperature"]) == [1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0]


def test_one_parameter_at_a_time():
    base = {"epochs": 60, "rate": 0.1, "width": 8}
    scans = {"epochs": ScanSettings(values=[30, 60]), "rate": ScanSettings(low=1, high=0.01, points=3, log=True)}
    runs = scan_runs(base, scans)
    assert runs.to_dict("records") == [
        {"parameter": "epochs", "value": 30, "epochs": 30, "rate": 0.1, "width": 8},
        {"parameter": "epochs", "value": 60, "epochs": 60, "rate": 0.1, "width": 8},
        {"parameter": "rate", "value": 1.0, "epochs": 60, "rate": 1.0, "width": 8},
        {"parameter": "rate", "value": 0.1, "epochs": 60, "rate": 0.1, "width": 8},
        {"parameter": "rate", "value": 0.01, "epochs": 60, "rate": 0.01, "width": 8},
    ]
    assert [type(value) for value in runs.value] == [int, int, float, float, float]


def test_rounded_points_that_fall_together_are_one():
    assert scan_values(ScanSettings(low=1, high=3, points=9, whole=True)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "give either"),
        ({"values": [1], "low": 1, "high": 2, "points": 3}, "give either"),
        ({"low": 1, "high": 2, "points": 1}, "give either"),
        ({"low": 1, "high": 0, "points": 3, "log": True}, "no point at or below 0"),
        ({"values": [1, 1]}, "listed twice"),
    ],
)
def test_a_scan_that_makes_no_sense(changes, told):
    with pytest.raises(ValidationError, match=told):
        ScanSettings(**changes)
