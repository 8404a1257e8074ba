import numpy as np
import pandas as pd
import pytest

from radiogenomics.segmentation.names import DICE, HAUSDORFF
from radiogenomics.segmentation.summary import (
    COLUMNS,
    MEAN,
    MEAN_WITH_BACKGROUND,
    PRINTED,
    patient_values,
    summarise,
)

PUBLISHED = {"NCR": 0.768, "ED": 0.825, "ET": 0.835, "background": 0.99}


def of_one_patient(dice: dict[str, float]) -> pd.DataFrame:
    rows = pd.DataFrame({"region": list(dice), "value": list(dice.values()), "metric": DICE, "status": "measured"})
    return rows.assign(model="SegResNet", patient_id="P1", fold=0)


def test_published_means_are_those_of_the_published_regions(repository):
    published = pd.read_csv(repository / "resources" / "published" / "tuberlin_segmentation.csv")
    printed = published[published["model"] == "SegResNet"].set_index("ensemble")["value"]
    assert {region: printed[region] for region in PUBLISHED} == PUBLISHED
    scores = of_one_patient(PUBLISHED)
    for mean in (MEAN, MEAN_WITH_BACKGROUND):
        assert round(float(patient_values(scores, mean, DICE).iloc[0, 0]), 3) == pytest.approx(printed[mean], abs=6e-4)
    assert printed[MEAN] == 0.809 and printed[MEAN_WITH_BACKGROUND] == 0.855


def test_a_mean_is_taken_within_patients_first(scores):
    for name, regions in ((MEAN, ["NCR", "ED", "ET"]), (MEAN_WITH_BACKGROUND, ["background", "NCR", "ED", "ET"])):
        values = patient_values(scores, name, DICE)
        rows = scores[(scores["metric"] == DICE) & scores["region"].isin(regions) & (scores["model"] == "bad")]
        assert values.loc["P05", "bad"] == pytest.approx(rows[rows["patient_id"] == "P05"]["value"].mean())


def test_a_patient_of_several_folds_counts_once(scores):
    doubled = pd.concat([scores, scores.assign(fold=9, value=scores["value"] + 0.2)])
    pd.testing.assert_frame_equal(patient_values(doubled, "ED", DICE), patient_values(scores, "ED", DICE) + 0.1)
    assert set(summarise(doubled, 1, 50)["n"]) == {12}


def test_summary_has_every_printed_row_with_its_interval_and_its_empty_regions(scores):
    table = summarise(scores, seed=1, draws=500)
    assert tuple(table.columns) == COLUMNS
    assert table["model"].tolist() == ["good"] * len(PRINTED) + ["bad"] * len(PRINTED)
    assert list(zip(table["region"], table["metric"], strict=True))[: len(PRINTED)] == list(PRINTED)
    rows = table.set_index(["model", "region", "metric"])
    for region, metric in (("ED", DICE), ("tumour core", HAUSDORFF)):
        row, values = rows.loc[("bad", region, metric)], patient_values(scores, region, metric)["bad"]
        assert row["value"] == pytest.approx(values.mean())
        assert row["ci_low"] < row["value"] < row["ci_high"]
        # The percentile interval of a mean is about ± 1.96 standard errors.
        assert row["ci_high"] - row["ci_low"] == pytest.approx(2 * 1.96 * values.std(ddof=0) / np.sqrt(12), rel=0.2)
    assert rows.loc[("good", "NCR", DICE), "n_both_empty"] == 1
    assert rows["n_empty_truth"].sum() == rows["n_empty_prediction"].sum() == 0


def test_few_patients_have_no_interval(scores):
    table = summarise(scores[scores["patient_id"] < "P05"], seed=1)
    assert table["value"].notna().all() and table["ci_low"].isna().all()
