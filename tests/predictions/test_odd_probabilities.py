"""Probabilities that look made by something else than a model of the positive class are told."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last
from radiogenomics.predictions.odd_probabilities import (
    notice_odd_probabilities,
    notice_reversed,
    refuse_same_predictions,
)

LABELS = pd.Series([0, 1] * 12)
PATIENTS = pd.Series([f"P{number:02}" for number in LABELS.index])


@pytest.fixture
def probabilities() -> pd.Series:
    """Of a model that knows something."""
    noticed_since_last()
    noise = np.random.default_rng(0).normal(size=len(LABELS))
    return 1 / (1 + np.exp(-(noise + 3 * LABELS - 1.5)))


def told(probabilities: pd.Series, labels: pd.Series = LABELS) -> list[str]:
    texts = probabilities.astype(str).rename("p")
    notice_odd_probabilities(texts, texts.astype(float), PATIENTS[texts.index], "p.csv")
    notice_reversed(texts.astype(float), labels[texts.index], "p.csv")
    return [each.what for each in noticed_since_last()]


def test_a_model_is_not_told(probabilities):
    assert told(probabilities) == told(probabilities.round(2)) == []
    assert told(probabilities.where(probabilities < 0.9, 0.999999).where(LABELS.index != 1, 1)) == []
    assert told(pd.Series(0.7, LABELS.index)) == [], "a model that knows nothing is told by its AUC"


def test_probabilities_of_the_negative_class_are_told(probabilities):
    (what,) = told(1 - probabilities)
    assert what.startswith("the AUC is 0.0") and "as where the probabilities are of the negative class" in what
    assert told(1 - probabilities, LABELS.astype("Int64").where(LABELS.index < 6)) == [], "too few labels tell nothing"


@pytest.mark.parametrize("made", ["confidence", "sigmoid twice"])
def test_confidences_are_told(probabilities, made):
    given = probabilities.where(probabilities > 0.5, 1 - probabilities)
    given = given if made == "confidence" else 1 / (1 + np.exp(-probabilities))
    (what,) = told(given)
    assert what.startswith("no probability lies below 0.5, as where column 'p' is the confidence in the class that was")
    assert told(given[:8]) == []


@pytest.mark.parametrize("value", [0, 0.0, 0.5])
def test_failures_that_were_filled_are_told(probabilities, value):
    probabilities = probabilities.astype(object)
    probabilities[[3, 7]] = value
    (what,) = told(probabilities)
    assert what.startswith(f"the probability is exactly {value:g} for P03, P07, and of many digits for all others; if")


def test_two_models_with_one_table_are_refused(probabilities):
    one = pd.DataFrame({"patient_id": PATIENTS, "probability": probabilities})
    paths = {"a": "a.csv", "b": "b.csv"}
    with pytest.raises(InputError, match=r"b.csv: the probabilities of b are those of a \(a.csv\) for all 24 patients"):
        refuse_same_predictions({"a": one, "b": one[::-1]}, paths)
    refuse_same_predictions({"a": one, "b": one.assign(probability=1 - one["probability"])}, paths)
    refuse_same_predictions({name: one.assign(probability=one["probability"].round()) for name in paths}, paths)
