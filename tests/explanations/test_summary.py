import numpy as np
import pandas as pd
import pytest

from radiogenomics.explanations.names import PERMUTED_LABELS, RANDOM_WEIGHTS, TRAINED
from radiogenomics.explanations.shares import OUTSIDE, PLANTED, WHOLE, WHOLE_BRAIN
from radiogenomics.explanations.summary import AGREEMENT, note, summary, verdicts


def shares(trained: float, random: float, parts=(OUTSIDE, WHOLE), patients: int = 20) -> pd.DataFrame:
    """Two folds of each network; a patient's value is their mean."""
    rows = [
        ("m", "FLAIR", f"P{patient:02}", network, "network", fold, part, mean + 0.001 * patient + 0.1 * fold, 0.1)
        for part in parts
        for network, mean in ((TRAINED, trained), (RANDOM_WEIGHTS, random))
        for patient in range(patients)
        for fold in (0, 1)
    ]
    columns = ["model", "input", "patient_id", "network", "path", "fold", "part", "value", "chance"]
    return pd.DataFrame(rows, columns=columns)


AGREEMENTS = pd.DataFrame(
    {
        "model": "m",
        "input": "FLAIR",
        "patient_id": ["P00", "P01", "P00"],
        "network": [TRAINED, TRAINED, RANDOM_WEIGHTS],
        "path": "network",
        "first": 0,
        "second": 1,
        "correlation": [0.2, 0.4, 0.9],
    }
)


def test_numbers_are_means_over_patients_beside_chance_and_controls():
    table = summary(shares(0.4, 0.2), AGREEMENTS).set_index("part")
    assert list(table.index) == [WHOLE, OUTSIDE, AGREEMENT]
    row = table.loc[WHOLE]
    assert row["trained"] == pytest.approx(0.4 + 0.001 * 9.5 + 0.05) and row["chance"] == pytest.approx(0.1)
    assert row["random_weights"] == pytest.approx(row["trained"] - 0.2) and row["n"] == 20
    assert np.isnan(row["permuted_labels"])
    assert table.loc[AGREEMENT, ["trained", "random_weights"]].tolist() == pytest.approx([0.3, 0.9])


def test_the_note_says_which_controls_there_are_and_what_was_planted():
    table = summary(shares(0.4, 0.2), AGREEMENTS)
    assert "random weights alone" in note(table, "patients") and "Planted" not in note(table, "patients")
    more = shares(0.4, 0.2, (WHOLE, PLANTED))
    more.loc[more["network"] == RANDOM_WEIGHTS, "network"] = PERMUTED_LABELS
    text = note(summary(more, AGREEMENTS), "patients")
    assert "random weights alone" not in text and "Planted region: the tumour core" in text


@pytest.mark.parametrize(
    ("trained", "random", "words"),
    [(0.4, 0.2, "exceeds random weights"), (0.2, 0.2, "no evidence"), (0.2, 0.4, "no evidence")],
)
def test_the_verdict_is_in_words(trained, random, words):
    table = shares(trained, random)
    # Patients differ in how much the two networks differ.
    noise = np.random.default_rng(0).normal(0, 0.02, len(table))
    found = verdicts(table.assign(value=table["value"] + noise), draws=500, seed=1)
    assert found[["model", "input"]].to_numpy().tolist() == [["m", "FLAIR"]]
    assert words in found["verdict"][0]


def test_no_tumour_no_map_and_few_patients_are_no_evidence():
    (without,) = verdicts(shares(0.4, 0.2, (WHOLE_BRAIN,)), 100, 1)["verdict"]
    assert "No segmentation says where the tumour is" in without
    (few,) = verdicts(shares(0.4, 0.2, patients=3), 100, 1)["verdict"]
    assert "Too few patients (3)" in few
    empty = shares(0.4, 0.2)
    empty.loc[empty["network"] == TRAINED, "value"] = np.nan
    (none,) = verdicts(empty, 100, 1)["verdict"]
    assert "no map of 20 of 20 patients" in none
