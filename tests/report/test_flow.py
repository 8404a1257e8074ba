import pandas as pd
import pytest

from radiogenomics.files import read_table
from radiogenomics.report.flow import flow_figure
from radiogenomics.report.style import PAGE_WIDTH

CLASSES = ("Methylated", "Unmethylated")


@pytest.fixture
def tables(folder) -> dict:
    cohort = read_table(folder / "cohort.csv").set_index("patient_id")
    return {
        "splits": read_table(folder / "splits.csv"),
        "labels": cohort["label"],
        "dropped": read_table(folder / "dropped.csv"),
        "group": "DTI",
    }


def texts(figure) -> str:
    return "\n".join(text.get_text() for text in figure.axes[0].texts)


def test_every_step_exclusion_and_subset_is_in_the_diagram(folder, tables):
    text = texts(flow_figure(read_table(folder / "cohort_flow.csv"), CLASSES, **tables))
    assert "n = 8" in text and "n = 6 (3 Methylated, 3 Unmethylated)" in text
    assert "Excluded: n = 2" in text and "unknown: 2" in text
    assert "Not used in the group DTI: n = 1" in text and "without DTI_FA: 1" in text
    assert "Training, in 2 folds" in text
    assert "structural: 4 (2 Methylated, 2 Unmethylated)" in text and "DTI: 3 (2 Methylated, 1 Unmethylated)" in text
    assert "n = 2 (1 Methylated, 1 Unmethylated)" in text


def test_one_division_is_not_called_folds(folder, tables):
    text = texts(flow_figure(read_table(folder / "cohort_flow.csv"), CLASSES, trained_folds=[0], **tables))
    validate = tables["splits"].query("subset == 'train' and fold == 0").groupby("group").size()
    assert "Training, once" in text and "folds" not in text
    assert "of which validate" in text and str(validate.iloc[0]) in text


def test_some_of_the_folds_are_counted(folder, tables):
    splits = tables["splits"].assign(fold=tables["splits"]["fold"].where(tables["splits"]["fold"] != 1, 2))
    extra = splits[splits["subset"] == "train"].head(1).assign(patient_id="P9", fold=1)
    more = {**tables, "splits": pd.concat([splits, extra], ignore_index=True)}
    text = texts(flow_figure(read_table(folder / "cohort_flow.csv"), CLASSES, trained_folds=[0, 1], **more))
    assert "Training, in 2 of 3 folds" in text


def test_a_study_without_a_split_ends_with_its_selection(folder):
    text = texts(flow_figure(read_table(folder / "cohort_flow.csv"), CLASSES))
    assert "Training" not in text and "Label known" in text


def test_texts_stay_within_the_figure_whatever_their_length(folder, tables):
    flow = read_table(folder / "cohort_flow.csv")
    flow["why"] = "; ".join(
        f"a reason that is long, tells {k} things WITH CAPITALS, and goes on to tell more about MGMT and IDH: 1"
        for k in range(20)
    )
    figure = flow_figure(flow, ("Survival above the median", "not above the median"), **tables)
    figure.canvas.draw()
    width, height = figure.get_size_inches() * figure.dpi
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
    assert width == PAGE_WIDTH * figure.dpi
    assert min(box.x0 for box in boxes) >= 0 and max(box.x1 for box in boxes) <= width
    assert min(box.y0 for box in boxes) >= 0 and max(box.y1 for box in boxes) <= height
    assert "and 12 more reasons" in texts(figure)


def test_texts_stay_within_their_boxes(folder, tables):
    figure = flow_figure(read_table(folder / "cohort_flow.csv"), CLASSES, **tables)
    figure.canvas.draw()
    frames = [patch.get_window_extent() for patch in figure.axes[0].patches if hasattr(patch, "get_boxstyle")]
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        if text.get_text():
            assert any(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 <= frame.y1 for frame in frames)
