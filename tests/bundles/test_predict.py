from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.form import Outcome
from radiogenomics.bundles.predict import flat, summary

SHARES = {"A": {"share": 0.5}, "B": {"share": 0.3}, "C": {"share": 0.2}}
BUNDLE = Bundle(Path("model"), {"inputs": SHARES}, [{"rule": "half", "threshold": 0.5}], {})


def outcome(probabilities, **further):
    rows = [
        {"input": name, "fold": fold, "patient_id": "P1", "probability": value, "n_draws": 4, "sd_draws": 0.1}
        for name, folds in probabilities.items()
        for fold, value in enumerate(folds)
    ]
    return Outcome(pd.DataFrame(rows), **further)


def test_folds_are_averaged_first_and_then_inputs_by_their_shares():
    said = summary(BUNDLE, "P1", outcome({"A": [0.2, 0.4], "B": [0.6, 0.8], "C": [0.1, 0.1]}, distances={"T1": 96.0}))
    assert said["probability"] == pytest.approx(0.5 * 0.3 + 0.3 * 0.7 + 0.2 * 0.1)
    # A fold is the weighted mean over its inputs.
    assert said["lowest_fold"] == pytest.approx(0.5 * 0.2 + 0.3 * 0.6 + 0.2 * 0.1)
    assert said["highest_fold"] == pytest.approx(0.5 * 0.4 + 0.3 * 0.8 + 0.2 * 0.1)
    assert said["sd_draws"] == pytest.approx(0.1) and said["n_models"] == 6
    assert said["unlike_training"] == ["T1"] and said["above_threshold"] == {"half": False}


def test_shares_of_the_inputs_that_are_there_add_up_to_one():
    said = summary(BUNDLE, "P1", outcome({"B": [0.6], "C": [0.1]}, distances={}, missing=["T1"]))
    assert said["probability"] == pytest.approx((0.3 * 0.6 + 0.2 * 0.1) / 0.5)
    assert said["missing"] == ["T1"] and said["missing_inputs"] == ["A"]


def test_a_row_of_the_table_holds_no_lists():
    row = flat(summary(BUNDLE, "P1", outcome({"A": [0.2]}, distances={"T1": 50.0}, missing=["T2", "FLAIR"])))
    assert row["probability_A"] == 0.2 and row["missing"] == "T2 FLAIR" and row["distance_percentile_T1"] == 50
    assert not any(isinstance(value, list | dict) for value in row.values())
