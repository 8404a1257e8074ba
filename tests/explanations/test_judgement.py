import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.explanations.judgement import judge, sentence
from radiogenomics.explanations.names import PERMUTED_LABELS, RANDOM_WEIGHTS

QUANTITY = "the share of saliency in the tumour"


def values(mean: float, n: int = 30, seed: int = 0) -> pd.Series:
    drawn = np.random.default_rng(seed).normal(mean, 0.05, n)
    return pd.Series(drawn, [f"P{number:02}" for number in range(n)])


def test_a_network_that_looks_elsewhere_than_its_controls_is_told_apart():
    found = judge(values(0.5), {RANDOM_WEIGHTS: values(0.2, seed=1), PERMUTED_LABELS: values(0.3, seed=2)}, seed=1)
    assert [judgement.differs for judgement in found] == [True, True]
    assert found[0].difference == pytest.approx((values(0.5) - values(0.2, seed=1)).mean())
    assert found[0].ci_low < found[0].difference < found[0].ci_high
    text = sentence(QUANTITY, found)
    assert text.startswith(
        "In the share of saliency in the tumour the trained network exceeds random weights (difference +0."
    )
    assert text.endswith("the maps depend on what it has learned.")


@pytest.mark.parametrize("control", [0.5, 0.7])
def test_one_control_that_does_as_well_makes_it_no_evidence(control):
    controls = {RANDOM_WEIGHTS: values(0.2, seed=1), PERMUTED_LABELS: values(control, seed=3)}
    text = sentence(QUANTITY, judge(values(0.5), controls, seed=1))
    assert "does not exceed permuted labels (difference" in text and "random weights" not in text
    assert text.endswith("here the explanation is no evidence of what the network has learned.")


def test_few_patients_say_nothing():
    found = judge(values(0.5, 9), {RANDOM_WEIGHTS: values(0.1, 9)}, seed=1)
    assert np.isnan(found[0].ci_low) and not found[0].differs
    assert "Too few patients (9)" in sentence(QUANTITY, found) and "no evidence" in sentence(QUANTITY, found)


def test_patients_without_a_map_are_left_out_and_others_refused():
    trained = values(0.5)
    trained.iloc[:5] = np.nan
    assert judge(trained, {RANDOM_WEIGHTS: values(0.2)}, seed=1)[0].n == 25
    with pytest.raises(InputError, match="patient P29 is explained for one of the network and random weights alone"):
        judge(trained, {RANDOM_WEIGHTS: values(0.2, 29)}, seed=1)
