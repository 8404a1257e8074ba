import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve

from radiogenomics.errors import InputError
from radiogenomics.evaluation.thresholds import (
    RULES,
    candidate_thresholds,
    choose_thresholds,
    rule_title,
    sensitivity_threshold,
    shortest_between,
    threshold_of,
    threshold_text,
    youden_threshold,
)

patients = st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=30).filter(
    lambda rows: len({label for label, _ in rows}) == 2
)


def columns(patients):
    truth, scores = (np.array(column) for column in zip(*patients, strict=True))
    return truth.astype(bool), scores / 8


def rates(truth, values, threshold):
    called = values > threshold
    return called[truth].mean(), (~called[~truth]).mean()


@given(patients)
def test_youden_index_is_the_highest_of_scikit_learns_roc_curve(patients):
    truth, values = columns(patients)
    false_positive, true_positive, _ = roc_curve(truth, values)
    found, spared = rates(truth, values, youden_threshold(truth, values))
    assert found + spared - 1 == pytest.approx((true_positive - false_positive).max())


@given(patients, st.floats(0.01, 0.99))
def test_sensitivity_is_kept_and_no_higher_threshold_keeps_it(patients, wanted):
    truth, values = columns(patients)
    threshold = sensitivity_threshold(truth, values, wanted)
    assert rates(truth, values, threshold)[0] >= wanted - 1e-12
    higher = [value for value in candidate_thresholds(values) if value > threshold]
    assert all(rates(truth, values, value)[0] < wanted for value in higher)


@given(patients)
def test_calls_do_not_depend_on_the_scale_of_the_probabilities(patients):
    truth, values = columns(patients)
    squared = values**2
    for choose in (youden_threshold, lambda *of: sensitivity_threshold(*of, 0.8)):
        assert ((values > choose(truth, values)) == (squared > choose(truth, squared))).all()


def test_threshold_lies_midway_between_neighbours():
    truth, values = np.array([False, False, True, True]), np.array([0.1, 0.3, 0.6, 0.8])
    assert youden_threshold(truth, values) == pytest.approx(0.45)
    assert sensitivity_threshold(truth, values, 0.5) == pytest.approx(0.7)
    assert candidate_thresholds(values) == pytest.approx([0.05, 0.2, 0.45, 0.7, 0.9])


def test_of_equal_indices_the_most_balanced_and_then_the_lowest_threshold_is_taken():
    # Index 0.5 at 0.3 (sensitivity 1, specificity 0.5) and at 0.7 (0.5 and 1): equally unbalanced, so the lower one.
    truth, values = np.array([False, True, False, True]), np.array([0.2, 0.4, 0.6, 0.8])
    assert youden_threshold(truth, values) == pytest.approx(0.3)
    # Index 0.25 at several thresholds; sensitivity 0.75 with specificity 0.5 is the most balanced of them.
    truth = np.array([0, 1, 0, 1, 1, 0, 0, 1], dtype=bool)
    values = np.arange(8) / 10
    found, spared = rates(truth, values, youden_threshold(truth, values))
    assert (found, spared) == (0.75, 0.5)


def test_constant_probabilities_call_everybody():
    truth = np.arange(10) < 4
    for value in (0.0, 0.42, 1.0):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            threshold = youden_threshold(truth, np.full(10, value))
        assert (np.full(10, value) > threshold).all()
        assert sensitivity_threshold(truth, np.full(10, value), 0.9) == threshold


def test_neighbouring_floating_point_numbers_are_told_apart():
    lower = 0.3
    upper = np.nextafter(lower, 1)
    threshold = youden_threshold(np.array([False, True]), np.array([lower, upper]))
    assert lower <= threshold < upper


def test_every_model_and_ensemble_has_all_rules_and_its_validation_patients():
    random = np.random.default_rng(0)
    validation = pd.DataFrame(
        {
            "model": np.repeat(["a", "b"], 40),
            "ensemble": "dsc",
            "patient_id": [f"P{number}" for number in range(40)] * 2,
            "probability": random.random(80),
            "label": np.tile(np.arange(40) < 15, 2).astype(int),
        }
    )
    table = choose_thresholds(validation, 0.9)
    assert list(table["rule"]) == [*RULES, *RULES]
    assert (table["n"] == 40).all() and (table["n_positive"] == 15).all()
    by_rule = table[table["model"] == "b"].set_index("rule")
    assert by_rule.loc["half", "threshold"] == 0.5
    assert by_rule.loc["sensitivity", "sensitivity"] >= 0.9
    assert by_rule[["sensitivity", "specificity"]].sum(axis=1).idxmax() == "youden"


def test_validation_patients_of_one_class_are_refused():
    rows = {"model": "a", "ensemble": "dsc", "patient_id": ["P1", "P2"], "probability": [0.1, 0.2], "label": 1}
    with pytest.raises(InputError, match="validation patients of a, dsc: 2 patients, 2 of them positive"):
        choose_thresholds(pd.DataFrame(rows), 0.9)


def test_without_validation_patients_the_threshold_is_one_half():
    table = pd.DataFrame([("a", "dsc", "youden", 0.3)], columns=["model", "ensemble", "rule", "threshold"])
    assert threshold_of(None, "a", "dsc", "youden") == (0.5, "half")
    assert threshold_of(table, "published", "external", "youden") == (0.5, "half")
    assert threshold_of(table, "a", "dsc", "youden") == (0.3, "youden")
    assert threshold_of(table, "a", "dsc", "sensitivity") == (0.5, "half")
    with pytest.raises(InputError, match="no rule 'best'"):
        threshold_of(table, "a", "dsc", "best")


def test_rules_have_titles():
    assert [rule_title(rule, 0.9) for rule in RULES] == ["0.5", "highest Youden index", "sensitivity ≥ 0.9"]


def test_a_printed_threshold_calls_the_same_patients():
    values = np.array([0.00026, 0.000289, 0.4])
    threshold = shortest_between(0.00027496329944035, values)
    assert threshold == 0.000275 and threshold_text(threshold) == "0.000275"
    near = np.array([0.0311115, 0.0311119])
    assert shortest_between(0.03111167, near) == 0.0311117
    assert shortest_between(0.3, np.array([0.3, np.nextafter(0.3, 1)])) == 0.3


@given(patients)
def test_chosen_thresholds_are_what_a_table_prints(patients):
    truth, values = columns(patients)
    rows = {"model": "a", "ensemble": "dsc", "patient_id": np.arange(len(values)), "probability": values / 7}
    table = choose_thresholds(pd.DataFrame(rows | {"label": truth.astype(int)}), 0.9).set_index("rule")["threshold"]
    assert ((values / 7 > table["youden"]) == (values / 7 > youden_threshold(truth, values / 7))).all()
    printed = [threshold_text(value) for value in table]
    assert all(text == "below 0" or float(text) == value for text, value in zip(printed, table, strict=True))
    assert all(text == "below 0" or len(text.replace(".", "").lstrip("0")) >= 3 for text in printed)


def test_thresholds_without_digits_to_print():
    assert [threshold_text(value) for value in (0.5, -1e-9, np.nan)] == ["0.500", "below 0", "–"]


def test_constant_predictions_have_no_chosen_threshold():
    rows = {"model": "majority", "ensemble": "dsc", "patient_id": ["A", "B"], "probability": 0.4, "label": [0, 1]}
    table = choose_thresholds(pd.DataFrame(rows), 0.9, [("majority", "dsc")])
    assert table["rule"].tolist() == ["half"]
    assert threshold_of(table, "majority", "dsc", "youden") == (0.5, "half")
