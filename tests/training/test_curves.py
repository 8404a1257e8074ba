import io

import numpy as np
import pytest

from radiogenomics.training.curves import learning_curves
from radiogenomics.training.selection import select_epoch


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
    return learning_curves(histories, selections, "SpotTune")


def test_every_fold_has_its_lines_in_the_row_of_its_input(figure, histories):
    loss = figure.axes[0]
    drawn = [line.get_ydata() for line in loss.lines]
    for fold in histories["DTI_FA"]:
        for column in ("validation_loss", "training_loss"):
            assert any(np.array_equal(line, fold[column]) for line in drawn)
    assert [figure.axes[index].get_ylabel() for index in (0, 3)] == ["DTI_FA", "DSC_PH"]
    assert [axes.get_title("left") for axes in figure.axes[:3]] == [
        "Binary cross-entropy",
        "Validation AUC",
        "0.6 SEN + 0.4 SPE",
    ]
    assert figure.get_suptitle() == "SpotTune"


def test_the_selected_epochs_are_ringed(figure):
    rings = [line.get_xdata().tolist() for line in figure.axes[0].lines if line.get_fillstyle() == "none"]
    assert rings == [[2], [3]]


def test_it_can_be_drawn_where_a_fold_never_meets_the_criterion(figure):
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    assert stream.tell() > 1000
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["Fold 0", "Fold 1", "Validation", "Training", "Selected epoch"]
