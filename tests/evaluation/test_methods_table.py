import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, precision_score, roc_auc_score

from radiogenomics.evaluation.methods_table import methods_note, our_rows, published_rows, scores_of_inputs
from radiogenomics.evaluation.published import published_metrics


@pytest.fixture(scope="module")
def published():
    return published_metrics(["mackinnon_idh", "vandervoort2023_idh"])


@pytest.fixture(scope="module")
def predicted():
    generator = np.random.default_rng(0)
    labels = pd.DataFrame({"patient_id": [f"p{number}" for number in range(30)], "label": [0, 1] * 15})
    tables = [
        labels[["patient_id"]].assign(
            model=model, input="pseudocolour_15", fold=0, subset="test", probability=generator.uniform(size=30)
        )
        for model in ("vgg", "vgg_random")
    ]
    return pd.concat(tables, ignore_index=True), labels


def test_ours_are_measured_as_scikit_learn_does(predicted):
    predictions, labels = predicted
    scores = scores_of_inputs(predictions, labels, seed=1, draws=100)
    own = predictions[predictions["model"] == "vgg"]
    found = scores[scores["model"] == "vgg"].set_index("metric")["value"]
    called = own["probability"] > 0.5
    assert found["AUC"] == pytest.approx(roc_auc_score(labels["label"], own["probability"]))
    assert found["PPV"] == pytest.approx(precision_score(labels["label"], called))
    assert found["F1"] == pytest.approx(f1_score(labels["label"], called))
    names = {("vgg", "pseudocolour_15"): "VGG16", ("vgg_random", "pseudocolour_15"): "VGG16 (no pretraining)"}
    table = our_rows(scores, names, "EGD, held out")
    assert table["Method"].tolist() == list(names.values())
    assert table["AUROC"].iloc[0].startswith(f"{found['AUC']:.3f} (")


def test_published_rows_are_as_printed_and_the_impossible_one_is_marked(published):
    table = published_rows(published).set_index("Method")
    assert len(table) == 5
    assert table.loc["MacKinnon: ResNeXt, fine-tuned", "AUROC"] == "0.935"
    assert table.loc["MacKinnon: ResNeXt, fine-tuned", "Specificity"] == "0.864 ✗"
    assert table.loc["van der Voort 2023: multitask", "Recall"] == "0.72"
    assert "TCGA" in table.loc["van der Voort 2023: multitask", "Dataset"]


def test_the_note_names_what_is_impossible_and_the_winner(published):
    note = methods_note(published, "T2, T1GD, FLAIR (15)", ["T2, T1GD, FLAIR (15)"])
    assert "winning pseudo-colour, T2, T1GD, FLAIR (15)" in note and "whatever wins" not in note
    assert "ResNeXt, fine-tuned, SPE 0.864" in note
    assert "trains on grey T1 (24), whatever wins" in methods_note(published, "T2, T1GD, FLAIR (15)", ["grey T1 (24)"])
