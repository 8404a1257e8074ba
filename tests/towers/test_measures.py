"""What the tables of a study of towers say of known predictions."""

import pandas as pd
import pytest

from radiogenomics.towers.measures import (
    cross_validated_models,
    ideal_areas,
    judged_models,
    modality_gain,
    tower_accuracy,
)
from radiogenomics.towers.tables import accuracy_note, accuracy_text, gain_note, gain_text

# The published confusion matrix: 14 true and 1 false positive, 2 false and 3 true negatives.
LABELS = pd.Series([1] * 14 + [0] + [1] * 2 + [0] * 3, [f"P{n:02d}" for n in range(20)])
TWIN = pd.Series([0.9] * 15 + [0.1] * 5, LABELS.index)
ALWAYS = pd.Series(0.7, LABELS.index)


@pytest.fixture
def accuracy():
    return tower_accuracy(LABELS, pd.DataFrame({"twin": TWIN, "always": ALWAYS}), 1)


def test_published_figures_are_those_of_their_confusion_matrix(accuracy):
    twin = accuracy[accuracy["model"] == "twin"].set_index("metric")["value"]
    assert twin.round(3).to_dict() == {"ACC": 0.85, "PPV": 0.933, "SEN": 0.875, "F1": 0.903}


def test_an_accuracy_of_17_of_20_is_not_better_than_always_saying_yes(accuracy):
    table = accuracy_text(accuracy, {"twin": "Twin", "always": "Always"}).set_index("Model")
    assert table.loc["Twin", "Better than one class"] == "no" and table.loc["Twin", "Right"] == "17 of 20"
    assert table.loc["Always", "Accuracy"].startswith("0.800")
    assert "0.64–0.95" in accuracy_note(accuracy) and "right in 80%" in accuracy_note(accuracy)


def test_models_are_judged_by_the_mean_of_their_folds():
    rows = [(fold, "P00", 0.2 + 0.2 * fold) for fold in (0, 1)]
    predictions = pd.DataFrame(rows, columns=["fold", "patient_id", "probability"])
    predictions = predictions.assign(model="twin", input="both", subset="test")
    assert judged_models(predictions, pd.Series([1], ["P00"]))["twin"].tolist() == pytest.approx([0.3])


def test_gain_stands_beside_the_ideal_one(tmp_path):
    truth = pd.DataFrame({"level": "ensemble", "name": ["images", "both"], "ideal_auc": [0.7, 0.85]})
    truth.to_csv(tmp_path / "truth.csv", index=False)
    ideal = ideal_areas([str(tmp_path / "truth.csv")], {"twin": ["both"], "image": ["images"], "other": ["x"]})
    assert ideal == {"twin": 0.85, "image": 0.7}
    probabilities = pd.DataFrame({"twin": TWIN, "image": TWIN.sample(frac=1, random_state=1).set_axis(TWIN.index)})
    judged = {"test": (LABELS, probabilities), "cross-validation": (LABELS, 1 - probabilities)}
    gain = modality_gain(judged, ["twin"], ["image"], ideal, 1)
    table = gain_text(gain, {"twin": "Twin tower"})
    assert table["Ideal gain"].tolist() == ["0.150"] * 4
    assert table["Compared with"].tolist() == ["the better tower", "image"] * 2
    note = gain_note(gain, {"twin": "Twin tower"})
    assert "20 test patients, 16 of them positive; 20 complete patients, cross-validated" in note
    assert note.count("Twin tower, 20") == 2 and "of at best 0.150; the interval " in note
    assert ideal_areas([], {}) is None


def test_real_patients_have_no_ideal_gain():
    probabilities = pd.DataFrame({"twin": TWIN, "image": 1 - TWIN})
    gain = modality_gain({"test": (LABELS, probabilities)}, ["twin"], ["image"], None, 1)
    assert "Ideal gain" not in gain_text(gain, {}) and "deal gain" not in gain_note(gain, {})


def test_out_of_fold_probabilities_are_means_over_repeats():
    rows = [("twin", repeat, patient, 0.2 + 0.2 * repeat) for repeat in (0, 1) for patient in ("P1", "P2")]
    table = pd.DataFrame(rows, columns=["model", "repeat", "patient_id", "probability"])
    found = cross_validated_models([table, table.assign(model="image", probability=0.5)])
    assert found["twin"].tolist() == pytest.approx([0.3, 0.3]) and found["image"].tolist() == [0.5, 0.5]
