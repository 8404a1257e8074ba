import pandas as pd
import pytest

from radiogenomics.segmentation.arrays import LEFT_OUT, LOOK, REMARKS
from radiogenomics.segmentation.training_flow import training_flow

PATIENTS = [f"P{number}" for number in range(6)]


@pytest.fixture
def splits() -> pd.DataFrame:
    """Three patients train, two are tested, one is not used."""
    return pd.DataFrame({"patient_id": PATIENTS, "subset": ["train"] * 3 + ["test"] * 2 + ["unused"]})


def flow(positive: object, negative: object) -> pd.DataFrame:
    """What the selection of the patients wrote."""
    counts = {"n_before": 9, "n_after": 6, "n_positive": positive, "n_negative": negative}
    return pd.DataFrame([{"step": "baseline scans", **counts, "why": "follow-up scan: 3", "patients": "simulated"}])


def remarks(*small: str) -> pd.DataFrame:
    """Some small tumours, and a patient whose labels somebody should look at."""
    rows = [(patient, LEFT_OUT, "f", "d") for patient in small] + [("P2", LOOK, "f", "d")]
    return pd.DataFrame(rows, columns=list(REMARKS))


def test_each_preparation_has_a_row_with_those_who_do_not_train_its_networks(splits):
    cohort = pd.DataFrame({"patient_id": PATIENTS, "included": True, "label": [1, 0, 1, 0, 1, 1]})
    noticed = {"3-D U-Net": remarks("P1", "P4"), "SegResNet": remarks()}
    found = training_flow(flow(4, 2), cohort, splits, noticed)
    assert found["step"].tolist()[1:] == [f"tumour large enough to train {title}" for title in noticed]
    assert found[["n_before", "n_after", "n_positive", "n_negative"]].to_numpy().tolist() == [
        [9, 6, 4, 2],
        [5, 3, 2, 1],
        [5, 5, 3, 2],
    ]
    assert found["why"].tolist()[1:] == ["tumour too small: 2; of them tested all the same: 1", "nobody excluded"]
    assert set(found["patients"]) == {"simulated"}


def test_without_a_label_nobody_is_positive(splits):
    cohort = pd.DataFrame({"patient_id": PATIENTS, "included": True, "label": pd.NA})
    found = training_flow(flow(pd.NA, pd.NA), cohort, splits, {"3-D U-Net": remarks("P0")})
    assert found[["n_positive", "n_negative"]].isna().all(axis=None) and found["n_after"].tolist() == [6, 4]
