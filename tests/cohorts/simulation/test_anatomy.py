import numpy as np

from radiogenomics.cohorts.simulation.anatomy import warp
from radiogenomics.cohorts.simulation.template import healthy_template

CENTRE = np.array([85.0, 120.0, 85.0])


def warped(seed, push=0.0):
    return warp(healthy_template(4.0), np.random.default_rng(seed), CENTRE, 20.0, push)


def test_shares_sum_to_1_in_the_brain_and_0_outside():
    anatomy = warped(0)
    total = anatomy.grey_matter + anatomy.white_matter + anatomy.csf
    np.testing.assert_allclose(total[anatomy.brain], 1, atol=1e-5)
    assert total[~anatomy.brain].max() == 0


def test_patients_differ_but_stay_brains():
    template, first, second = healthy_template(4.0), warped(1), warped(2)
    assert np.abs(first.white_matter - second.white_matter).mean() > 0.01
    for anatomy in (first, second):
        overlap = 2 * np.count_nonzero(anatomy.brain & template.brain)
        assert overlap / (np.count_nonzero(anatomy.brain) + np.count_nonzero(template.brain)) > 0.9


def test_brain_is_not_cut_off_by_the_box():
    for seed in range(5):
        brain = warped(seed, push=6.0).brain
        assert not brain[-1].any()  # the brain stem may leave the field of view below
        for axis in (1, 2):
            assert not np.take(brain, [0, -1], axis=axis).any()


def test_tumour_pushes_the_midline_away():
    midline = np.array([85.0, 120.0, 119.5])
    index = tuple(np.abs(axis - place).argmin() for axis, place in zip(warped(3).coordinates, midline, strict=True))
    z, y, _ = index
    x = warped(3).coordinates[2]
    gap = (x > 105) & (x < 135)
    still, pushed = (
        anatomy.csf[z, y - 6 : y + 6][:, gap].mean(axis=0) for anatomy in (warped(3), warped(3, push=10.0))
    )
    assert (pushed * x[gap]).sum() / pushed.sum() > (still * x[gap]).sum() / still.sum() + 0.2
