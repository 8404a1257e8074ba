import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.summary import flat, summary

SHARES = {"A": {"share": 0.5}, "B": {"share": 0.3}, "C": {"share": 0.2}}
DESCRIPTION = {"inputs": SHARES, "prediction": {"draws": 4}}
BUNDLE = Bundle(Path("model"), DESCRIPTION, [{"rule": "half", "threshold": 0.5}], {})


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


def test_half_widths_of_inputs_add_up_by_their_shares():
    """At most so much, whatever the draws of the inputs have in common: the inputs share their random numbers."""
    folds = {"A": [0.2, 0.4], "B": [0.6, 0.8]}
    said = summary(BUNDLE, "P1", outcome(folds, distances={}, half_widths={"A": 0.02, "B": 0.01}))
    assert said["half_width"] == pytest.approx((0.5 * 0.02 + 0.3 * 0.01) / 0.8)
    assert said["most_draws"] == 4 and said["draws"] == {"A": 4, "B": 4} and said["n_draws"] == 4
    random = np.random.default_rng(0).normal(0, 1, 5000)
    shares, sd = np.array([0.5, 0.3]) / 0.8, np.array([0.02, 0.01])
    alike = (random[:, None] * sd * shares).sum(axis=1).std()
    assert alike == pytest.approx(said["half_width"], rel=0.05)


def test_where_nothing_is_drawn_no_width_is_known():
    said = summary(BUNDLE, "P1", outcome({"A": [0.2]}, distances={}))
    assert said["half_width"] is None and said["most_draws"] == 1
    one = summary(BUNDLE, "P1", outcome({"A": [0.2]}, distances={}, half_widths={"A": float("nan")}))
    assert one["half_width"] is None and json.dumps(one, allow_nan=False)


def test_a_row_of_the_table_holds_no_lists():
    row = flat(summary(BUNDLE, "P1", outcome({"A": [0.2]}, distances={"T1": 50.0}, missing=["T2", "FLAIR"])))
    assert row["probability_A"] == 0.2 and row["missing"] == "T2 FLAIR" and row["distance_percentile_T1"] == 50
    assert row["n_draws_A"] == 4 and row["interval_width_asked"] == 0
    assert not any(isinstance(value, list | dict) for value in row.values())
