import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.scores import checked_probabilities, checked_scores


@pytest.mark.parametrize(
    ("labels", "scores", "message"),
    [
        ([1, 0, 1], [0.1, 0.2], "one of each per patient"),
        ([1, 0, 2], [0.1, 0.2, 0.3], "neither 0 nor 1"),
        ([1, 0, np.nan], [0.1, 0.2, 0.3], "neither 0 nor 1"),
        ([1, 0, 1], [0.1, np.nan, 0.3], "1 of 3 scores are missing"),
    ],
)
def test_unusable_scores_are_refused_in_one_line(labels, scores, message):
    with pytest.raises(InputError, match=message) as error:
        checked_scores(labels, scores, "SpotTune, DSC")
    assert str(error.value).startswith("SpotTune, DSC: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("labels", [[1, 1, 1], [0, 0, 0], []])
def test_b22_one_class_is_refused(labels):
    with pytest.raises(InputError, match="both classes are needed"):
        checked_scores(labels, np.full(len(labels), 0.5))


@pytest.mark.parametrize("probability", [-0.1, 1.2])
def test_b37_probability_outside_0_1_is_refused(probability):
    with pytest.raises(InputError, match="outside 0…1"):
        checked_probabilities([1, 0], [probability, 0.5])


def test_scores_need_not_be_probabilities():
    truth, scores = checked_scores([1, 0], [7, -3])
    assert truth.tolist() == [True, False]
    assert scores.tolist() == [7, -3]


def test_one_class_is_accepted_where_both_are_not_needed():
    truth, _ = checked_probabilities([1, 1], [0.2, 0.3], both_classes=False)
    assert truth.all()
    with pytest.raises(InputError, match="0 patients"):
        checked_probabilities([], [], both_classes=False)
