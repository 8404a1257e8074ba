import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiogenomics.features.equal_rows import equal_rows


@pytest.fixture
def features():
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 20)), [f"P{number}" for number in range(30)])
    return table.rename(columns=str)


def pairs(features):
    return [(pair.one, pair.other) for pair in equal_rows(features)]


def test_b16_a_copied_row_is_found_also_where_features_are_missing(features):
    features.iloc[[3, 8], :2] = np.nan
    features.iloc[8, 2:] = features.iloc[3, 2:]
    assert [str(pair) for pair in equal_rows(features)] == ["P3 and P8 have the same features (18 of 18 measurements)"]


@pytest.mark.parametrize("cell", [77.0, np.nan])
def test_b16_one_other_cell_does_not_hide_a_copied_row(features, cell):
    features.iloc[8] = features.iloc[3]
    features.iloc[8, 4] = cell
    assert pairs(features) == [("P3", "P8")]


def test_b16_a_row_written_with_fewer_digits_is_still_a_copy(features):
    features = 1000 * features.round(2)  # many halves and quarters, which rounding could tear apart
    features.iloc[8] = features.iloc[3] * (1 + 1e-12)
    assert pairs(features) == [("P3", "P8")]


def test_other_measurements_make_two_people(features):
    features.iloc[8, :17] = features.iloc[3, :17]
    assert pairs(features) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_every_copied_pair_and_no_other_is_found(seed, copies):
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.normal(size=(25, 12)))
    table = table.mask(random.random(table.shape) < 0.1)
    for copy in range(copies):
        table.loc[25 + copy] = table.loc[copy]
    assert pairs(table) == [(copy, 25 + copy) for copy in range(copies)]


def test_clinical_tables_cannot_tell(features):
    """Two men of 63 years, and two patients without any measurement."""
    clinical = pd.DataFrame({"age": np.arange(30.0) % 28, "sex_male": 1.0, "volume_edema": 0.0}, features.index)
    clinical.iloc[[4, 5]] = np.nan
    assert pairs(clinical) == []


def test_patients_without_a_region_share_its_zeros(features):
    features.iloc[[3, 8]] = 0.0
    assert pairs(features) == []


def test_flags_that_agree_are_no_measurements():
    flags = pd.DataFrame(np.random.default_rng(0).integers(0, 2, (200, 6)), [f"P{number}" for number in range(200)])
    assert pairs(flags) == []


def test_a_table_without_rows_has_no_pairs(features):
    assert pairs(features[:0]) == pairs(features * np.nan) == []
