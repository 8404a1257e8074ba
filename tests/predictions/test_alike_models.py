"""Two models of which one was made from the other are told; two that are merely good, or say little, are not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.oddities import noticed_since_last
from radiogenomics.predictions.alike_models import notice_alike_models, probabilities_of
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.predictions.external_study import read_prediction_study

PATIENTS = [f"P{number:02}" for number in range(24)]
LABELS = np.array([0, 1] * 12)
PATHS = {"a": "a.csv", "b": "b.csv"}


@pytest.fixture
def probabilities() -> np.ndarray:
    """Of a model that knows something."""
    noticed_since_last()
    return 1 / (1 + np.exp(-(np.random.default_rng(0).normal(size=24) + 3 * LABELS - 1.5)))


def told(one: np.ndarray, other: np.ndarray) -> list[str]:
    tables = {
        name: pd.DataFrame({"patient_id": PATIENTS[: len(each)], "probability": each})
        for name, each in {"a": one, "b": other}.items()
    }
    tables["b"] = tables["b"][::-1]
    notice_alike_models(tables, PATHS)
    return [f"{each.file}: {each.what}" for each in noticed_since_last()]


def test_models_of_their_own_are_not_told(probabilities):
    drawn = np.random.default_rng(1)
    assert told(probabilities, probabilities[::-1]) == []
    assert told(probabilities, (probabilities + drawn.normal(0, 0.03, 24)).clip(0, 1)) == [], "a second training"
    assert told(0.5 + drawn.normal(0, 0.002, 24), 0.5 + drawn.normal(0, 0.002, 24)) == [], "both say nothing"
    assert told(probabilities, probabilities.round()) == [], "decisions are told elsewhere"
    assert told(LABELS * 0.25 + 0.5, LABELS * 0.5 + 0.25) == [], "of two values, classes alone"
    assert told(probabilities[:8], probabilities[:8].round(2)) == [], "of eight patients"


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_a_rounded_copy_is_told_whichever_comes_first(probabilities, digits):
    for tables in ((probabilities, probabilities.round(digits)), (probabilities.round(digits), probabilities)):
        (what,) = told(*tables)
        assert (
            what.startswith("b.csv: the probabilities are those of a (a.csv) to within 0.0") and "24 patients" in what
        )
        assert what.endswith("rounded; if b and a are one model, a test between them compares it with itself; "
                             "remove one of both")  # fmt: skip


def test_a_rounded_copy_of_a_model_that_says_little_is_told(probabilities):
    little = 0.5 + (probabilities - 0.5) / 20
    (what,) = told(little, little.round(2))
    assert "the probabilities are those of a" in what


@pytest.mark.parametrize("calibrate", [np.square, np.sqrt, lambda p: (0.2 + 0.5 * p).round(2)])
def test_a_model_calibrated_anew_is_told(probabilities, calibrate):
    (what,) = told(probabilities, calibrate(probabilities))
    assert what.startswith("b.csv: the order of its probabilities is that of a (a.csv) for all 24 patients, as where")


def test_probabilities_of_the_other_class_are_told(probabilities):
    (what,) = told(probabilities, 1 - probabilities)
    assert "its probabilities are in reverse order to those of a (a.csv) for all 24 patients" in what


def test_a_study_of_predictions_tells_them(tmp_path, probabilities):
    models = {}
    for name, each in {"a": probabilities, "b": probabilities.round(2), "c": probabilities[::-1] * 0.9}.items():
        table = pd.DataFrame({"patient_id": PATIENTS, "probability": each, "truth": LABELS})
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        models[name] = ExternalSettings(title=name, path=str(tmp_path / f"{name}.csv"))
    label = LabelSettings(column="truth", positive="1", negative="0")
    read_prediction_study("s", models, label)
    found = [(each.file, each.what) for each in noticed_since_last() if "probabilities are those" in each.what]
    assert [file for file, _ in found] == [str(tmp_path / "b.csv")]
    assert probabilities_of(models["a"])["probability"].tolist() == pytest.approx(probabilities.tolist())
