import numpy as np
import torch

from radiogenomics.segmentation.channels import LabelChannels
from radiogenomics.segmentation.postprocessing import (
    PostprocessingSettings,
    cleaned,
    post_processed,
    thresholded,
    without_small_parts,
)

WITH, WITHOUT = LabelChannels(background=True), LabelChannels(background=False)


def logits_of(*probabilities: float) -> torch.Tensor:
    return torch.tensor(probabilities).log().view(4, 1, 1, 1)


def blobs() -> np.ndarray:
    labels = np.zeros((12, 12, 12), np.uint8)
    labels[1:6, 1:6, 1:6] = 2
    labels[2:5, 2:5, 2:5] = 4
    labels[8:10, 8:10, 8:10] = 1
    labels[3, 3, 6:9] = 2  # a thread
    labels[11, 0, 0] = 4  # a speck
    return labels


def test_threshold_is_of_the_tumour_as_a_whole():
    # Background is the likeliest single class, but some tumour is likelier than none.
    split = logits_of(0.4, 0.3, 0.1, 0.2)
    assert WITH.decode(split).item() == 0
    assert thresholded(split, WITH, 0.5).item() == 1
    assert thresholded(split, WITH, 0.61).item() == 0
    assert thresholded(logits_of(0.9, 0.02, 0.03, 0.05), WITH, 0.05).item() == 4
    without = split[1:] - split[:1]
    assert thresholded(without, WITHOUT, 0.5).item() == 1


def test_nothing_is_cleaned_by_default():
    assert np.array_equal(cleaned(blobs(), PostprocessingSettings()), blobs())


def test_small_parts_become_background():
    labels = blobs()
    found = cleaned(labels, PostprocessingSettings(smallest_component=2))
    assert found[11, 0, 0] == 0 and np.count_nonzero(labels) - np.count_nonzero(found) == 1
    found = cleaned(labels, PostprocessingSettings(smallest_component=9))
    assert set(np.unique(found)) == {0, 2, 4}


def test_largest_part_keeps_all_its_labels():
    found = cleaned(blobs(), PostprocessingSettings(largest_component_only=True))
    assert (
        np.count_nonzero(found == 4) == 27 and np.count_nonzero(found == 2) == 125 - 27 + 3 and not (found == 1).any()
    )


def test_parts_that_touch_at_a_corner_are_one():
    labels = np.zeros((4, 4, 4), np.uint8)
    labels[1, 1, 1] = labels[2, 2, 2] = 1
    assert np.array_equal(cleaned(labels, PostprocessingSettings(smallest_component=2)), labels)


def test_opening_removes_threads_and_specks():
    found = cleaned(blobs(), PostprocessingSettings(opening=1))
    assert not found[3, 3, 7:9].any() and found[11, 0, 0] == 0
    assert found[3, 3, 3] == 4


def test_no_tumour_stays_none():
    empty = np.zeros((4, 4, 4), np.uint8)
    assert not cleaned(empty, PostprocessingSettings(largest_component_only=True, opening=1)).any()


def test_steps_build_on_each_other():
    labels = blobs()
    logits = torch.from_numpy(WITH.encode(labels)).float() * 10
    steps = post_processed(logits, WITH, PostprocessingSettings(largest_component_only=True))
    assert list(steps) == ["argmax", "threshold", "clean-up"]
    assert np.array_equal(steps["argmax"], labels) and np.array_equal(steps["threshold"], labels)
    assert np.count_nonzero(steps["clean-up"]) == 128
    assert {step.dtype for step in steps.values()} == {np.dtype(np.uint8)}


def test_parts_that_are_small_beside_the_largest_go_and_a_second_tumour_stays():
    labels = blobs()
    labels[3, 3, 6:9] = 0
    kept = without_small_parts(labels, 0.05)
    # 125 voxels, 8 and 1: the cube of 8 is 6 % of the largest part.
    assert kept[11, 0, 0] == 0 and (kept[8:10, 8:10, 8:10] == 1).all() and (kept[1:6] == labels[1:6]).all()
    assert not without_small_parts(labels, 0.1)[8:10].any()
    assert not without_small_parts(np.zeros((3, 3, 3), np.uint8), 0.1).any()
