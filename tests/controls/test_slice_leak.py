import numpy as np
import pytest
from torch import nn

from radiogenomics.controls.slice_leak import BY_PATIENT, BY_SLICE, INFLATION, LabelledFeatures, note, slice_leak
from radiogenomics.networks.head import HeadAlone
from radiogenomics.training.settings import TrainingSettings

SETTINGS = TrainingSettings(
    epochs=12, batch_size=32, learning_rate=0.01, select="loss", balance=False, checkpoint_seconds=10_000
)
PATIENTS, SLICES, FEATURES = 24, 6, 40


def new_head(seed: int) -> HeadAlone:
    import torch

    torch.manual_seed(seed)
    return HeadAlone(nn.Linear(FEATURES, 1), "head")


@pytest.fixture(scope="module")
def owners() -> list[str]:
    return [f"p{number}" for number in range(PATIENTS) for _ in range(SLICES)]


@pytest.fixture(scope="module")
def table(owners):
    """Slices of a patient have nearly the same features."""
    generator = np.random.default_rng(0)
    own = generator.normal(size=(PATIENTS, 1, FEATURES))
    features = (own + generator.normal(0, 0.1, (PATIENTS, SLICES, FEATURES))).reshape(-1, FEATURES)
    return slice_leak(features, owners, new_head, SETTINGS, repeats=10, seed=1).set_index("split")


def test_a_split_of_patients_is_at_chance(table):
    row = table.loc[BY_PATIENT]
    assert row["low"] < 0.5 < row["high"] and abs(row["auc"] - 0.5) < 0.15


def test_a_split_of_slices_finds_random_labels_again_and_the_table_says_by_how_much(table):
    assert table.loc[BY_SLICE, "low"] > 0.9
    assert table.loc[INFLATION, "low"] > 0
    assert table.loc[INFLATION, "auc"] == pytest.approx(table.loc[BY_SLICE, "auc"] - table.loc[BY_PATIENT, "auc"])
    assert (table["repeats"] == 10).all()


def test_slices_that_do_not_resemble_one_another_leak_nothing(owners):
    features = np.random.default_rng(1).normal(size=(len(owners), FEATURES))
    table = slice_leak(features, owners, new_head, SETTINGS, repeats=10, seed=2).set_index("split")
    assert table.loc[BY_SLICE, "low"] < 0.55


def test_units_stay_together_and_are_divided_once():
    units = np.repeat(np.arange(20), 5)
    data = LabelledFeatures(np.arange(100.0)[:, None], (units % 2), units)
    parts = [set(part.units) for part in data.parts(3)]
    assert [len(part) for part in parts] == [12, 3, 5]
    assert set.union(*parts) == set(range(20)) and sum(map(len, parts)) == 20
    assert all(len(part) == 5 * len(numbers) for part, numbers in zip(data.parts(3), parts, strict=True))


def test_the_note_says_that_it_is_a_mistake():
    assert note("EfficientNet", 40, 280).startswith(
        "A mistake on purpose, and no result of the study: 280 slices of 40"
    )
