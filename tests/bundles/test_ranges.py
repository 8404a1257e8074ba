"""Features in another unit are told, one line per patient; patients as the training patients are not."""

import json

import numpy as np
import pytest

from radiogenomics.bundles.ranges import compare_ranges, describe_ranges

NAMES = ["volume", "surface", "entropy", "skewness", "energy"]


def patients(count, seed):
    """Volumes (mm³) and surfaces (mm²), an entropy, a skewness of both signs, an energy over orders of magnitude."""
    random = np.random.default_rng(seed)
    volume = np.exp(random.normal(10.3, 0.6, count))
    columns = [
        volume,
        8 * volume ** (2 / 3) * random.uniform(0.8, 1.2, count),
        random.normal(4, 0.4, count),
        random.normal(0, 1, count),
        np.exp(random.normal(5, 2.5, count)),
    ]
    return np.column_stack(columns)


@pytest.fixture(scope="module")
def training():
    return describe_ranges(patients(60, 0))


def told(row, training):
    return [f"{each['what']}; {each['what_to_do']}" for each in compare_ranges(np.asarray(row), NAMES, training)]


def test_patients_as_the_training_patients_are_not_told(training):
    assert sum(bool(told(row, training)) for row in patients(300, 1)) <= 6


@pytest.mark.parametrize(
    ("column", "factor"), [(0, 1e-3), (0, 1e3), (1, 1e-2), (1, 1e2), (2, 0.1), (2, 1e3), (3, 1000), (4, 1e9)]
)
def test_another_unit_of_one_feature_is_told_with_value_and_range(training, column, factor):
    row = np.median(patients(61, 2), axis=0)
    row[3] = 1.1
    row[column] *= factor
    (line,) = told(row, training)
    lowest, highest = (f"{training[name][column]:.6g}" for name in ("lowest", "highest"))
    assert line.startswith("1 of 5 features lies far outside of what any training patient had, as ")
    assert f"{NAMES[column]}, which is {row[column]:.6g} here and from {lowest} to {highest} there; make sure" in line


def test_several_features_are_one_line(training):
    row = np.median(patients(61, 2), axis=0) * (1e-3, 1e-2, 1, 1, 1)
    (line,) = told(row, training)
    assert line.startswith("2 of 5 features lie far outside") and "as volume, " in line and "ml or mm³" in line


def test_columns_that_were_exchanged_are_told_where_they_are_far(training):
    large = patients(400, 3)
    row = large[large[:, 0].argmax()][[1, 0, 2, 3, 4]]
    assert "as surface, " in told(row, training)[0]


def test_what_is_not_known_is_not_outside(training):
    row = np.median(patients(61, 2), axis=0)
    row[0] = np.nan
    assert told(row, training) == []
    unknown = patients(20, 0)
    unknown[:, 1] = np.nan
    described = json.loads(json.dumps(describe_ranges(unknown)))
    assert described["lowest"][1] is None and described["highest"][1] is None
    assert told(np.median(patients(61, 2), axis=0) * (1, 1e6, 1, 1, 1), described) == []


def test_training_patients_are_held_against_the_others():
    # The second to last has twice the width more than the highest of the others, and counts; equals hide each other.
    features = np.array([[10.0, 1.0], [11.0, 2.0], [12.0, 3.0], [40.0, 9.0], [12.0, 9.0]])
    described = describe_ranges(features)
    assert (described["lowest"], described["highest"]) == ([10.0, 1.0], [40.0, 9.0])
    assert (described["most_far"], described["most_in_unit"]) == (1, 0)
    assert compare_ranges(np.array([100.0, 4.0]), ["a", "b"], described) == []
    assert compare_ranges(np.array([100.0, 40.0]), ["a", "b"], described)[0]["what"].startswith("2 of 2 features lie")
