import numpy as np

from radiogenomics.evaluation.constant import CONSTANT, is_constant, model_area
from radiogenomics.evaluation.delong import roc_area


def test_equal_probabilities_have_no_interval(labels):
    assert is_constant(np.full(57, 0.4)) and not is_constant([0.4, 0.4, np.nextafter(0.4, 1)])
    auc, low, high, method, error = model_area(labels, np.full(57, 0.4))
    assert (auc, method) == (0.5, CONSTANT)
    assert np.isnan([low, high, error]).all()


def test_all_others_have_delongs(labels):
    probabilities = np.random.default_rng(0).random(57)
    assert model_area(labels, probabilities) == roc_area(labels, probabilities)
