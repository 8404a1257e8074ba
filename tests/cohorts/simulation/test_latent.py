import numpy as np
import pytest

from radiogenomics.cohorts.simulation.latent import draw_latent

MODALITIES = ["T1", "DTI_FA", "DSC_PH"]
EFFECT = {"DTI_FA": 1.0, "DSC_PH": 2.0}


def table(label, count=3000, correlation=0.3):
    draws = [draw_latent(5, f"P{k}", label, EFFECT, correlation, MODALITIES) for k in range(count)]
    return np.array([list(draw.values()) for draw in draws])


def test_moments_are_those_declared():
    positive, negative = table(1), table(0)
    np.testing.assert_allclose(positive.mean(axis=0) - negative.mean(axis=0), [0.0, 1.0, 2.0], atol=1e-9)
    np.testing.assert_allclose(positive.mean(axis=0), [0.0, 0.5, 1.0], atol=0.07)
    np.testing.assert_allclose(np.corrcoef(positive.T), np.full((3, 3), 0.3) + 0.7 * np.eye(3), atol=0.06)
    np.testing.assert_allclose(positive.std(axis=0), 1, atol=0.05)


def test_unknown_label_lies_between_the_classes():
    np.testing.assert_allclose(table(None, 50), (table(1, 50) + table(0, 50)) / 2, atol=1e-9)


def test_value_does_not_depend_on_the_other_modalities():
    every = draw_latent(5, "P1", 1, EFFECT, 0.3, MODALITIES)
    alone = draw_latent(5, "P1", 1, EFFECT, 0.3, ["DSC_PH"])
    assert alone["DSC_PH"] == pytest.approx(every["DSC_PH"])
