import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.evaluation.accuracy_threshold import accuracy_threshold, mean_threshold

PUBLISHED = (
    *("0.530", "0.469", "0.510", "0.694", "0.347", "0.735", "0.571", "0.693", "0.714", "0.428", "0.592", "0.510"),
    *("0.612", "0.530", "0.571", "0.592", "0.592", "0.510", "0.489", "0.367", "0.531", "0.673", "0.653", "0.633"),
)


def test_published_thresholds_are_of_the_published_grid():
    # Some are rounded and some cut off after three digits.
    grid = np.linspace(0, 1, 50)
    assert all(np.abs(grid - float(text)).min() < 0.001 for text in PUBLISHED)
    # By chance one in ten is so near to a grid of this size, as with another one.
    assert np.mean([np.abs(np.linspace(0, 1, 48) - float(text)).min() < 0.001 for text in PUBLISHED]) < 0.3


def test_published_thresholds_are_those_of_the_paper(shared):
    text = (shared / "papers" / "tuberlin_segmentation_and_mgmt.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("Best Threshold")]
    assert [number for line in rows for number in re.findall(r"0\.\d{3}", line)] == list(PUBLISHED)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=2, max_size=20), st.integers(2, 60))
def test_no_threshold_of_the_grid_calls_more_patients_right(patients, steps):
    labels, values = (np.array(column, float) for column in zip(*patients, strict=True))
    if labels.min() == labels.max():
        labels[0] = 1 - labels[0]
    grid = np.linspace(0, 1, steps)
    right = np.array([((values > threshold) == (labels == 1)).sum() for threshold in grid])
    found = accuracy_threshold(labels, values, steps)
    best = grid[right == right.max()]
    assert found in best
    assert abs(found - 0.5) <= np.abs(best - 0.5).min() + 1e-12


def test_of_equal_thresholds_the_one_nearest_to_a_half_is_taken_and_the_lower():
    assert accuracy_threshold([0, 1], [0.1, 0.9], 50) == pytest.approx(24 / 49)
    assert accuracy_threshold([0, 1], [0.1, 0.3], 11) == pytest.approx(0.2)
    assert accuracy_threshold([0, 1], [0.55, 0.9], 11) == pytest.approx(0.6)


def test_patients_of_one_class_are_refused():
    with pytest.raises(InputError, match="FLAIR: 2 patients, 2 of them positive"):
        accuracy_threshold([1, 1], [0.1, 0.9], where="FLAIR")


def test_an_ensembles_threshold_is_the_plain_mean():
    assert mean_threshold({"FLAIR": 0.735, "T1": 0.489}) == pytest.approx(0.612)
    with pytest.raises(InputError, match="no members"):
        mean_threshold({})
