import numpy as np

from radiogenomics.cohorts.simulation.fields import smooth_field
from radiogenomics.cohorts.simulation.grid import Grid


def test_mean_is_0_and_variance_is_1():
    axes = Grid(4.0).coordinates()
    fields = np.stack([smooth_field(np.random.default_rng(seed), axes, 20.0) for seed in range(20)])
    assert abs(fields.mean()) < 0.05
    assert abs(fields.std() - 1) < 0.05
    assert abs(fields[:, 0, 0, 0].std() - 1) < 0.5


def test_field_does_not_depend_on_the_grid_or_box():
    fine, box = Grid(1.0), (slice(10, 20), slice(100, 120), slice(60, 90))
    whole = smooth_field(np.random.default_rng(1), fine.coordinates(), 25.0)
    part = smooth_field(np.random.default_rng(1), fine.coordinates(box), 25.0)
    np.testing.assert_allclose(part, whole[box], atol=1e-5)


def test_longer_correlation_gives_smoother_fields():
    axes = Grid(4.0).coordinates()
    roughness = [
        np.abs(np.diff(smooth_field(np.random.default_rng(3), axes, length), axis=2)).mean() for length in (10, 20, 60)
    ]
    assert roughness == sorted(roughness, reverse=True)
