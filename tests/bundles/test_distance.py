import numpy as np
import pytest

from radiogenomics.bundles.distance import FEATURES, describe_training, distance_percentile, intensity_features


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
