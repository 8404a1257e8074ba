import numpy as np
import pytest
import SimpleITK

from radiogenomics.cohorts.simulation.template import healthy_template
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume
from radiogenomics.registration.alignment import affine
from radiogenomics.registration.atlas import SIMULATED, open_atlas
from radiogenomics.registration.brain import brain_alone
from radiogenomics.registration.geometry import IDENTITY, as_image, movement
from radiogenomics.registration.measures import dice


def brain_of_simulated_patients(spacing: float) -> np.ndarray:
    anatomy = healthy_template(spacing)
    brain = np.zeros(anatomy.grid.shape, bool)
    brain[anatomy.box] = anatomy.brain
    return brain


def test_simulated_patients_lie_in_their_own_template_and_are_turned_against_an_archives():
    simulated = brain_of_simulated_patients(4.0)
    own, archives = (SimpleITK.GetArrayFromImage(open_atlas(path, None, 4.0).brain) > 0 for path in (SIMULATED, None))
    assert dice(simulated, own) > 0.99
    assert 0.85 < dice(simulated, archives) < 0.95


@pytest.mark.full
def test_the_template_looks_where_a_real_brain_in_the_place_of_sri24_looks(shared):
    scan = as_image(read_volume(shared / "real" / "mri" / "brainlesion_brats_case" / "t1c.nii.gz"))
    turned = {}
    for path in (None, SIMULATED):
        atlas = open_atlas(path, None, 2.0)
        found = affine(atlas.image, SimpleITK.Mask(scan, brain_alone(scan)), atlas.brain)
        turned[path] = movement(IDENTITY, found, atlas.brain)[0]
    # Towards SRI-24 itself this brain is turned by 6.7 degrees: brains differ.
    assert turned[None] == pytest.approx(6.7, abs=1)
    assert turned[SIMULATED] > 9


def test_a_file_of_an_atlas_with_nothing_but_brain_is_refused(tmp_path):
    full = SimpleITK.GetImageFromArray(np.arange(1, 513, dtype=np.float32).reshape(8, 8, 8))
    SimpleITK.WriteImage(full, str(tmp_path / "atlas.nii.gz"))
    with pytest.raises(InputError, match=r"atlas.nii.gz: 100 % of the voxels are brain; give the brain mask"):
        open_atlas(str(tmp_path / "atlas.nii.gz"), None, 4.0)
