import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.clinical import COLUMNS, clinical_baseline
from radiogenomics.evaluation.delong import roc_area


@pytest.fixture
def splits(cohort):
    subset = np.where(np.arange(90) < 60, "train", np.where(np.arange(90) < 85, "test", "unused"))
    return pd.DataFrame({"patient_id": cohort["patient_id"], "group": "structural", "subset": subset, "fold": 0})


@pytest.fixture
def training_labels(cohort, splits):
    return cohort.set_index("patient_id")["label"][splits["patient_id"][splits["subset"] == "train"]]


def test_test_patients_are_predicted_and_training_patients_recorded(cohort, training_labels, splits):
    predictions, records = clinical_baseline(cohort, training_labels, splits, seed=1)
    assert list(predictions.columns) == COLUMNS
    assert list(predictions["patient_id"]) == list(splits["patient_id"][splits["subset"] == "test"])
    assert predictions["probability"].between(0, 1).all()
    assert [record.step for record in records] == ["impute", "vary", "scale", "classify"]
    for record in records:
        assert set(record.patients) == set(training_labels.index)
        assert (record.model, record.input, record.fold) == ("clinical_baseline", "age_and_sex", None)


def test_what_age_tells_is_found(cohort, splits):
    cohort["label"] = (cohort["age"] > 58).astype(int)
    labels = cohort.set_index("patient_id")["label"]
    training = labels[splits["patient_id"][splits["subset"] == "train"]]
    predictions, _ = clinical_baseline(cohort, training, splits, seed=1)
    assert roc_area(labels[predictions["patient_id"]], predictions["probability"]).auc > 0.95


def test_b23_unknown_age_and_sex_are_imputed(cohort, training_labels, splits):
    cohort.loc[::4, ["age", "sex"]] = np.nan
    predictions, _ = clinical_baseline(cohort, training_labels, splits, seed=1)
    assert predictions["probability"].notna().all()


def test_without_age_and_sex_there_is_no_baseline(cohort, training_labels, splits):
    predictions, records = clinical_baseline(cohort.assign(age=np.nan, sex="M"), training_labels, splits, seed=1)
    assert predictions.empty
    assert list(predictions.columns) == COLUMNS
    assert records == []
