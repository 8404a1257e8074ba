import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.accuracy_threshold import accuracy_threshold
from radiogenomics.evaluation.selection_table import note, selection_table

LABELS = {subset: np.tile([0, 1], 20) for subset in ("validation", "test")}


def predictions(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = []
    for subset, labels in LABELS.items():
        for number, label in enumerate(labels):
            for fold in (0, 1) if subset == "test" else (number % 2,):
                probability = np.clip(0.2 + 0.4 * label + random.normal(0, 0.2), 0.01, 0.99)
                rows.append((fold, subset, f"{subset}{number}", probability))
    return pd.DataFrame(rows, columns=["fold", "subset", "patient_id", "probability"])


def labels(subset: str) -> pd.DataFrame:
    ids = [f"{subset}{number}" for number in range(len(LABELS[subset]))]
    return pd.DataFrame({"patient_id": ids, "label": LABELS[subset]})


def row(name, members=()):
    described = {"sequence": "FLAIR", "choice": "central", "images": 3, "model": "ResNet10", "batch_size": 8}
    return {**described, "key": ["m", name], "members": list(members)}


@pytest.fixture
def table():
    tables = {("m", "a"): predictions(0), ("m", "b"): predictions(1), ("m", "both"): predictions(2)}
    rows = [row("a"), row("b"), {**row("both", ["a", "b"]), "images": None}]
    return selection_table(tables, rows, labels("validation"), labels("test"), draws=50, seed=1), tables


def test_the_threshold_is_that_of_highest_accuracy_on_validation_patients(table):
    found, tables = table
    for place, name in enumerate("ab"):
        own = tables["m", name].query("subset == 'validation'").merge(labels("validation"))
        assert found["threshold"][place] == accuracy_threshold(own["label"], own["probability"])


def test_a_combination_has_the_mean_of_its_members_thresholds(table):
    found, _ = table
    assert found["threshold"][2] == pytest.approx(found["threshold"][:2].mean())
    assert found["images"].isna().tolist() == [False, False, True]


def test_loss_and_accuracy_are_of_the_mean_probability_of_test_patients(table):
    found, tables = table
    tested = tables["m", "a"].query("subset == 'test'").groupby("patient_id")["probability"].mean().reset_index()
    tested = tested.merge(labels("test"))
    p, y = tested["probability"], tested["label"]
    assert found["loss"][0] == pytest.approx(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    assert found["accuracy"][0] == pytest.approx(((p > found["threshold"][0]) == y).mean())
    assert (found["auc_low"] < found["auc"]).all() and (found["auc"] <= found["auc_high"]).all()


def test_the_note_says_on_whom():
    assert note(40, "simulated test patients").startswith("40 simulated test patients. Best threshold: of 50")
