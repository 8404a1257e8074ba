import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.evaluation.cross_validation import corrected_interval, measure_cross_validation


def test_the_interval_of_nadeau_and_bengio_by_hand():
    values = [0.5, 0.6, 0.7]
    # s² = 0.01, n = 3, 1/3 of the patients held out: s² · (1/3 + 1/2), t(0.975; 2) = 4.302653
    half = 4.302653 * np.sqrt(0.01 * (1 / 3 + 1 / 2))
    assert corrected_interval(values, 1 / 3) == pytest.approx((0.6 - half, 0.6 + half), abs=1e-6)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(0.05, 0.5))
def test_it_is_wider_than_the_interval_that_takes_folds_for_independent(values, share):
    low, high = corrected_interval(values, share)
    naive_low, naive_high = corrected_interval(values, 0)
    assert low <= np.mean(values) + 1e-12 and np.mean(values) - 1e-12 <= high
    assert high - low >= naive_high - naive_low


def test_it_covers_where_the_naive_interval_does_not():
    """Cross-validated error of a majority classifier on coin flips: its true error is 0.5 whatever it learned."""
    random = np.random.default_rng(0)
    covered = {True: 0, False: 0}
    for _ in range(200):
        labels = random.integers(0, 2, 40)
        values = []
        for _ in range(3):
            folds = random.permutation(40).reshape(5, 8)
            for held_out in folds:
                majority = np.delete(labels, held_out).mean() > 0.5
                values.append(np.mean(labels[held_out] != majority))
        for corrected in covered:
            low, high = corrected_interval(values, 0.2 if corrected else 0)
            covered[corrected] += low <= 0.5 <= high
    assert covered[True] > covered[False] + 20


def predictions(probability):
    rows = [
        {"model": "forest", "input": "struct", "repeat": repeat, "fold": fold, "patient_id": f"P{patient}"}
        for repeat in range(2)
        for fold in range(2)
        for patient in range(fold * 4, fold * 4 + 4)
    ]
    return pd.DataFrame(rows).assign(probability=probability)


LABELS = pd.DataFrame({"patient_id": [f"P{number}" for number in range(8)], "label": [0, 1] * 4})


def test_auc_is_the_mean_over_folds_and_repeats():
    perfect = predictions([0.1, 0.9, 0.2, 0.8] * 4)
    row = measure_cross_validation(perfect, LABELS).iloc[0]
    assert (row["value"], row["ci_low"], row["ci_high"], row["n"], row["n_positive"]) == (1, 1, 1, 8, 4)
    assert (row["folds"], row["repeats"]) == (2, 2)
    mixed = predictions([0.1, 0.9, 0.2, 0.8, 0.9, 0.1, 0.8, 0.2] * 2)
    row = measure_cross_validation(mixed, LABELS).iloc[0]
    assert (row["value"], row["ci_low"], row["ci_high"]) == (0.5, 0, 1)


def test_the_interval_counts_the_share_held_out():
    """AUCs of the four folds 1, 0.75, 1, 0.75: s² = 1/48, half of the patients held out, t(0.975; 3) = 3.182446."""
    good, fair = [0.1, 0.9, 0.2, 0.8], [0.1, 0.9, 0.5, 0.4]
    row = measure_cross_validation(predictions([*good, *fair, *good, *fair]), LABELS).iloc[0]
    half = 3.182446 * np.sqrt(1 / 48 * (1 / 4 + 1))
    assert (row["value"], row["ci_low"]) == pytest.approx((0.875, 0.875 - half), abs=1e-6)


def test_a_patient_without_label_is_named():
    with pytest.raises(InputError, match="P7 has no label"):
        measure_cross_validation(predictions([0.5] * 16), LABELS[:7])
