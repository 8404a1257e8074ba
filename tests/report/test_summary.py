"""A study in one row of short cells."""

from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.files import write_table
from radiogenomics.report.results import Results
from radiogenomics.report.summary import COLUMNS, summary
from radiogenomics.segmentation.names import DICE, MEAN, MEAN_WITH_BACKGROUND


def test_a_row_says_whom_how_well_and_against_what(about, folder, chance_table):
    truth = {"name": ["T1", "struct", "dti"], "ideal_auc": [0.6, 0.91, 0.99]}
    write_table(pd.DataFrame(truth), folder / "ground_truth.csv")
    write_table(chance_table([0.01, 0.2, 0.049, 0.05]), folder / "chance.csv")
    assert summary(replace(about, simulated=True), Results(folder)) == {
        "Patients": "simulated",
        "Training": "3–4",
        "Test": "2",
        "Best (of how many)": "Forest, Struct (4)",
        "Result": "AUC 0.60 (0.40–0.80)",
        "Ideal observer": "0.91",
        "Better than chance": "2 of 4",
        "Published": "",
    }


def test_the_published_headline_stands_in_its_own_metric(about, folder):
    assert summary(about, Results(folder), ["lyu_response"])["Published"] == "ACC 0.85 (MRI and expression)"


def test_what_a_study_lacks_is_empty(about, tmp_path):
    row = summary(about, Results(tmp_path))
    assert tuple(row) == COLUMNS
    assert row.pop("Patients") == "real" and set(row.values()) == {""}


@pytest.mark.parametrize(("low", "text"), [(0.8, "Dice 0.84 (0.80–0.87)"), (None, "Dice 0.84")])
def test_segmentations_are_judged_by_their_overlap_without_background(about, tmp_path, low, text):
    rows = [("forest", MEAN, 0.7), ("net", MEAN, 0.84), ("forest", MEAN_WITH_BACKGROUND, 0.9)]
    table = pd.DataFrame(rows, columns=["model", "region", "value"])
    table = table.assign(metric=DICE, ci_low=low, ci_high=0.87, n=12)
    write_table(table, tmp_path / "region_summary.csv")
    row = summary(about, Results(tmp_path))
    assert (row["Result"], row["Best (of how many)"], row["Test"]) == (text, "Elastic net (2)", "12")
    assert row["Ideal observer"] == row["Better than chance"] == ""
