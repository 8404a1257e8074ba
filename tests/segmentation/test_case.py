import numpy as np
import pytest

from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last
from radiogenomics.segmentation.case import read_case

SEQUENCES = ("T1GD", "FLAIR")


@pytest.fixture
def files(tmp_path, write_volume):
    """Scans of both sequences and a segmentation with labels 1, 2 and 4."""
    random = np.random.default_rng(0)
    paths = {name: write_volume(random.uniform(1, 9, (4, 5, 6)).astype(np.float32), name) for name in SEQUENCES}
    mask = np.zeros((4, 5, 6), np.uint8)
    mask[1, 1, 1:4] = 1, 2, 4
    return paths, write_volume(mask, "mask")


def test_sequences_are_in_the_networks_order_and_share_the_masks_grid(files):
    scans, mask = files
    case = read_case("P1", scans, SEQUENCES[::-1], mask)
    assert list(case.scans) == ["FLAIR", "T1GD"]
    assert case.grid is case.scans["FLAIR"]
    assert case.grid.spacing == (3.0, 2.0, 1.0)
    assert case.mask.array[1, 1].tolist() == [0, 1, 2, 4, 0, 0]
    assert read_case("P1", scans, SEQUENCES).mask is None


def test_labels_are_translated_from_their_convention(files, write_volume):
    stored = np.zeros((4, 5, 6), np.uint8)
    stored[1, 1, 1:4] = 1, 2, 3
    mask = write_volume(stored, "other")
    assert read_case("P1", files[0], SEQUENCES, mask, "brats2023").mask.array[1, 1].tolist() == [0, 1, 2, 4, 0, 0]
    with pytest.raises(InputError, match=r"patient P1: .*other.nii.gz: the mask holds unknown label 3"):
        read_case("P1", files[0], SEQUENCES, mask)


@pytest.mark.parametrize("path", [None, "", float("nan")])
def test_a_missing_sequence_is_named(files, path):
    with pytest.raises(
        InputError, match="patient P1: no FLAIR scan, which the network needs; give it, leave FLAIR out"
    ):
        read_case("P1", files[0] | {"FLAIR": path}, SEQUENCES)


def test_scans_and_masks_on_other_grids_are_refused(files, write_volume):
    scans, _ = files
    labels = np.zeros((4, 5, 7), np.uint8)
    labels[0, 0, 0] = 1
    with pytest.raises(InputError, match=r"other.nii.gz: shape 4 × 5 × 7 .* resample"):
        read_case("P1", scans, SEQUENCES, write_volume(labels, "other"))
    scan = write_volume(np.arange(210, dtype=np.float32).reshape(5, 6, 7), "large")
    with pytest.raises(InputError, match=r"large.nii.gz: shape 5 × 6 × 7"):
        read_case("P1", scans | {"FLAIR": scan}, SEQUENCES)


def test_masks_without_tumour_or_regions_are_refused(files, write_volume):
    with pytest.raises(InputError, match="the mask is empty; segment the tumour or exclude"):
        read_case("P1", files[0], SEQUENCES, write_volume(np.zeros((4, 5, 6), np.uint8), "empty"))
    whole = np.zeros((4, 5, 6), np.uint8)
    whole[1] = 1
    with pytest.raises(InputError, match="no regions of it"):
        read_case("P1", files[0], SEQUENCES, write_volume(whole, "whole"), "whole_tumour")


def test_what_is_odd_about_voxels_is_noticed_of_the_patient(files, write_volume):
    lost = np.random.default_rng(0).uniform(1, 9, (4, 5, 6)).astype(np.float32)
    lost[1] = 0
    scans = files[0] | {"FLAIR": write_volume(lost, "lost")}
    for mask in (None, files[1]):
        noticed_since_last()
        read_case("P1", scans, SEQUENCES, mask)
        told = [what for who, file, what in noticed_since_last() if (who, file) == ("P1", str(scans["FLAIR"]))]
        assert any(what.startswith("1 empty slice(s)") for what in told)
