from dataclasses import replace

import numpy as np
import pytest
import torch

from radiogenomics.images.slice_augment import Change, augment_slices, draw_change
from radiogenomics.images.slice_settings import SliceAugmentationSettings

NOTHING = {"zoom": (1, 1), "maximum_angle": 0, "maximum_shift": 0, "flip_probability": 0, "brightness": (1, 1)}
EACH = {
    "zoom": (0.8, 1.2),
    "maximum_angle": 15,
    "maximum_shift": 0.1,
    "flip_probability": 1,
    "brightness": (0.8, 1.2),
}


def spot(row: int = 20, column: int = 12, size: tuple[int, int] = (40, 40)) -> torch.Tensor:
    """A smooth bright spot in a slice of two channels."""
    rows, columns = np.indices(size)
    image = 0.8 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / 18)
    return torch.tensor(np.stack([image, image / 2]), dtype=torch.float32)[None]


def place(image: torch.Tensor) -> tuple[float, float]:
    """Row and column of the centre of mass."""
    weights = image[0, 0].double()
    rows, columns = np.indices(weights.shape)
    return tuple(float((weights * torch.tensor(axis)).sum() / weights.sum()) for axis in (rows, columns))


def test_nothing_changes_nothing():
    settings = SliceAugmentationSettings(**NOTHING)
    assert draw_change(settings, 3) == Change()
    torch.testing.assert_close(augment_slices(spot(), [Change()]), spot())


@pytest.mark.parametrize("name", EACH)
def test_each_setting_alone_changes_the_slice(name):
    """A setting that nothing reads would leave the slice as it is."""
    settings = SliceAugmentationSettings(**NOTHING | {name: EACH[name]})
    changed = augment_slices(spot(), [draw_change(settings, 5)])
    assert (changed - spot()).abs().max() > 0.01


def test_shift_is_down_and_to_the_right():
    moved = place(augment_slices(spot(), [Change(shift=(0.1, -0.05))]))
    assert moved == pytest.approx((20 + 4, 12 - 2), abs=0.05)


def test_flip_exchanges_left_and_right():
    torch.testing.assert_close(augment_slices(spot(), [Change(flip=True)]), spot().flip(-1), atol=1e-5, rtol=0)


def test_zoom_magnifies_about_the_centre():
    row, column = place(augment_slices(spot(), [Change(zoom=1.2)]))
    assert (row, column) == pytest.approx((19.5 + 1.2 * 0.5, 19.5 + 1.2 * (12 - 19.5)), abs=0.05)
    assert augment_slices(spot(), [Change(zoom=1.2)]).sum() > 1.3 * spot().sum()


def test_angle_turns_counter_clockwise_as_displayed():
    """From the left of the centre, a quarter turn leads below it: rows count downwards."""
    assert place(augment_slices(spot(), [Change(angle=90)])) == pytest.approx((27, 20), abs=0.6)


def test_angles_are_those_of_pixels_also_in_slices_that_are_not_square():
    image = spot(20, 12, (40, 60))
    distance = np.subtract(place(image), (19.5, 29.5))
    turned = np.subtract(place(augment_slices(image, [Change(angle=30)])), (19.5, 29.5))
    assert np.linalg.norm(turned) == pytest.approx(np.linalg.norm(distance), abs=0.1)


def test_brightness_keeps_values_below_1():
    brighter = augment_slices(spot(), [Change(brightness=2.0)])
    torch.testing.assert_close(brighter, (2 * spot()).clamp(max=1))


def test_a_slice_changes_alike_in_any_batch():
    settings = SliceAugmentationSettings()
    changes = [draw_change(settings, seed) for seed in range(4)]
    batch = augment_slices(torch.cat([spot(15 + k) for k in range(4)]), changes)
    alone = augment_slices(spot(17), [changes[2]])
    torch.testing.assert_close(batch[2:3], alone)
    assert len({replace(change, flip=False) for change in changes}) == 4


def test_draws_fill_their_ranges():
    settings = SliceAugmentationSettings()
    changes = [draw_change(settings, seed) for seed in range(400)]
    for values, (low, high) in [
        ([change.zoom for change in changes], (0.8, 1.2)),
        ([change.angle for change in changes], (-15, 15)),
        ([change.shift[0] for change in changes], (-0.1, 0.1)),
        ([change.brightness for change in changes], (0.8, 1.2)),
    ]:
        assert low <= min(values) < low + 0.05 * (high - low) and high - 0.05 * (high - low) < max(values) <= high
    assert 0.4 < np.mean([change.flip for change in changes]) < 0.6
