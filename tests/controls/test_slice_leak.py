import numpy as np
import pytest

from radiogenomics.controls.slice_leak import NOTE, slice_leak


@pytest.fixture(scope="module")
def table():
    """30 patients whose four slices resemble one another."""
    generator = np.random.default_rng(0)
    heads = generator.uniform(size=(30, 1, 20, 24))
    slices = (heads + generator.normal(0, 0.1, (30, 4, 20, 24))).reshape(-1, 20, 24).astype(np.float32)
    patients = [f"p{number}" for number in range(30) for _ in range(4)]
    return slice_leak(slices, patients, repeats=40, seed=1).set_index("split")


def test_a_split_of_patients_is_at_chance(table):
    row = table.loc["patient"]
    assert row["low"] < 0.5 < row["high"] and abs(row["auc"] - 0.5) < 0.1


def test_a_split_of_slices_finds_random_labels_again(table):
    assert table.loc["slice", "low"] > 0.9
    assert (table["repeats"] == 40).all()


def test_slices_that_do_not_resemble_one_another_leak_nothing():
    generator = np.random.default_rng(1)
    slices = generator.uniform(size=(120, 20, 24)).astype(np.float32)
    table = slice_leak(slices, [str(row // 4) for row in range(120)], repeats=40, seed=2).set_index("split")
    assert table.loc["slice", "low"] < 0.55


def test_the_note_says_that_it_is_a_mistake():
    assert NOTE.startswith("A mistake on purpose, and no result of the study")
