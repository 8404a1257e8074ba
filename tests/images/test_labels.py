from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.labels import CONVENTIONS, LABELS, WHOLE_TUMOUR, refuse_scaled_labels, whole_labels
from radiogenomics.oddities import noticed_since_last


def test_what_means_the_same_in_both_versions_of_brats():
    """A segmentation without enhancing tumour looks alike in both, and is read alike."""
    shared = set(CONVENTIONS["brats"]) & set(CONVENTIONS["brats2023"])
    assert shared == {1, 2}
    assert all(CONVENTIONS["brats"][label] == CONVENTIONS["brats2023"][label] for label in shared)


def test_regions_and_the_whole_tumour_cannot_be_mixed_up():
    assert WHOLE_TUMOUR not in LABELS
    for convention in ("brats", "brats2023"):
        assert set(CONVENTIONS[convention].values()) == set(LABELS)


def test_conventions_cannot_be_changed():
    with pytest.raises(TypeError):
        CONVENTIONS["mine"] = {}


@pytest.mark.parametrize("labels", [[0, 1.0039, 2.0078, 4.0], [0, 0.99998, 1.96, 4.04]])
def test_labels_that_a_program_scaled_are_rounded_and_never_cut_and_it_is_said(labels):
    noticed_since_last()
    assert whole_labels(np.array(labels, np.float32), Path("mask.nii.gz"), "P1").tolist() == [0, 1, 2, 4]
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P1", "mask.nii.gz")
    assert "rounded" in what


@pytest.mark.parametrize("label", [1.06, 0.5, 3.94, np.nan])
def test_numbers_between_labels_are_refused(label):
    with pytest.raises(InputError, match=r"patient P1: mask.nii.gz: the mask holds .* no label.*nearest neighbour"):
        whole_labels(np.array([0, 1, label]), Path("mask.nii.gz"), "P1")


def test_probabilities_are_to_be_cut_and_not_resampled():
    with pytest.raises(InputError, match=r"as of probabilities: store those above 0\.5 as 1"):
        whole_labels(np.array([0, 0.2, 0.97, 1], np.float32), Path("mask.nii.gz"), "P1")
    with pytest.raises(InputError, match="interpolation; resample"):
        whole_labels(np.array([0, 0.2, 2], np.float32), Path("mask.nii.gz"), "P1")


@pytest.mark.parametrize(
    ("slope", "intercept", "stored", "is_refused"),
    [
        (2.0, 0.0, [0, 1, 2], True),
        (1.7, 0.0, [0, 1, 2, 4], True),
        (1.0, -1.0, [0, 1, 2], True),
        (1.0, 0.0, [0, 1, 2], False),
        (0.0, 0.0, [0, 1, 2], False),
        (np.nan, np.nan, [0, 1, 2], False),
        (1 / 255, 0.0, [0, 255], False),
        (4 / 255, 0.0, [0, 64, 128, 255], False),
    ],
)
def test_a_scale_of_the_scan_s_makes_no_other_labels(slope, intercept, stored, is_refused):
    header = nib.Nifti1Header()
    header["scl_slope"], header["scl_inter"] = slope, intercept
    scaled = np.array(stored) * (slope or 1) + intercept if np.isfinite(slope) else np.array(stored)
    if is_refused:
        with pytest.raises(InputError, match="written with the header of its scan; write it again with the scale 1"):
            refuse_scaled_labels(scaled, header.binaryblock, "P1")
    else:
        refuse_scaled_labels(scaled, header.binaryblock, "P1")
