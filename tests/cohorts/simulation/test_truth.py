import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from radiogenomics.cohorts.simulation.truth import ground_truth, ideal_auc, ideal_distance, ideal_scores
from radiogenomics.errors import InputError

MODALITIES = ["T1", "DTI_FA", "DSC_PH"]
EFFECT = {"T1": 0.2, "DTI_FA": 0.9, "DSC_PH": 1.5}
LABELS = pd.Series({f"P{k:05d}": k % 2 for k in range(20000)})


@pytest.fixture(scope="module")
def latent():
    means = np.outer(LABELS - 0.5, [EFFECT[modality] for modality in MODALITIES])
    covariance = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    draws = means + np.random.default_rng(9).multivariate_normal(np.zeros(3), covariance, len(LABELS))
    wide = pd.DataFrame(draws, columns=MODALITIES, index=LABELS.index.rename("patient_id")).reset_index()
    return wide.melt("patient_id", var_name="modality", value_name="contrast")


@pytest.mark.parametrize("members", [["T1"], ["DSC_PH"], ["DTI_FA", "DSC_PH"], MODALITIES])
def test_ideal_auc_is_what_ideal_scores_reach(latent, members):
    scores = ideal_scores(latent, EFFECT, 0.3, members)
    reached = roc_auc_score(LABELS[scores.index], scores)
    assert ideal_auc(EFFECT, 0.3, members) == pytest.approx(reached, abs=0.012)


def test_no_other_weighting_does_better(latent):
    contrasts = latent.pivot(index="patient_id", columns="modality", values="contrast")[MODALITIES]
    best = roc_auc_score(LABELS[contrasts.index], ideal_scores(latent, EFFECT, 0.3, MODALITIES))
    for weights in np.random.default_rng(0).normal(size=(20, 3)):
        assert roc_auc_score(LABELS[contrasts.index], contrasts @ weights) < best + 0.005


def test_score_is_the_log_likelihood_ratio(latent):
    from scipy.stats import multivariate_normal

    effect = np.array([EFFECT[modality] for modality in MODALITIES])
    covariance = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    contrasts = latent.pivot(index="patient_id", columns="modality", values="contrast")[MODALITIES]
    ratio = multivariate_normal(effect / 2, covariance).logpdf(contrasts) - multivariate_normal(
        -effect / 2, covariance
    ).logpdf(contrasts)
    np.testing.assert_allclose(ideal_scores(latent, EFFECT, 0.3, MODALITIES), ratio, atol=1e-9)


def test_one_modality_has_its_own_distance():
    assert ideal_auc({"T1": 1.0}, 0.7, ["T1"]) == pytest.approx(0.76025, abs=1e-5)


def test_null_cohort_has_auc_one_half(latent):
    null = dict.fromkeys(MODALITIES, 0.0)
    assert ideal_auc(null, 0.3, MODALITIES) == 0.5
    assert ideal_auc({}, 0.3, MODALITIES) == 0.5
    assert (ideal_scores(latent, null, 0.3, MODALITIES) == 0).all()


@settings(max_examples=50, deadline=None)
@given(
    effect=st.lists(st.floats(-3, 3), min_size=3, max_size=3),
    correlation=st.floats(0, 0.95),
)
def test_more_modalities_never_lower_the_ideal(effect, correlation):
    named = dict(zip(MODALITIES, effect, strict=True))
    distances = [ideal_distance(named, correlation, MODALITIES[:count]) for count in (1, 2, 3)]
    assert distances[0] <= distances[1] + 1e-9
    assert distances[1] <= distances[2] + 1e-9


def test_only_patients_with_every_modality_are_scored(latent):
    without = latent.drop(latent.index[latent.eval("patient_id == 'P00000' and modality == 'DSC_PH'")])
    assert "P00000" not in ideal_scores(without, EFFECT, 0.3, ["T1", "DSC_PH"])
    assert "P00000" in ideal_scores(without, EFFECT, 0.3, ["T1"])


