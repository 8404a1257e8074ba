import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from radiogenomics.search.scans import scan_table, scan_values
from radiogenomics.search.settings import ScanSettings


def test_the_scans_of_spottune(repository):
    """Ranges of Schmitz 2024, section 2.4."""
    overlay = yaml.safe_load((repository / "config" / "spottune_search.yaml").read_text())
    scans = overlay["studies"]["spottune_mgmt"]["search"]["scans"]
    found = {key: scan_values(ScanSettings(**scan)) for key, scan in scans.items()}
    assert found["training.epochs"] == [30, 64, 98, 132, 166, 200]
    assert found["training.learning_rate"] == [0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8]
    assert found["model.temperature"] == [1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0]


def test_overfitting_is_what_training_patients_have_more_than_validation_patients():
    rows = [("a", 2, 0, 0.9, 0.5), ("a", 2, 1, 0.7, 0.7), ("a", 1e-8, 0, 0.6, 0.6), ("b", "x", 0, 1.0, 0.25)]
    table = scan_table(pd.DataFrame(rows, columns=["parameter", "value", "fold", "training", "validation"]))
    assert table.values.tolist() == [
        ["a", "2", 2, 0.8, 0.6, 0.2],
        ["a", "1e-08", 1, 0.6, 0.6, 0.0],
        ["b", "x", 1, 1.0, 0.25, 0.75],
    ]


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
