import io

import numpy as np
import pandas as pd
import pytest

from radiogenomics.training.curves import learning_curves
from radiogenomics.training.selection import select_epoch
from radiogenomics.training.tasks.binary import BinaryTask
from radiogenomics.training.tasks.segmentation import SegmentationTask


@pytest.fixture
def histories(history):
    return {
        "DTI_FA": [
            history([0.6, 0.7, 0.4], [0.6, 0.5, 0.9], [0.7, 0.6, 0.5]),
            history([0.1, 0.2, 0.3], [0.9, 0.9, 0.9], [0.7, 0.8, 0.9]),
        ],
        "DSC_PH": [history([0.6], [0.6], [0.5]), history([0.6], [0.6], [0.5])],
    }


@pytest.fixture
def figure(histories):
    selections = {name: [select_epoch(history) for history in folds] for name, folds in histories.items()}
    return learning_curves(histories, selections, {"DTI_FA": [30, 31], "DSC_PH": [27, 27]}, "SpotTune", BinaryTask())


def test_every_fold_has_its_lines_in_the_row_of_its_input(figure, histories):
    loss = figure.axes[0]
    drawn = [line.get_ydata() for line in loss.lines]
    for fold in histories["DTI_FA"]:
        for column in ("validation_loss", "training_loss"):
            assert any(np.array_equal(line, fold[column]) for line in drawn)
    assert [figure.axes[index].get_ylabel() for index in (0, 4)] == ["DTI_FA\nn = 30–31", "DSC_PH\nn = 27"]
    assert [axes.get_title("left") for axes in figure.axes[:4]] == [
        "Binary cross-entropy",
        "Validation AUC",
        "Accuracy",
        "0.6 SEN + 0.4 SPE",
    ]
    assert figure.get_suptitle() == "SpotTune"


def marked(axes, marker):
    return [line.get_xdata().tolist() for line in axes.lines if line.get_marker() == marker]


def test_the_marker_of_an_epoch_tells_the_rule_that_selected_it(figure):
    assert (marked(figure.axes[0], "o"), marked(figure.axes[0], "x")) == ([[2]], [[3]])
    assert (marked(figure.axes[4], "o"), marked(figure.axes[4], "x")) == ([[1], [1]], [])


def test_folds_without_an_eligible_epoch_are_counted(figure):
    texts = [[text.get_text() for text in figure.axes[index].texts] for index in (3, 7)]
    assert texts == [["No eligible epoch in 1 of 2 folds"], []]


def test_it_can_be_drawn_where_a_fold_never_meets_the_criterion(figure):
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    assert stream.tell() > 1000
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [
        *("Fold 0", "Fold 1", "Validation", "Training"),
        *("Selected by the criterion (3 of 4 trainings)", "No eligible epoch: last (1 of 4 trainings)"),
    ]


def test_a_marker_at_one_is_not_cut_off(figure):
    for axes in (figure.axes[index] for index in (1, 2, 3, 5, 6, 7)):
        _, one = axes.transData.transform((0, 1))
        marker_radius = 3.5 / 72 * figure.dpi
        assert one + marker_radius <= axes.bbox.y1


def test_curves_of_another_task():
    task = SegmentationTask()
    history = pd.DataFrame({"epoch": [1, 2], **{name: [0.2, 0.4] for name in task.columns}})
    figure = learning_curves({"FLAIR": [history]}, {"FLAIR": [task.select(history)]}, {"FLAIR": [4]}, "UNet", task)
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles == [curve.title for curve in task.curves]
    assert all(marked(axes, "x") == [[2]] for axes in figure.axes)
    assert not figure.axes[-1].texts
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["Validation", "Last epoch (1 of 1 trainings)"]
