import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.alike_shapes import notice_alike_shapes
from radiogenomics.oddities import noticed_since_last

SHAPES = [f"T1_whole_shape_{name}" for name in ("Elongation", "Flatness", "MeshVolume", "Sphericity", "Surface", "Max")]
OTHERS = [f"T1_whole_firstorder_{name}" for name in ("Mean", "Median", "Entropy")]


@pytest.fixture
def table():
    """Of 20 patients."""
    values = np.random.default_rng(0).gamma(3, 5, (20, 9))
    return pd.DataFrame(values, [f"P{number}" for number in range(20)], [*SHAPES, *OTHERS])


def told(table):
    noticed_since_last()
    notice_alike_shapes(table, "features.csv")
    return [(each.patient_id, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize("digits", [12, 3])
def test_a_tumour_that_was_measured_on_two_scans_is_noticed(table, digits):
    table.loc["P7", SHAPES] = table.loc["P3", SHAPES].round(digits)
    ((patient, what),) = told(table)
    assert patient == "P7" and what.startswith("its 6 features of shape are those of P3, and others are not")


@pytest.mark.parametrize("called", ["T1_ED_Morphologic_{}", "original_shape_{}", "Volumetric Features::{}"])
def test_features_of_shape_by_the_names_of_other_programs(table, called):
    table.loc["P7", SHAPES] = table.loc["P3", SHAPES]
    assert told(table.rename(columns={name: called.format(name[-6:]) for name in SHAPES}))


def test_tumours_of_different_people_are_not_odd(table):
    assert told(table) == []
    table.loc["P7", SHAPES[1:]] = table.loc["P3", SHAPES[1:]]
    assert told(table) == []


def test_equal_rows_zeros_and_few_numbers_are_not_told(table):
    table.loc["P7"] = table.loc["P3"]
    table.loc[["P1", "P2"], SHAPES] = 0.0
    table.loc[["P4", "P5"], SHAPES[:5]] = np.nan
    table.loc["P5", SHAPES[5]] = table.loc["P4", SHAPES[5]]
    assert told(table) == []
    assert told(table[SHAPES]) == told(table[[*SHAPES[:5], *OTHERS]]) == []
