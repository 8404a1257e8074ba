import numpy as np
import pytest
from scipy import ndimage

from radiogenomics.cohorts.simulation.anatomy import warp
from radiogenomics.cohorts.simulation.grid import PUBLISHED_WINDOW
from radiogenomics.cohorts.simulation.template import healthy_template
from radiogenomics.cohorts.simulation.tumour import ENHANCING, NECROSIS, OEDEMA, grow_tumour, plan_tumour

SEEDS = range(25)


def grow(seed, spacing=4.0, necrosis=True, enhancement=True):
    template, rng = healthy_template(spacing), np.random.default_rng(seed)
    plan = plan_tumour(template, rng, necrosis, enhancement, 0.35)
    anatomy = warp(template, np.random.default_rng(seed), plan.centre, plan.radius, 4.0)
    return anatomy, grow_tumour(anatomy, rng, plan)


@pytest.mark.parametrize("seed", SEEDS)
def test_volumes_are_a_glioblastomas(seed):
    _, labels = grow(seed)
    cubic_centimetres = np.bincount(labels.ravel(), minlength=5) * 4.0**3 / 1000
    assert set(np.unique(labels)) == {0, NECROSIS, OEDEMA, ENHANCING}
    assert 36 <= cubic_centimetres[1:].sum() <= 164
    assert 14.5 <= cubic_centimetres[NECROSIS] + cubic_centimetres[ENHANCING] <= 62
    assert min(np.count_nonzero(labels == label) for label in (NECROSIS, OEDEMA, ENHANCING)) >= 20


@pytest.mark.parametrize("seed", SEEDS)
def test_tumour_is_one_piece_inside_brain_and_published_window(seed):
    anatomy, labels = grow(seed)
    assert ndimage.label(labels, structure=np.ones((3, 3, 3)))[1] == 1
    assert not (labels > 0)[~anatomy.brain].any()
    for axis, indices, (low, high) in zip(anatomy.coordinates, np.nonzero(labels), PUBLISHED_WINDOW, strict=True):
        assert axis[indices.min()] - 2 >= low
        assert axis[indices.max()] + 2 <= high - 1


def test_rim_lies_around_necrosis():
    for seed in range(8):
        _, labels = grow(seed)
        depth = ndimage.distance_transform_edt(np.isin(labels, (NECROSIS, ENHANCING)))
        assert depth[labels == NECROSIS].mean() > depth[labels == ENHANCING].mean()


def test_regions_can_be_absent():
    assert not (grow(3, necrosis=False)[1] == NECROSIS).any()
    assert (grow(3, necrosis=False)[1] == ENHANCING).any()
    assert not (grow(3, enhancement=False)[1] == ENHANCING).any()
    assert (grow(3, enhancement=False)[1] == NECROSIS).any()


def test_oedema_prefers_white_matter():
    shares = []
    for seed in range(8):
        anatomy, labels = grow(seed)
        shares.append(anatomy.white_matter[labels == OEDEMA].mean() - anatomy.white_matter[anatomy.brain].mean())
    assert min(shares) > 0


def test_places_vary_over_both_hemispheres():
    centres = np.array(
        [plan_tumour(healthy_template(4.0), np.random.default_rng(seed), True, True, 0.35).centre for seed in range(40)]
    )
    assert (centres[:, 2] < 119.5).mean() == pytest.approx(0.5, abs=0.25)
    assert centres.std(axis=0).min() > 5


def test_volume_does_not_depend_on_the_spacing():
    fine, coarse = (np.count_nonzero(grow(11, spacing)[1]) * spacing**3 for spacing in (2.5, 4.0))
    assert fine == pytest.approx(coarse, rel=0.05)
