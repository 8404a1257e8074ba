import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.simulation.latent import draw_latent
from radiogenomics.cohorts.simulation.truth import ideal_auc
from radiogenomics.controls.contrasts import draw_contrasts, effect_of
from radiogenomics.evaluation.delong import roc_area

EFFECT = {"FLAIR": 0.6, "DSC_PH": 2.0, "DTI_FA": 0.0}


def test_contrasts_have_the_distribution_of_simulated_patients():
    labels = pd.Series(np.tile([1, 0], 2000), [f"P{i}" for i in range(4000)])
    ours = draw_contrasts(labels, EFFECT, 0.3, np.random.default_rng(0))
    theirs = pd.DataFrame([draw_latent(1, name, label, EFFECT, 0.3, list(EFFECT)) for name, label in labels.items()])
    theirs.index = labels.index
    for label in (0, 1):
        ours_of, theirs_of = ours[labels == label], theirs[labels == label]
        np.testing.assert_allclose(ours_of.mean(), theirs_of.mean(), atol=0.1)
        np.testing.assert_allclose(ours_of.cov(), theirs_of.cov(), atol=0.12)


@pytest.mark.parametrize("k", [1, 4, 11])
@pytest.mark.parametrize("correlation", [0.0, 0.3])
def test_effect_has_the_ideal_auc_asked_for(k, correlation):
    names = [f"M{i}" for i in range(k)]
    assert ideal_auc(effect_of(0.8, names, correlation), correlation, names) == pytest.approx(0.8)


def test_the_best_score_reaches_the_ideal_auc():
    names = ["A", "B", "C"]
    labels = pd.Series(np.tile([1, 0], 10_000))
    contrasts = draw_contrasts(labels, effect_of(0.8, names, 0.3), 0.3, np.random.default_rng(2))
    assert roc_area(labels, contrasts.sum(axis=1)).auc == pytest.approx(0.8, abs=0.01)
