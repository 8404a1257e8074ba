import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.spread import COLUMNS, difference_over_splits, fold_areas, spread
from radiogenomics.evaluation.delong import roc_area

PATIENTS = [f"P{i:02d}" for i in range(20)]
LABELS = pd.DataFrame({"patient_id": PATIENTS, "label": np.arange(20) % 2})
ENSEMBLES = {"both": ["FLAIR", "DSC_PH"], "flair": ["FLAIR"], "external": ["external"]}


@pytest.fixture
def predictions() -> pd.DataFrame:
    random = np.random.default_rng(1)
    parts = []
    for model, modality, folds in (("forest", "FLAIR", 3), ("forest", "DSC_PH", 3), ("others", "external", 1)):
        for fold in range(folds):
            names = {"model": model, "input": modality, "fold": fold, "subset": "test"}
            parts.append(pd.DataFrame({"patient_id": PATIENTS, "probability": random.uniform(size=20), **names}))
    table = pd.concat(parts, ignore_index=True).merge(LABELS, on="patient_id")
    return pd.concat([table, table.head(20).assign(subset="validation", probability=0.5)], ignore_index=True)


@pytest.fixture
def refitted() -> pd.DataFrame:
    rows = [
        ("split", k, model, "dsc", 0.5 + 0.1 * k + (0.02 * k if model == "a" else 0))
        for k in range(3)
        for model in "ab"
    ]
    rows += [("seed", 0, "a", "dsc", 0.6), ("permutation", 0, "a", "dsc", 0.9), ("observed", 0, "a", "dsc", 0.6)]
    return pd.DataFrame(rows, columns=["variation", "repeat", "model", "ensemble", "auc"]).assign(n=57)


def test_every_fold_is_measured_alone_over_the_inputs_of_an_ensemble(predictions):
    areas = fold_areas(predictions, LABELS, ENSEMBLES)
    assert set(areas["model"]) == {"forest"}
    assert list(areas["repeat"]) == [0, 0, 1, 1, 2, 2]
    of_fold = predictions[(predictions["fold"] == 1) & (predictions["subset"] == "test")]
    mean = of_fold[of_fold["model"] == "forest"].groupby("patient_id")["probability"].mean()
    expected = roc_area(LABELS["label"], mean[PATIENTS]).auc
    assert areas.set_index(["ensemble", "repeat"]).loc[("both", 1), "auc"] == expected


def test_models_without_folds_have_no_rows(predictions):
    external = predictions[predictions["model"] == "others"]
    areas = fold_areas(external, LABELS, ENSEMBLES)
    assert areas.empty
    assert list(spread(areas, pd.DataFrame(columns=["variation"])).columns) == COLUMNS


def test_test_patients_of_one_class_have_no_area(predictions):
    assert fold_areas(predictions, LABELS.assign(label=1), ENSEMBLES).empty


def test_spread_is_mean_sd_and_range(predictions, refitted):
    table = spread(fold_areas(predictions, LABELS, ENSEMBLES), refitted).set_index(["model", "ensemble", "over"])
    row = table.loc[("b", "dsc", "splits")]
    assert row["count"] == 3
    assert row["mean"] == pytest.approx(0.6)
    assert row["sd"] == pytest.approx(0.1)
    assert row[["low", "high"]].isna().all(), "the percentiles of three values are the outer two of them"
    assert row["n"] == 57
    assert np.isnan(table.loc[("a", "dsc", "seeds"), "sd"])
    assert table.loc[("forest", "both", "folds"), "n"] == 20
    assert len(table) == 5


def test_range_needs_ten_values(predictions):
    areas = np.linspace(0.5, 0.7, 10)
    refitted = pd.DataFrame({"variation": "seed", "model": "a", "ensemble": "dsc", "auc": areas, "n": 57})
    (row,) = spread(fold_areas(predictions.head(0), LABELS, ENSEMBLES), refitted).to_dict("records")
    assert (row["low"], row["high"]) == pytest.approx((0.505, 0.695))
    nine = spread(fold_areas(predictions.head(0), LABELS, ENSEMBLES), refitted.head(9))
    assert nine[["low", "high"]].isna().all(axis=None)


def test_differences_are_paired_by_split(refitted):
    (row,) = difference_over_splits(refitted).to_dict("records")
    assert (row["model_a"], row["model_b"], row["count"]) == ("a", "b", 3)
    assert row["mean"] == pytest.approx(0.02)
    assert row["sd"] == pytest.approx(0.02)
