import numpy as np
import pytest
import torch

from radiogenomics.training.tasks.segmentation import SegmentationTask

TASK = SegmentationTask()


def logits_of(classes):
    """Logits that are sure of the classes (n, 1, z, y, x)."""
    return torch.nn.functional.one_hot(classes[:, 0], 4).movedim(-1, 1).float() * 20


@pytest.fixture
def classes():
    return torch.randint(0, 4, (3, 1, 4, 4, 4), generator=torch.Generator().manual_seed(0))


def test_perfect_segmentation(classes):
    assert TASK.loss(logits_of(classes), classes, TASK.weights(None), 3) < 1e-5
    metrics = TASK.metrics(TASK.observe(logits_of(classes), classes), ["A", "A", "B"])
    assert set(metrics.values()) == {1.0}


def test_dice_is_twice_the_overlap_over_both_sizes():
    truth, found = torch.zeros(2, 1, 1, 1, 10, dtype=torch.long), torch.zeros(2, 1, 1, 1, 10, dtype=torch.long)
    truth[0, ..., :4], found[0, ..., 2:5] = 1, 1
    truth[1, ..., 0], found[1, ..., 0] = 2, 2
    observed = TASK.observe(logits_of(found), truth)
    assert observed[0, 0] == pytest.approx(2 * 2 / (4 + 3))
    assert observed[1, 1] == 1
    metrics = TASK.metrics(observed, ["A", "B"])
    assert metrics["dice_necrotic_core"] == pytest.approx(4 / 7), "the image without that class does not count"


def test_share_of_a_part_in_the_loss(classes):
    logits = torch.randn(3, 4, 4, 4, 4, generator=torch.Generator().manual_seed(1))
    whole = TASK.loss(logits, classes, None, 3)
    parts = TASK.loss(logits[:2], classes[:2], None, 3) + TASK.loss(logits[2:], classes[2:], None, 3)
    assert whole.item() == pytest.approx(parts.item(), rel=1e-5)


def test_images_and_classes_are_flipped_alike(classes):
    generator = np.random.default_rng(0)
    flips = set()
    for _ in range(20):
        inputs, target = TASK.augmented({"images": classes.float()}, classes, generator)
        assert torch.equal(inputs["images"], target.float())
        flips.add(tuple(axis for axis in (2, 3, 4) if torch.equal(target, classes.flip(axis))))
        assert torch.equal(target.flatten().sort().values, classes.flatten().sort().values)
    assert {(2,), (3,), (4,)} & flips
