"""From a prepared patient to a map of labels on the grid of the patient's scans.

Windows that overlap are predicted one by one and averaged, by MONAI's sliding window. What makes it fast is what is
not computed: windows lie within the prepared box, not in the air around the head, and are no larger than that box; on
a processor the layout channels-last and bfloat16 do the rest.

The norm of a group or an instance is taken over a window. A network's answer therefore depends on its windows, and is
not that of MONAI's inferer on the whole scan voxel by voxel; given the same box and windows it is the same.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from monai.inferers import sliding_window_inference
from torch import Tensor

from radiogenomics.devices.compute import Compute
from radiogenomics.segmentation.channels import LabelChannels
from radiogenomics.segmentation.preparation import Prepared, on_scan_grid, resized_slices
from radiogenomics.segmentation.settings import InferenceSettings


class Segmenter(Protocol):
    """Network that segments: images (n, channels, z, y, x) → logits (n, outputs, z, y, x)."""

    multiple: tuple[int, int, int]

    def __call__(self, images: Tensor) -> Tensor:
        """Images (n, channels, z, y, x) → logits (n, outputs, z, y, x)."""


@torch.inference_mode()
def segment(network: Segmenter, prepared: Prepared, settings: InferenceSettings, compute: Compute) -> Tensor:
    """Logits of one prepared patient.

    Args:
        network: in eval mode, on the device and in the layout of `compute`.
        prepared: what it sees.
        settings: windows and their overlap.
        compute: device and arithmetic.

    Returns:
        float32 (outputs, z, y, x) on the CPU, on the grid of the window in the scan (before any resizing).
    """
    images = torch.from_numpy(prepared.images)[None]

    def predict(windows: Tensor) -> Tensor:
        with compute.autocast():
            return network(images=compute.images(windows)).float()

    logits = sliding_window_inference(
        images,
        window_shape(settings.window, prepared.images.shape[1:], network.multiple),
        sw_batch_size=1,
        predictor=predict,
        overlap=settings.overlap,
        mode=settings.blending,
        device="cpu",
        sw_device=compute.device,
    )
    return resized_slices(logits[0], prepared.window.shape[1:])


def window_shape(window: Sequence[int] | None, shape: Sequence[int], multiple: Sequence[int]) -> tuple[int, ...]:
    """Window of a sliding-window inference: never larger than what there is, rounded up to what the network asks for.

    Args:
        window: wanted voxels (z, y, x); None for all that there is.
        shape: voxels that there are.
        multiple: what each edge has to be a multiple of.
    """
    wanted = shape if window is None else [min(pair) for pair in zip(window, shape, strict=True)]
    return tuple(-(-length // step) * step for length, step in zip(wanted, multiple, strict=True))


def labels_on_scan_grid(logits: Tensor, channels: LabelChannels, prepared: Prepared) -> np.ndarray:
    """Likeliest label of each voxel of the scan (z, y, x), uint8; background outside the prepared window."""
    return on_scan_grid(channels.decode(logits), prepared.window, prepared.scan_shape)
