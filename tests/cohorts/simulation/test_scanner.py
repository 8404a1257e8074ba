import numpy as np
import pytest

from radiogenomics.cohorts.simulation.contrasts import CONTRASTS
from radiogenomics.cohorts.simulation.scanner import acquire
from radiogenomics.cohorts.simulation.template import healthy_template


def scan(modality, noise, scanner_seed=1, seed=0):
    anatomy, contrast = healthy_template(4.0), CONTRASTS[modality]
    image = (anatomy.brain * contrast.white_matter).astype(np.float32)
    acquired = acquire(image, anatomy, modality, contrast, noise, scanner_seed, np.random.default_rng(seed))
    return image, acquired, anatomy.brain


def test_without_noise_a_quantitative_map_is_unchanged_but_for_quantisation():
    image, acquired, brain = scan("DTI_AD", 0.0)
    np.testing.assert_allclose(acquired[brain], image[brain], rtol=2e-3)


def test_scanners_have_their_own_gain_and_bias_field():
    image, first, brain = scan("T1", 0.0, scanner_seed=1)
    _, second, _ = scan("T1", 0.0, scanner_seed=2)
    assert first[brain].mean() != pytest.approx(second[brain].mean(), rel=0.01)
    assert 0.02 < (first[brain] / image[brain]).std() / (first[brain] / image[brain]).mean() < 0.15


def test_patients_of_one_scanner_share_its_bias_field():
    _, first, _ = scan("T1", 0.0, seed=1)
    _, second, _ = scan("T1", 0.0, seed=2)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("noise", [0.02, 0.1])
def test_noise_is_a_share_of_white_matter(noise):
    image, acquired, brain = scan("DTI_TR", noise)
    deviation = (acquired[brain] - image[brain]).std() / CONTRASTS["DTI_TR"].white_matter
    assert 0.65 * noise < deviation < 1.35 * noise


def test_noise_is_rician_and_never_negative():
    anatomy, contrast = healthy_template(4.0), CONTRASTS["T2"]
    dark = np.zeros(anatomy.brain.shape, np.float32)
    acquired = acquire(dark, anatomy, "T2", contrast, 0.1, 1, np.random.default_rng(0))[anatomy.brain]
    assert acquired.min() > 0
    assert acquired.mean() / acquired.std() == pytest.approx(np.sqrt(np.pi / (4 - np.pi)), rel=0.05)


def test_fraction_never_exceeds_1():
    anatomy, contrast = healthy_template(4.0), CONTRASTS["DTI_FA"]
    bright = anatomy.brain.astype(np.float32)
    acquired = acquire(bright, anatomy, "DTI_FA", contrast, 0.3, 1, np.random.default_rng(0))
    assert acquired.max() == 1
    assert acquired[~anatomy.brain].max() == 0
