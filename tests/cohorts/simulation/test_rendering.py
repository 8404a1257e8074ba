import numpy as np
import pytest

from radiogenomics.cohorts.simulation.anatomy import warp
from radiogenomics.cohorts.simulation.contrasts import CONTRASTS
from radiogenomics.cohorts.simulation.rendering import render
from radiogenomics.cohorts.simulation.template import healthy_template
from radiogenomics.cohorts.simulation.tumour import grow_tumour, plan_tumour


@pytest.fixture(scope="module")
def patient():
    template, rng = healthy_template(4.0), np.random.default_rng(2)
    plan = plan_tumour(template, rng, True, True, 0.35)
    anatomy = warp(template, rng, plan.centre, plan.radius, 4.0)
    return anatomy, grow_tumour(anatomy, rng, plan)


@pytest.mark.parametrize("modality", CONTRASTS)
@pytest.mark.parametrize("latent", [-2.0, 0.0, 2.5])
def test_planted_ratio_is_exact(patient, modality, latent):
    anatomy, labels = patient
    contrast = CONTRASTS[modality]
    image = render(anatomy, labels, contrast, latent, np.random.default_rng(1)).astype(float)
    ratio = image[np.isin(labels, (1, 4))].mean() / image[labels == 2].mean()
    assert np.log(ratio) == pytest.approx(np.log(contrast.core_to_oedema) + contrast.amplitude * latent, abs=1e-4)


@pytest.mark.parametrize("modality", CONTRASTS)
def test_rim_and_necrosis_keep_their_contrast(patient, modality):
    anatomy, labels = patient
    contrast = CONTRASTS[modality]
    for latent in (-2.0, 2.0):
        image = render(anatomy, labels, contrast, latent, np.random.default_rng(1))
        ratio = image[labels == 4].mean() / image[labels == 1].mean()
        assert np.log(ratio) == pytest.approx(np.log(contrast.enhancing_to_necrosis), abs=0.25)


def test_latent_contrast_changes_the_core_alone(patient):
    anatomy, labels = patient
    low, high = (render(anatomy, labels, CONTRASTS["T1"], latent, np.random.default_rng(1)) for latent in (-1.0, 1.0))
    from scipy import ndimage

    far = ndimage.distance_transform_edt(~np.isin(labels, (1, 4))) > 4
    np.testing.assert_allclose(low[far], high[far])
    assert (high[np.isin(labels, (1, 4))] > low[np.isin(labels, (1, 4))]).all()


def test_background_is_0_and_tissues_are_ordered(patient):
    anatomy, labels = patient
    images = {name: render(anatomy, labels, CONTRASTS[name], 0.0, np.random.default_rng(1)) for name in ("T1", "T2")}
    healthy = labels == 0
    white, csf = ((share > 0.9) & healthy for share in (anatomy.white_matter, anatomy.csf))
    assert images["T1"][white].mean() > images["T1"][csf].mean()
    assert images["T2"][white].mean() < images["T2"][csf].mean()
    for image in images.values():
        assert (image[~anatomy.brain] == 0).all()
        assert (image[anatomy.brain] > 0).all()
