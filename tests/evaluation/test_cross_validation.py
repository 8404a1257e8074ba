import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.cross_validation import fold_areas, measure_cross_validation


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
    assert (row["value"], row["n"], row["n_positive"]) == (1, 8, 4)
    # Equal folds say nothing about the next one: a point would look like certainty.
    assert row["method"] == "none (all folds are equal)" and row[["ci_low", "ci_high"]].isna().all()
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


def test_areas_are_by_repeat_and_fold():
    labelled = predictions([0.1, 0.9, 0.2, 0.8, 0.9, 0.1, 0.8, 0.2] * 2).merge(LABELS)
    areas = fold_areas(labelled, "forest, struct")
    assert areas.to_dict() == {(0, 0): 1, (0, 1): 0, (1, 0): 1, (1, 1): 0}
