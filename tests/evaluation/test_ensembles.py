import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.ensembles import (
    best_ensembles,
    ensemble_probabilities,
    labelled_scores,
    measure,
    with_labels,
)
from radiogenomics.evaluation.published import published_metrics

ENSEMBLES = {"dsc": ["DSC_PH"], "dsc_dti": ["DSC_PH", "DTI_FA"]}


@pytest.fixture
def labels():
    return pd.DataFrame({"patient_id": [f"p{n}" for n in range(8)], "label": [0, 1] * 4})


@pytest.fixture
def predictions(labels):
    random = np.random.default_rng(0)
    return pd.DataFrame(
        [
            ("s", model, modality, fold, "test", patient, random.uniform())
            for model in ("spottune", "random")
            for modality in ("DSC_PH", "DTI_FA")
            for fold in (0, 1)
            for patient in labels.patient_id
        ],
        columns=["study", "model", "input", "fold", "subset", "patient_id", "probability"],
    )


def test_an_ensemble_is_the_mean_of_its_modalities_means_over_folds(predictions, labels):
    table = ensemble_probabilities(predictions, labels, ENSEMBLES)
    assert len(table) == 2 * 2 * 8
    mine = predictions[(predictions.model == "random") & (predictions.patient_id == "p3")]
    row = table[(table.model == "random") & (table.ensemble == "dsc_dti") & (table.patient_id == "p3")]
    assert row.probability.item() == pytest.approx(mine.groupby("input").probability.mean().mean())
    assert row.label.item() == 1


def test_a_missing_modality_is_named(predictions, labels):
    with pytest.raises(InputError, match="ensemble dsc_dti: no predictions of spottune from DTI_FA"):
        ensemble_probabilities(predictions[predictions.input == "DSC_PH"], labels, ENSEMBLES)


def test_a_patient_without_a_label_is_named(predictions, labels):
    with pytest.raises(InputError, match="patient p7 has no label"):
        with_labels(predictions, labels.head(7))


def test_published_values_stand_beside_ours_where_they_are_given(predictions, labels, schmitz):
    probabilities = ensemble_probabilities(predictions, labels, ENSEMBLES)
    assert measure(probabilities, seed=1, draws=200)["published"].isna().all()
    metrics = measure(probabilities, seed=1, published=published_metrics(schmitz), draws=200)
    assert len(metrics) == 2 * 2 * 7
    found = metrics[(metrics.model == "spottune") & (metrics.ensemble == "dsc_dti") & (metrics.metric == "AUC")]
    assert found.published.item() == 0.6604


def test_metrics_are_at_the_chosen_threshold(predictions, labels):
    thresholds = pd.DataFrame([("spottune", "dsc", "youden", 0.2)], columns=["model", "ensemble", "rule", "threshold"])
    probabilities = ensemble_probabilities(predictions, labels, ENSEMBLES)
    metrics = measure(probabilities, 1, thresholds=thresholds, rule="youden", draws=200)
    row = metrics.query("model == 'spottune' and ensemble == 'dsc' and metric == 'SEN'").iloc[0]
    mine = probabilities.query("model == 'spottune' and ensemble == 'dsc' and label == 1")
    assert (row["threshold"], row["threshold_rule"]) == (0.2, "youden")
    assert row["value"] == (mine["probability"] > 0.2).mean()
    others = metrics[(metrics["model"] != "spottune") | (metrics["ensemble"] != "dsc")]
    assert (others["threshold_rule"] == "half").all() and (others["threshold"] == 0.5).all()


def test_b22_a_model_whose_patients_are_of_one_class_leaves_the_others_as_they_are(predictions, labels):
    probabilities = ensemble_probabilities(predictions, labels, {"dsc": ["DSC_PH"]})
    some = probabilities[(probabilities["model"] == "spottune") | (probabilities["label"] == 1)]
    metrics = measure(some, 1, draws=200)
    areas = metrics[metrics["metric"] == "AUC"].set_index("model")["value"]
    assert np.isnan(areas["random"]) and not np.isnan(areas["spottune"])
    assert best_ensembles(metrics) == {"spottune": "dsc"}


def test_best_ensembles_are_those_of_highest_auc():
    rows = [
        ("a", "x", "AUC", 0.6),
        ("a", "y", "AUC", 0.7),
        ("b", "x", "AUC", 0.5),
        ("b", "y", "AUC", 0.5),
        ("a", "x", "AP", 1),
    ]
    metrics = pd.DataFrame(rows, columns=["model", "ensemble", "metric", "value"])
    assert best_ensembles(metrics) == {"a": "y", "b": "x"}


def test_scores_are_given_by_title(predictions, labels):
    table = ensemble_probabilities(predictions, labels, {"dsc": ["DSC_PH"]})
    scores = labelled_scores(table, {"spottune": "SpotTune", "random": "Random"})
    assert list(scores) == ["SpotTune", "Random"] or list(scores) == ["Random", "SpotTune"]
    assert [len(values) for values in scores["Random"]] == [8, 8]
