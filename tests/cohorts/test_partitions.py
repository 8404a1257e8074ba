import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.cohorts.partitions import (
    SITES_SHOWN,
    mean_difference,
    partition_characteristics,
    proportion_difference,
)

CLASSES = ("Methylated", "Unmethylated")


def table_of(**columns: list) -> pd.DataFrame:
    size = len(columns["label"])
    ids = [f"P{k}" for k in range(size)]
    standard = {"patient_id": ids, "age": 60.0, "sex": "M", "site": "A"}
    patients = pd.DataFrame({**standard, **{key: value for key, value in columns.items() if key != "subset"}})
    table = partition_characteristics(patients, pd.Series(columns["subset"], index=ids), CLASSES)
    return table.set_index(["characteristic", "category"])


def test_every_characteristic_of_both_partitions():
    table = table_of(
        label=[1, 0, 0, 1, 0],
        subset=["train", "train", "train", "test", "test"],
        age=[50.0, 60.0, 70.0, 40.0, 80.0],
        sex=["M", "F", "F", "M", "F"],
    )
    assert table.loc[("Patients", "n"), ["train", "test"]].tolist() == ["3", "2"]
    assert table.loc[("Label", "Methylated"), ["train", "test"]].tolist() == ["1 (33.3 %)", "1 (50.0 %)"]
    assert table.loc[("Age (years)", "Median (IQR)"), "train"] == "60.0 (55.0–65.0)"
    assert table.loc[("Sex", "Female"), "test"] == "1 (50.0 %)"
    assert table.loc[("Site", "A"), ["train", "test"]].tolist() == ["3 (100.0 %)", "2 (100.0 %)"]
    assert "Not known" not in table.index.get_level_values("category")


def test_missing_values_are_counted_and_left_out_of_the_shares():
    table = table_of(
        label=[1, 0, 0, 1],
        subset=["train", "train", "test", "test"],
        age=[50.0, np.nan, 70.0, 40.0],
        sex=["M", None, None, "F"],
        site=[None, "A", "A", "A"],
    )
    assert table.loc[("Age (years)", "Not known"), ["train", "test"]].tolist() == ["1", "0"]
    assert table.loc[("Sex", "Not known"), ["train", "test"]].tolist() == ["1", "1"]
    assert table.loc[("Sex", "Male"), ["train", "test"]].tolist() == ["1 (100.0 %)", "0 (0.0 %)"]
    assert table.loc[("Site", "Not known"), "train"] == "1"


def test_nothing_known_is_no_error():
    table = table_of(label=[1, 0], subset=["train", "test"], age=[np.nan] * 2, sex=[None] * 2, site=[None] * 2)
    assert table.loc[("Age (years)", "Median (IQR)"), "train"] == "–"
    assert table.loc[("Site", "Not known"), ["train", "test"]].tolist() == ["1", "1"]


def test_many_small_sites_are_one_row():
    sites = [f"S{k:02}" for k in range(20)] * 2
    table = table_of(label=[1, 0] * 20, subset=["train", "test"] * 20, site=sites)
    rows = table.loc["Site"].index.tolist()
    assert len(rows) == SITES_SHOWN and rows[-1] == "13 other sites"
    assert sum(int(text.split()[0]) for text in table.loc["Site", "train"]) == 20


def test_mean_difference_by_hand():
    # means 2 and 4, both variances 1
    assert mean_difference([1, 2, 3], [3, 4, 5]) == pytest.approx(2)
    assert mean_difference([1, 1], [1, 1]) == 0
    assert np.isnan(mean_difference([1, 1], [2, 2]))
    assert np.isnan(mean_difference([1], [2, 3]))


def test_proportion_difference_of_two_categories_is_the_textbook_formula():
    p, q = 30 / 100, 20 / 50
    expected = abs(p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    assert proportion_difference([70, 30], [30, 20]) == pytest.approx(expected)


def test_proportion_difference_does_not_exist_for_an_empty_or_disjoint_sample():
    assert np.isnan(proportion_difference([0, 0], [1, 2]))
    assert np.isnan(proportion_difference([5, 0], [0, 5]))
    assert proportion_difference([5, 0], [7, 0]) == 0


@given(
    st.lists(st.integers(1, 50), min_size=2, max_size=5).flatmap(
        lambda counts: st.tuples(st.just(counts), st.permutations(range(len(counts))), st.randoms())
    )
)
def test_proportion_difference_does_not_depend_on_the_order_of_the_categories(drawn):
    counts, order, random = drawn
    other = [random.randint(1, 50) for _ in counts]
    straight = proportion_difference(counts, other)
    shuffled = proportion_difference([counts[k] for k in order], [other[k] for k in order])
    assert straight == pytest.approx(shuffled, abs=1e-6)
    assert proportion_difference(other, counts) == pytest.approx(straight, abs=1e-6)
