from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from radiogenomics.errors import InputError
from radiogenomics.images.crop import CropWindow
from radiogenomics.segmentation.case import Case, read_case
from radiogenomics.segmentation.conventions import suspicions
from radiogenomics.segmentation.preparation import (
    PUBLISHED,
    PreparationSettings,
    brain_window,
    exclusion_reason,
    on_scan_grid,
    prepare,
)

BRAIN = CropWindow((2, 3, 4), (18, 22, 25))


def full_size(volume, sequences) -> Case:
    random = np.random.default_rng(0)
    scans = {}
    for sequence in sequences:
        array = np.zeros((155, 240, 240), np.float32)
        array[10:140, 40:210, 50:190] = random.uniform(1, 1000, (130, 170, 140))
        scans[sequence] = volume(array, name=sequence)
    labels = np.zeros((155, 240, 240), np.uint8)
    labels[70:90, 100:120, 100:120] = 2
    return Case("P1", scans, volume(labels))


def test_brain_is_the_box_outside_which_all_sequences_are_zero(make_case):
    case = make_case()
    assert brain_window(case) == BRAIN
    case.scans["FLAIR"].array[0, 23, 27] = -1
    assert brain_window(case) == CropWindow((0, 3, 4), (18, 24, 28))


def test_z_scores_are_of_the_voxels_that_are_not_zero(make_case):
    case = make_case()
    prepared = prepare(case, PreparationSettings(sequences=["T1GD", "FLAIR"]))
    assert prepared.images.shape == (2, *BRAIN.shape) and prepared.images.dtype == np.float32
    inside = case.scans["FLAIR"].array[BRAIN.slices] != 0
    values = prepared.images[1][inside]
    assert (values.mean(), values.std()) == pytest.approx((0, 1), abs=1e-5)
    assert not prepared.images[1][~inside].any()
    assert np.array_equal(prepared.mask, case.mask.array[BRAIN.slices])


def test_maximum_is_of_the_whole_scan_not_of_the_crop(make_case):
    case = make_case()
    case.scans["FLAIR"].array[0, 0, 0] = 1000
    settings = PreparationSettings(window=((2, 18), (3, 22), (4, 25)), intensities="maximum")
    prepared = prepare(case, settings)
    assert np.array_equal(prepared.images[1], case.scans["FLAIR"].array[BRAIN.slices] / np.float32(1000))
    assert prepared.images[0].max() == 1


@pytest.mark.parametrize(
    ("network", "shape"),
    [("segresnet", (4, 130, 170, 140)), ("unet25d", (2, 75, 128, 128)), ("unet3d", (4, 128, 128, 128))],
)
def test_published_shapes_of_brats_scans(volume, network, shape):
    settings = PUBLISHED[network]
    prepared = prepare(full_size(volume, settings.sequences), settings)
    assert prepared.images.shape == shape
    assert prepared.mask.shape == shape[1:] and set(np.unique(prepared.mask)) == {0, 2}


def test_resized_labels_lie_where_the_resized_image_has_them(make_case):
    labels = np.zeros((20, 24, 28), np.uint8)
    labels[5:15, 4:12, 6:20] = 2
    case = make_case(sequences=["FLAIR"], labels=labels)
    case.scans["FLAIR"].array[:] = np.where(labels == 2, 9, 1)
    settings = PreparationSettings(sequences=["FLAIR"], slice_shape=(12, 14), intensities="maximum")
    prepared = prepare(case, settings)
    assert prepared.images.shape == (1, 20, 12, 14)
    assert np.array_equal(prepared.images[0] > 0.5, prepared.mask == 2)


def test_a_small_tumour_is_a_reason_to_leave_a_patient_out(make_case):
    case = make_case()
    share = np.count_nonzero(case.mask.array) / np.prod(BRAIN.shape)
    above, below = (PreparationSettings(smallest_mask_share=share + change) for change in (0.001, -0.001))
    prepared = prepare(case, above)
    assert exclusion_reason(prepared, above) == (
        f"the tumour takes {share:.2%} of the prepared volume, less than {share + 0.001:.2%}"
    )
    assert exclusion_reason(prepared, below) is None
    assert exclusion_reason(prepared, PreparationSettings()) is None
    assert exclusion_reason(replace(prepared, mask=None), above) is None


@given(st.data())
def test_labels_of_a_window_go_back_to_their_voxels(data):
    shape = (5, 6, 7)
    ends = [sorted(data.draw(st.lists(st.integers(0, n), min_size=2, max_size=2, unique=True))) for n in shape]
    window = CropWindow(*map(tuple, zip(*ends, strict=True)))
    labels = np.random.default_rng(0).choice([0, 1, 2, 4], shape).astype(np.uint8)
    back = on_scan_grid(labels[window.slices], window, shape)
    assert back.dtype == np.uint8 and np.array_equal(back[window.slices], labels[window.slices])
    assert np.count_nonzero(back) == np.count_nonzero(labels[window.slices])


def test_a_scan_smaller_than_the_crop_is_refused(make_case):
    with pytest.raises(InputError, match=r"patient P1: T1GD.nii.gz has 20×24×28 voxels \(z, y, x\), .* 141×216×216"):
        prepare(make_case(), PUBLISHED["unet3d"])


def test_scans_that_cannot_be_scaled_are_refused(make_case):
    case = make_case()
    case.scans["FLAIR"].array[:] = np.minimum(case.scans["FLAIR"].array, 1)
    with pytest.raises(InputError, match=r"patient P1: FLAIR.nii.gz: the voxels that are not 0 are all equal"):
        prepare(case, PreparationSettings())
    case.scans["FLAIR"].array[:] *= -1
    with pytest.raises(InputError, match=r"no voxel is above 0 .* use `intensities: z_score`"):
        prepare(case, PreparationSettings(intensities="maximum"))
    for scan in case.scans.values():
        scan.array[:] = 0
    with pytest.raises(InputError, match="all voxels are 0"):
        prepare(case, PreparationSettings())


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="along y, 2 does not come after 5"):
        PreparationSettings(window=((0, 3), (5, 2), (0, 3)))


def test_a_whole_case_is_prepared_for_every_network(whole_case):
    scans = {"T1": "t1n", "T1GD": "t1c", "T2": "t2w", "FLAIR": "t2f"}
    paths = {sequence: whole_case / f"{name}.nii.gz" for sequence, name in scans.items()}
    case = read_case("R1", paths, list(scans), whole_case / "segmentation_output.nii.gz", "brats2023")
    assert suspicions(case) == []
    for settings in PUBLISHED.values():
        prepared = prepare(replace(case, scans={name: case.scans[name] for name in settings.sequences}), settings)
        assert exclusion_reason(prepared, settings) is None
        assert set(np.unique(prepared.mask)) == {0, 1, 2, 4}
