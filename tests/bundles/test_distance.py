import numpy as np
import pytest

from radiogenomics.bundles.distance import (
    FEATURES,
    describe_together,
    describe_training,
    distance_percentile,
    intensity_features,
    joint_distance_percentile,
)


def image(level, seed):
    values = np.random.default_rng(seed).normal(level, 0.05, (8, 8, 8))
    values[:2] = 0
    return np.clip(values, 0, 1).astype(np.float32)


@pytest.fixture(scope="module")
def training():
    return np.stack([intensity_features(image(0.5, seed)) for seed in range(40)])


def test_features_of_an_image_are_those_of_its_voxels_that_are_not_zero():
    values = np.zeros((2, 2, 2), np.float32)
    values[0] = [[0.2, 0.4], [0.6, 0.8]]
    found = dict(zip(FEATURES, intensity_features(values), strict=True))
    assert (
        found["filled"] == 0.5 and found["mean"] == pytest.approx(0.5) and found["percentile_50"] == pytest.approx(0.5)
    )
    assert not intensity_features(np.zeros((2, 2, 2), np.float32)).any()


def test_distances_of_training_patients_have_a_mean_square_of_one(training):
    # Standardised by their own mean and deviation; what is the same in all of them adds nothing.
    described = describe_training(training)
    varying = (training.std(axis=0) > 1e-6).mean()
    assert np.mean(np.square(described["distances"])) == pytest.approx(varying)


def test_a_scan_like_the_others_is_near_and_a_brighter_one_is_far(training):
    described = describe_training(training)
    _, near = distance_percentile(intensity_features(image(0.5, 99)), described)
    distance, far = distance_percentile(intensity_features(image(0.8, 99)), described)
    assert near < 95 and far == 100 and distance > 5


def test_what_breaks_the_rule_that_features_follow_together_is_far_though_each_is_usual():
    random = np.random.default_rng(0)
    first = random.normal(0, 1, 200)
    together = np.column_stack([first, first + 0.1 * random.normal(0, 1, 200)])
    described = describe_together(together)
    assert joint_distance_percentile(np.array([1.0, 1.0]), described)[1] < 90
    assert joint_distance_percentile(np.array([1.0, -1.0]), described)[1] == 100
    assert distance_percentile(np.array([1.0, -1.0]), describe_training(together))[1] < 90


def test_patients_who_are_all_the_same_are_near_and_small_differences_count_for_nothing_where_that_is_asked():
    described = describe_training(np.ones((30, 2)), smallest=(0.1, 0.1))
    assert distance_percentile(np.ones(2), described)[1] == 0
    assert distance_percentile(np.array([1.05, 1.0]), described, least=1.0)[1] == 0
    assert distance_percentile(np.array([2.0, 1.0]), described, least=1.0)[1] == 100


def test_new_patients_of_the_same_kind_are_spread_evenly_over_the_percentiles():
    """Also where there are few training patients for the features: none is compared with patients it was one of."""
    random = np.random.default_rng(1)
    described = describe_together(random.normal(0, 1, (40, 8)))
    percentiles = [joint_distance_percentile(row, described)[1] for row in random.normal(0, 1, (2000, 8))]
    assert np.mean(percentiles) == pytest.approx(50, abs=12)
