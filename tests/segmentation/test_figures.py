import numpy as np
import pytest

from radiogenomics.report.style import save_figure
from radiogenomics.segmentation.figures import dice_by_size, dice_with_and_without_background, score_histograms
from radiogenomics.segmentation.names import DICE
from radiogenomics.segmentation.summary import MEAN, MEAN_WITH_BACKGROUND, summarise


def test_histograms_count_every_patient_once(scores, tmp_path):
    figure = score_histograms(scores)
    assert len(figure.axes) == 2 * 5
    assert [axes.get_title(loc="left") for axes in figure.axes[:5]] == [
        "NCR",
        "ED",
        "ET",
        "tumour core",
        "whole tumour",
    ]
    for axes in figure.axes:
        assert sum(patch.get_height() for patch in axes.patches) == 12
    good = scores[(scores["model"] == "good") & (scores["region"] == "ED") & (scores["metric"] == DICE)]["value"]
    assert figure.axes[1].lines[0].get_xdata()[0] == pytest.approx(good.median())
    assert figure.axes[5].get_ylabel() == "bad\npatients"
    save_figure(figure, tmp_path / "histograms.svg", simulated=True)


def test_points_are_patients_at_their_volume_in_millilitres(scores, tmp_path):
    figure = dice_by_size(scores, voxel_mm3=8.0)
    oedema = figure.axes[1]
    rows = scores[(scores["region"] == "ED") & (scores["metric"] == DICE) & (scores["model"] == "good")]
    points = oedema.collections[0].get_offsets()
    assert np.allclose(points, np.column_stack([rows["n_voxels_truth"] * 8 / 1000, rows["value"]]))
    # One patient has no necrosis: no volume on a logarithmic axis.
    assert len(figure.axes[0].collections[0].get_offsets()) == 11
    assert figure.axes[0].texts[0].get_text() == "1 without NCR"
    save_figure(figure, tmp_path / "size.svg", simulated=False)


def test_a_region_that_no_patient_has_leaves_its_panel_empty(scores, tmp_path):
    without = scores.assign(n_voxels_truth=scores["n_voxels_truth"].where(scores["region"] != "NCR", 0))
    figure = dice_by_size(without, voxel_mm3=1.0)
    save_figure(figure, tmp_path / "size.svg", simulated=True)
    assert figure.axes[0].texts[0].get_text() == "12 without NCR"


def test_means_with_and_without_background_stand_side_by_side(scores, tmp_path):
    summary = summarise(scores, seed=1, draws=100)
    axes = dice_with_and_without_background(summary, (MEAN, MEAN_WITH_BACKGROUND)).axes[0]
    values = summary[summary["model"] == "good"].set_index("region")["value"]
    assert [line.get_xdata()[0] for line in axes.lines[:2]] == [values[MEAN], values[MEAN_WITH_BACKGROUND]]
    assert values[MEAN] < values[MEAN_WITH_BACKGROUND]


def test_means_of_few_patients_have_no_interval(scores, tmp_path):
    summary = summarise(scores[scores["patient_id"] < "P03"], seed=1)
    figure = dice_with_and_without_background(summary, (MEAN, MEAN_WITH_BACKGROUND))
    save_figure(figure, tmp_path / "means.svg", simulated=True)
    assert [len(container[2][0].get_segments()) for container in figure.axes[0].containers] == [0, 0]
