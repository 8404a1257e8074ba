import nibabel as nib
import numpy as np
import pytest
import torch
from monai.inferers import sliding_window_inference
from torch import nn

from radiogenomics.devices.compute import compute_on
from radiogenomics.images.volume import read_volume
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.case import read_case
from radiogenomics.segmentation.channels import LabelChannels, channels_of
from radiogenomics.segmentation.inference import InferenceSettings, labels_on_scan_grid, segment, window_shape
from radiogenomics.segmentation.masks import read_predicted, write_mask
from radiogenomics.segmentation.preparation import PUBLISHED, PreparationSettings, prepare
from radiogenomics.segmentation.scores import region_scores

CPU = compute_on("cpu")
SMALL = model_settings({"network": "segresnet", "filters": 8, "blocks_down": (1, 1, 1)}, title="SegResNet")


class Thresholds(nn.Module):
    """Says of each voxel alone what it is: above 0 oedema, above 1 enhancing tumour."""

    multiple = (1, 1, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        scan = images[:, :1]
        return torch.cat([torch.full_like(scan, -9), scan, 2 * (scan - 0.5)], dim=1)


@pytest.fixture
def network() -> nn.Module:
    torch.manual_seed(0)
    return CPU.network(SMALL.build(2).eval())


def test_logits_and_masks_are_those_of_monais_inferer_on_the_same_box(make_case, network):
    prepared = prepare(make_case(), PreparationSettings(sequences=["T1GD", "FLAIR"]))
    settings = InferenceSettings(window=(8, 12, 8), overlap=0.5)
    found = segment(network, prepared, settings, CPU)
    with torch.inference_mode():
        plain = network.to(memory_format=torch.contiguous_format)
        expected = sliding_window_inference(torch.from_numpy(prepared.images)[None], (8, 12, 8), 1, plain, overlap=0.5)
    torch.testing.assert_close(found, expected[0], rtol=1e-4, atol=1e-5)
    assert np.array_equal(channels_of(3).decode(found), channels_of(3).decode(expected[0]))


def test_bfloat16_gives_nearly_the_same_mask(make_case, network):
    prepared = prepare(make_case(), PreparationSettings(sequences=["T1GD", "FLAIR"]))
    settings = InferenceSettings(window=None)
    exact = segment(network, prepared, settings, CPU)
    fast = segment(network, prepared, settings, compute_on("cpu", "bf16-mixed"))
    assert fast.dtype == torch.float32
    assert (fast - exact).abs().max() < 0.1 * exact.std()
    assert (channels_of(3).decode(fast) == channels_of(3).decode(exact)).mean() > 0.97


@pytest.mark.parametrize("blending", ["constant", "gaussian"])
@pytest.mark.parametrize("overlap", [0, 0.25, 0.5])
def test_a_network_without_context_gives_the_same_labels_whatever_the_windows(make_case, overlap, blending):
    case = make_case()
    prepared = prepare(case, PreparationSettings(sequences=["T1GD", "FLAIR"]))
    settings = InferenceSettings(window=(7, 9, 10), overlap=overlap, blending=blending)
    labels = labels_on_scan_grid(segment(Thresholds(), prepared, settings, CPU), LabelChannels(False), prepared)
    scan = case.scans["T1GD"].array
    brain = scan[scan != 0]
    score = np.where(scan != 0, (scan - brain.mean()) / brain.std(), 0)
    # A score of 1 and one of 0 are exactly between two labels.
    clear = (np.abs(score - 1) > 1e-3) & ((np.abs(score) > 1e-3) | (scan == 0))
    expected = np.select([score > 1, score > 0], [4, 2], 0)
    assert labels.shape == (20, 24, 28) and labels.dtype == np.uint8
    assert np.array_equal(labels[clear], expected[clear])
    assert {0, 2, 4} == set(np.unique(labels))


def test_slices_that_were_resized_are_resized_back(make_case):
    case = make_case()
    case.scans["T1GD"].array[:] = np.where(case.mask.array > 0, 300, case.scans["T1GD"].array / 10)
    settings = PreparationSettings(
        sequences=["T1GD", "FLAIR"], window=((2, 18), (0, 24), (0, 28)), slice_shape=(48, 56)
    )
    prepared = prepare(case, settings)
    logits = segment(Thresholds(), prepared, InferenceSettings(), CPU)
    assert logits.shape == (3, 16, 24, 28)
    labels = labels_on_scan_grid(logits, LabelChannels(False), prepared)
    found, truth = labels == 4, case.mask.array > 0
    assert 2 * np.count_nonzero(found & truth) / (found.sum() + truth.sum()) > 0.95
    assert not labels[[0, 1, 18, 19]].any()


@pytest.mark.parametrize(
    ("window", "shape", "multiple", "expected"),
    [
        ((128, 128, 128), (126, 171, 130), (8, 8, 8), (128, 128, 128)),
        ((128, 128, 128), (100, 90, 30), (8, 8, 8), (104, 96, 32)),
        (None, (126, 171, 130), (8, 8, 8), (128, 176, 136)),
        (None, (75, 128, 128), (1, 16, 16), (75, 128, 128)),
    ],
)
def test_windows_are_no_larger_than_what_there_is(window, shape, multiple, expected):
    assert window_shape(window, shape, multiple) == expected


def read_whole_case(folder, sequences):
    scans = {"T1": "t1n", "T1GD": "t1c", "T2": "t2w", "FLAIR": "t2f"}
    paths = {sequence: folder / f"{name}.nii.gz" for sequence, name in scans.items()}
    return read_case("R1", paths, sequences, folder / "segmentation_output.nii.gz", "brats2023")


NARROW = {
    "segresnet": {"filters": 8, "blocks_down": (1, 1)},
    "unet25d": {"filters": (2, 2, 2, 2, 2, 2)},
    "unet3d": {"filters": (2, 2, 2, 2, 2, 2)},
}


@pytest.mark.parametrize("name", NARROW)
def test_a_case_is_segmented_at_full_size_and_its_file_overlays_its_scan(whole_case, tmp_path, name):
    case = read_whole_case(whole_case, PUBLISHED[name].sequences)
    prepared = prepare(case, PUBLISHED[name])
    torch.manual_seed(1)
    settings = model_settings({"network": name, **NARROW[name]}, title=name)
    network = settings.build(len(case.scans)).eval()
    logits = segment(network, prepared, InferenceSettings(window=None, overlap=0), compute_on("cpu", "bf16-mixed"))
    labels = labels_on_scan_grid(logits, channels_of(settings.outputs), prepared)
    write_mask(labels, case.grid, tmp_path / "R1.nii.gz")
    scan, written = nib.load(case.grid.path), nib.load(tmp_path / "R1.nii.gz")
    assert written.shape == scan.shape == (240, 240, 155)
    np.testing.assert_allclose(written.affine, scan.affine)
    read = read_predicted(tmp_path / "R1.nii.gz", read_volume(case.grid.path))
    assert np.array_equal(read.array, labels)
    # The true mask, written the same way, agrees with itself.
    write_mask(case.mask.array, case.grid, tmp_path / "truth.nii.gz", "brats2023")
    truth = read_predicted(tmp_path / "truth.nii.gz", case.grid, convention="brats2023")
    own = region_scores(case.mask, truth, "segmentation", name, 0, "R1")
    assert set(own["value"]) == {0.0, 1.0}
