import pandas as pd
import pytest

from radiogenomics.evaluation.classification_report import best_on_validation, classification_report
from radiogenomics.evaluation.distributions import distributions

LABELS = pd.DataFrame({"patient_id": list("abcd"), "label": [0, 0, 1, 1]})


def rows(probabilities, subset="test", model="m", name="T1"):
    """Two slices of each patient, of two folds that agree."""
    found = [
        (model, name, fold, subset, patient, item, probability)
        for fold in (0, 1)
        for patient, pair in zip("abcd", probabilities, strict=True)
        for item, probability in enumerate(pair)
    ]
    return pd.DataFrame(found, columns=["model", "input", "fold", "subset", "patient_id", "item", "probability"])


def test_counted_by_hand_per_slice_and_per_patient():
    # Slices called positive: a0, c0, c1, d0. Patients called positive, by the mean: c and d.
    table = classification_report(
        rows([(0.7, 0.1), (0.2, 0.2), (0.8, 0.9), (0.95, 0.3)]), LABELS, ("methylated", "unmethylated")
    )
    slices = table[table["unit"] == "slice"].set_index("row")
    assert slices.loc["methylated", ["precision", "recall", "support"]].tolist() == [0.75, 0.75, 4]
    assert slices.loc["mean", ["precision", "support"]].tolist() == [0.75, 8]
    patients = table[table["unit"] == "patient"].set_index("row")
    assert patients.loc["unmethylated", ["precision", "recall", "f1", "support"]].tolist() == [1, 1, 1, 2]


def test_a_share_of_nothing_is_empty():
    table = classification_report(rows([(0.1, 0.1)] * 4), LABELS, ("1", "0")).set_index(["unit", "row"])
    assert pd.isna(table.loc[("patient", "1"), "precision"]) and pd.isna(table.loc[("patient", "mean"), "precision"])
    assert table.loc[("patient", "0"), "recall"] == 1


def test_the_best_is_chosen_on_validation_patients():
    wrong, right = [(0.9, 0.9)] * 2 + [(0.1, 0.1)] * 2, [(0.1, 0.1)] * 2 + [(0.9, 0.9)] * 2
    tables = [
        *(rows(right, model="a"), rows(wrong, "validation", model="a")),
        *(rows(wrong, model="b"), rows(right, "validation", model="b")),
    ]
    assert best_on_validation(pd.concat(tables), LABELS) == ("b", "T1")


def test_distributions_show_every_model_and_input():
    table = pd.concat([rows([(0.2, 0.4)] * 4, model=model, name=name) for name in ("T1", "T2") for model in "ab"])
    figure = distributions(table, LABELS, {"a": "Before", "b": "After"}, ("1", "0"))
    assert [axis.get_title("left") or axis.get_title() for axis in figure.axes] == [
        *("T1: Before", "T1: After", "T2: Before", "T2: After")
    ]
    assert sum(patch.get_height() * 0.05 for patch in figure.axes[0].patches) == pytest.approx(2)
