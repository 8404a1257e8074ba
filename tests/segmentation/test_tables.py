import pandas as pd
import pytest

from radiogenomics.segmentation.comparisons import compare_networks
from radiogenomics.segmentation.summary import PRINTED, summarise
from radiogenomics.segmentation.tables import comparisons_table, empty_table, heading, scores_table, steps_table

TITLES = {"good": "SegResNet", "bad": "2.5-D U-Net"}


@pytest.fixture
def published(repository) -> pd.DataFrame:
    table = pd.read_csv(repository / "resources" / "published" / "tuberlin_segmentation.csv")
    return table[table["metric"] == "Dice"]


def test_headings_are_those_of_the_published_table():
    assert [heading(*key) for key in PRINTED] == [
        *("Mean Dice", "Dice NCR", "Dice ED", "Dice ET", "HD95 TC, mm", "HD95 WT, mm"),
        *("Dice background", "Mean Dice with background"),
    ]


def test_values_have_their_intervals_and_stand_above_the_published_ones(scores, published):
    summary = summarise(scores, seed=1, draws=200)
    table = scores_table(summary, TITLES, published).set_index("Model")
    assert list(table.index) == [
        "SegResNet",
        "2.5-D U-Net",
        *(f"{name}, published" for name in published["model"].unique()),
    ]
    row = summary.set_index(["model", "region"]).loc[("bad", "ED")]
    cell = f"{row['value']:.3f} ({row['ci_low']:.2f}–{row['ci_high']:.2f})"
    assert table.loc["2.5-D U-Net", "Dice ED"] == cell
    assert table.loc["2.5-D U-Net", "Patients"] == "12"
    row = summary.set_index(["model", "region"]).loc[("bad", "tumour core")]
    cell = f"{row['value']:.1f} ({row['ci_low']:.1f}–{row['ci_high']:.1f})"
    assert table.loc["2.5-D U-Net", "HD95 TC, mm"] == cell
    theirs = table.loc["SegResNet, published"]
    assert theirs[["Mean Dice", "Mean Dice with background", "Dice NCR", "Patients"]].tolist() == [
        *("0.809", "0.855", "0.768", "–")
    ]
    assert table.loc["2.5-D U-Net, published", "Patients"] == "120"
    assert len(scores_table(summary, TITLES)) == 2


def test_empty_regions_are_counted(scores):
    table = empty_table(summarise(scores, seed=1, draws=50), TITLES)
    assert table.to_numpy().tolist() == [["SegResNet", "NCR", 1, 0, 0], ["2.5-D U-Net", "NCR", 1, 0, 0]]


def test_tests_are_text_with_the_models_titles(scores):
    table = comparisons_table(compare_networks(scores), TITLES)
    assert len(table) == len(PRINTED) and set(table["Models"]) == {"SegResNet and 2.5-D U-Net"}
    assert table.loc[0, ["Score", "Test", "Patients"]].tolist() == ["Mean Dice", "Wilcoxon, signed ranks", "12"]
    assert table.loc[0, "Median difference"].startswith("+0.")


def test_one_network_alone_is_compared_with_none(scores):
    assert comparisons_table(compare_networks(scores[scores["model"] == "good"]), TITLES).empty


def test_steps_of_the_clean_up_have_a_row_each_and_the_mean_is_without_background():
    regions = {"NCR": 0.2, "ED": 0.4, "ET": 0.6, "background": 1.0}
    rows = [
        ("good", 0, "P1", step, region, value) for step in ("argmax", "clean-up") for region, value in regions.items()
    ]
    steps = pd.DataFrame(rows, columns=["model", "fold", "patient_id", "step", "region", "value"])
    table = steps_table(steps, TITLES)
    assert table["Step"].tolist() == ["argmax", "clean-up"] and set(table["Model"]) == {"SegResNet"}
    assert table.loc[0, ["Mean Dice", "Dice NCR", "Dice background"]].tolist() == ["0.400", "0.200", "1.000"]
