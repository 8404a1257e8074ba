import numpy as np
import pytest

from radiogenomics.cohorts.simulation.template import healthy_template


@pytest.fixture(scope="module")
def template():
    return healthy_template(4.0)


def test_shares_are_shares(template):
    for share in (template.grey_matter, template.white_matter, template.csf):
        assert share.min() >= 0
        assert share.max() <= 1 + 1e-6
    assert (template.grey_matter + template.white_matter + template.csf).max() <= 1 + 1e-6


def test_brain_volume_is_a_persons(template):
    litres = np.count_nonzero(template.brain) * 4.0**3 / 1e6
    assert 1.1 < litres < 1.7


def test_brain_lies_where_a_real_atlas_brain_lies(template, shared):
    import nibabel as nib

    real = (
        nib.load(shared / "real" / "mri" / "brainlesion_brats_case" / "t1n.nii.gz").get_fdata().transpose(2, 1, 0) > 0
    )
    for axis, (mine, theirs) in enumerate(zip(_edges(template), np.argwhere(real).T, strict=True)):
        assert abs(mine[0] - theirs.min()) < 14, axis
        assert abs(mine[1] - theirs.max()) < 14, axis


def _edges(template):
    for axis, indices in zip(template.coordinates, np.nonzero(template.brain), strict=True):
        yield axis[indices.min()], axis[indices.max()]


def test_front_faces_low_y_and_ventricles_are_fluid(template):
    z, y, x = template.coordinates
    lateral_ventricle = template.csf[np.abs(z - 85).argmin(), :, np.abs(x - 107).argmin()]
    inner = (y > 70) & (y < 190)
    assert lateral_ventricle[inner].max() > 0.7
    cerebellum = template.brain[np.abs(z - 25).argmin()].any(axis=1)
    assert y[cerebellum].mean() > 130