def test_ground_truth_lists_modalities_then_ensembles():
    truth = ground_truth(EFFECT, 0.3, MODALITIES, {"both": ["DTI_FA", "DSC_PH"]})
    assert list(truth.columns) == ["level", "name", "modalities", "effect", "ideal_auc"]
    assert list(truth["name"]) == [*MODALITIES, "both"]
    assert list(truth["level"]) == ["modality"] * 3 + ["ensemble"]
    both = truth.iloc[-1]
    assert both["modalities"] == "DTI_FA+DSC_PH"
    assert both["effect"] == pytest.approx(ideal_distance(EFFECT, 0.3, ["DTI_FA", "DSC_PH"]))
    assert both["ideal_auc"] == pytest.approx(ideal_auc(EFFECT, 0.3, ["DTI_FA", "DSC_PH"]))


def test_b19_modality_that_is_not_simulated_is_refused(latent):
    with pytest.raises(InputError, match=r"ensemble both: 'DSC_PSR' is not simulated; add it"):
        ground_truth(EFFECT, 0.3, MODALITIES, {"both": ["DSC_PSR", "T1"]})
    with pytest.raises(InputError, match="nobody has modality 'DSC_PSR'"):
        ideal_scores(latent, EFFECT, 0.3, ["DSC_PSR"])


OTHER = {"effect": {"DTI_FA": 2.0, "T1": -1.0}, "positive_fraction": 0.25}


@pytest.fixture(scope="module")
def mixed(latent):
    """The same patients, whose images another label moves too."""
    positive = pd.Series(np.random.default_rng(3).random(len(LABELS)) < 0.25, index=LABELS.index)
    sign = latent["patient_id"].map(positive).map({True: 0.5, False: -0.5})
    moved = latent["modality"].map(OTHER["effect"]).fillna(0.0)
    return latent.assign(contrast=latent["contrast"] + sign * moved)


@pytest.mark.parametrize("members", [["T1"], ["DTI_FA"], ["DTI_FA", "DSC_PH"], MODALITIES])
def test_ideal_auc_beside_another_label_is_what_ideal_scores_reach(mixed, members):
    scores = ideal_scores(mixed, EFFECT, 0.3, members, [OTHER])
    ideal = ideal_auc(EFFECT, 0.3, members, [OTHER])
    assert ideal == pytest.approx(roc_auc_score(LABELS[scores.index], scores), abs=0.012)
    assert ideal < ideal_auc(EFFECT, 0.3, members), "another label is noise to who does not know it"
    blind = ideal_scores(mixed, EFFECT, 0.3, members)
    assert roc_auc_score(LABELS[blind.index], blind) < ideal + 0.005


def test_score_beside_another_label_is_the_ratio_of_two_mixtures(mixed):
    from scipy.stats import multivariate_normal

    effect = np.array([EFFECT[modality] for modality in MODALITIES]) / 2
    moved = np.array([OTHER["effect"].get(modality, 0.0) for modality in MODALITIES]) / 2
    covariance = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    contrasts = mixed.pivot(index="patient_id", columns="modality", values="contrast")[MODALITIES][:50]

    def density(mean):
        both = (0.25, moved), (0.75, -moved)
        return sum(share * multivariate_normal(mean + by, covariance).pdf(contrasts) for share, by in both)

    scores = ideal_scores(mixed, EFFECT, 0.3, MODALITIES, [OTHER])[contrasts.index]
    np.testing.assert_allclose(scores, np.log(density(effect) / density(-effect)), atol=1e-8)


def test_a_label_that_moves_other_modalities_alone_changes_nothing(latent):
    members = ["DSC_PH"]
    assert ideal_auc(EFFECT, 0.3, members, [OTHER]) == ideal_auc(EFFECT, 0.3, members)
    pd.testing.assert_series_equal(
        ideal_scores(latent, EFFECT, 0.3, members, [OTHER]), ideal_scores(latent, EFFECT, 0.3, members)
    )


def test_the_truth_of_a_label_without_effect_is_chance_beside_one_with_an_effect():
    truth = ground_truth({}, 0.3, MODALITIES, {"all": MODALITIES}, [OTHER])
    assert truth["ideal_auc"].to_numpy() == pytest.approx(0.5, abs=0.005)
