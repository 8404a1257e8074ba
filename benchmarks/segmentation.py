"""Segmentation of one 240×240×155 case by SegResNet of 16 filters, against MONAI's inferer as its example has it.

    python benchmarks/segmentation.py

The example (MONAI's brain tumour segmentation) gives the whole scan, in float32 and PyTorch's default layout, to one
window of 240×240×160 voxels. The network is first fitted for a few steps to a simulated patient, so that its masks are
of a tumour: those of random weights would be noise. A norm over groups sees the air around the head in the one way
and not in the other: these masks are compared with the truth, and ours with those of MONAI's inferer in the same box.
There only voxels differ whose two likeliest labels are as good as equal, of which a network that is hardly trained has
many.
"""

import copy
import math
import resource
from collections.abc import Iterator

import numpy as np
import torch
from measured import NO_BFLOAT16, Row, not_measured, ratio, show, timed
from monai.inferers import sliding_window_inference

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.devices.compute import Compute, compute_on, has_bfloat16
from radiogenomics.images.volume import Volume
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.networks.segresnet import SegResNetSegmenter
from radiogenomics.networks.segresnet_settings import SegResNetSettings
from radiogenomics.segmentation.augmentation import SegmentationAugmentationSettings, augment
from radiogenomics.segmentation.case import Case
from radiogenomics.segmentation.channels import LabelChannels
from radiogenomics.segmentation.inference import InferenceSettings, labels_on_scan_grid, segment
from radiogenomics.segmentation.losses import LossSettings, SegmentationLoss
from radiogenomics.segmentation.preparation import PUBLISHED, Prepared, on_scan_grid, prepare

CHANNELS = LabelChannels(background=False)
EXAMPLE_WINDOW = (160, 240, 240)
STEPS = 25
WHOLE = InferenceSettings(window=None)


def simulated_case() -> Case:
    """A simulated patient of 155×240×240 voxels of 1 mm."""
    sequences = list(STRUCTURAL)
    settings = SimulationSettings(spacing=1.0, modalities=sequences, effect={})
    patient = simulate_patient(settings, 1, "P", dict.fromkeys(sequences, 0.0), modalities=sequences)

    def volume(array: np.ndarray) -> Volume:
        return Volume(array, (1.0,) * 3, (0.0,) * 3, tuple(np.eye(3).ravel()), "simulated")

    scans = {name: volume(patient.images[name].astype(np.float32)) for name in sequences}
    return Case("P", scans, volume(patient.segmentation.astype(np.uint8)))


def fitted(prepared: Prepared) -> SegResNetSegmenter:
    """SegResNet of 16 filters after some steps on crops of one patient."""
    torch.manual_seed(0)
    network = SegResNetSettings(title="SegResNet", network="segresnet").build(len(prepared.images))
    compute = compute_on("cpu", "bf16-mixed")
    network = compute.network(network).train()
    loss = SegmentationLoss(LossSettings(name="dice_ce"), CHANNELS)
    optimiser = torch.optim.Adam(network.parameters(), lr=4e-3)
    settings = SegmentationAugmentationSettings(crop=(48, 48, 48))
    tumour = np.argwhere(prepared.mask > 0).mean(axis=0).astype(int)
    box = tuple(slice(max(0, middle - 48), middle + 48) for middle in tumour)
    for step in range(STEPS):
        images, mask = augment(prepared.images[:, *box], prepared.mask[box], settings, step)
        with compute.autocast():
            logits = network(compute.images(torch.from_numpy(images)[None]))
        optimiser.zero_grad()
        loss(logits, torch.from_numpy(CHANNELS.encode(mask))[None]).backward()
        optimiser.step()
    return network.eval()


@torch.inference_mode()
def straightforward(network: SegResNetSegmenter, prepared: Prepared, window: tuple[int, ...]) -> np.ndarray:
    """Labels by MONAI's inferer on all that was prepared, in float32 and PyTorch's default layout."""
    plain = copy.deepcopy(network).to(memory_format=torch.contiguous_format)
    logits = sliding_window_inference(torch.from_numpy(prepared.images)[None], window, 1, plain, overlap=0.5)
    return CHANNELS.decode(logits[0])


def ours(network: SegResNetSegmenter, prepared: Prepared, compute: Compute) -> np.ndarray:
    """Labels as the pipeline predicts them."""
    return labels_on_scan_grid(segment(network, prepared, WHOLE, compute), CHANNELS, prepared)


def tumour_dice(first: np.ndarray, second: np.ndarray) -> float:
    """Dice of the whole tumour."""
    return 2 * np.count_nonzero((first > 0) & (second > 0)) / (np.count_nonzero(first) + np.count_nonzero(second))


def rows() -> Iterator[Row]:
    """Seconds of a case in bfloat16 and float32, against MONAI's inferer, and the memory of ours."""
    case = simulated_case()
    prepared = prepare(case, PUBLISHED["segresnet"])
    whole = prepare(case, PUBLISHED["segresnet"].model_copy(update={"window": ((0, 155), (0, 240), (0, 240))}))
    network = fitted(prepared)
    what = "a 240×240×155 case, SegResNet of 16 filters"
    found = {}
    for precision in ("32-true", "bf16-mixed"):
        if precision != "32-true" and not has_bfloat16(torch.device("cpu")):
            continue
        compute = compute_on("cpu", precision)
        found[precision] = timed(lambda compute=compute: ours(network, prepared, compute), 2)
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    slow, example = timed(lambda: straightforward(network, whole, EXAMPLE_WINDOW))
    box = tuple(-(-length // 8) * 8 for length in prepared.images.shape[1:])
    same_box = on_scan_grid(straightforward(network, prepared, box), prepared.window, prepared.scan_shape)
    theirs = tumour_dice(example, case.mask.array)
    for precision, (seconds, labels) in found.items():
        note = f"Dice with the truth {tumour_dice(labels, case.mask.array):.2f}, of the example {theirs:.2f}"
        yield ratio("segmentation", f"{what}, {precision}", seconds, slow, ">= 2", note)
        equal = tumour_dice(labels, same_box)
        differing = np.count_nonzero(labels != same_box)
        yield measured(
            f"Dice with MONAI's mask of the same box, {precision}", equal, ">= 0.99", f"{differing} voxels differ"
        )
    if "bf16-mixed" not in found:
        yield not_measured("segmentation", f"{what}, bf16-mixed", ">= 2", NO_BFLOAT16)
    yield measured("peak memory of a process that segments, GiB", gigabytes, "<= 6")


def measured(what: str, value: float, target: str, note: str = "") -> Row:
    """Row of a quantity that is no time."""
    return Row("segmentation", what, math.nan, math.nan, value, target, note)


if __name__ == "__main__":
    show(rows())
