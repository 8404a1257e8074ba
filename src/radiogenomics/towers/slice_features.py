"""Features of a patient's tumour slices by a network that was trained on photographs and is not trained further.

For the re-implementation of Jalalifar et al. 2022 after Lyu and Costen's sentence on it. Which slices are taken, and
how many, is not said: here those that show tumour, evenly spaced where there are more than MOST_SLICES.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.preprocess import min_max_scaled
from radiogenomics.images.volume import check_geometry, read_mask, read_volume
from radiogenomics.networks.encoder import EncoderClassifier
from radiogenomics.networks.timm import encoder

TAG = "inception_resnet_v2.tf_in1k"
"""InceptionResNetV2 in the library timm."""
PIXELS = 299
"""Edge of the photographs that it was trained on."""
MOST_SLICES = 16
COLOURS = 3


def slice_network(weights: str, tag: str = TAG) -> EncoderClassifier:
    """The network with weights of a checkpoint, in eval mode; of it only `features` is used.

    Raises:
        InputError: not a checkpoint of this network.
    """
    network = EncoderClassifier(encoder(tag, COLOURS), trainable="head")
    network.load_pretrained(weights)
    return network.eval()


@torch.no_grad()
def slice_features(
    patient: pd.Series,
    network: EncoderClassifier,
    modalities: Sequence[str],
    mask: Literal["automatic", "corrected"],
    pixels: int = PIXELS,
) -> Tensor:
    """Features (MOST_SLICES, modalities · features) of one patient, those of the scans side by side, from feet to head.

    Args:
        patient: row of cohort.csv.
        network: of `slice_network`.
        modalities: the scans.
        mask: segmentation that says where the tumour is; `corrected` falls back to `automatic`.
        pixels: edge to which slices are resized.

    Returns:
        float32; rows after the last slice are NaN.

    Raises:
        InputError: a file cannot be read, or a scan lies on another grid than the segmentation.
    """
    name = patient["patient_id"]
    tumour = read_mask(mask_path(patient, mask), name, label_convention(patient))
    shown = np.flatnonzero(tumour.array.any(axis=(1, 2)))
    chosen = shown[np.linspace(0, len(shown) - 1, min(len(shown), MOST_SLICES)).round().astype(int)]
    found = []
    for modality in modalities:
        image = read_volume(patient[f"path_{modality}"], name)
        check_geometry(image, tumour, name)
        notice_odd_voxels(image, tumour, name, modality)
        slices = torch.from_numpy(min_max_scaled(image.array)[chosen].astype(np.float32)).unsqueeze(1)
        resized = interpolate(slices, size=(pixels, pixels), mode="bilinear", align_corners=False)
        found.append(network.features(resized.expand(-1, COLOURS, -1, -1)))
    features = torch.cat(found, dim=1)
    padding = features.new_full((MOST_SLICES - len(features), features.shape[1]), torch.nan)
    return torch.cat([features, padding])


def slices_of(
    patients: pd.DataFrame,
    network: EncoderClassifier,
    modalities: Sequence[str],
    mask: Literal["automatic", "corrected"],
) -> dict[str, Tensor]:
    """`slice_features` of some patients (rows of cohort.csv) by patient_id."""
    return {row["patient_id"]: slice_features(row, network, modalities, mask) for _, row in patients.iterrows()}
