"""A patient's files as the images that the networks of a bundle were trained on."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.images.arrays import ORIGINAL, ImageArray
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.preprocess import preprocess
from radiogenomics.images.volume import Volume, check_contrast, check_geometry, read_mask, read_volume


def prepared(
    bundle: Bundle,
    scans: Mapping[str, Path],
    mask: Path | None,
    patient: str,
    convention: LabelConvention | None = None,
) -> dict[str, ImageArray]:
    """Images of a patient by modality, masked, cropped and scaled as in the training.

    Args:
        bundle: the model.
        scans: file of each modality, registered and without skull, on the grid of the training scans.
        mask: segmentation; needed where the training images were masked.
        patient: identifier; the draws of a network are seeded by it.
        convention: what the numbers in the segmentation mean.

    Raises:
        InputError: a modality is not the model's; no segmentation is given and one is needed; a file cannot be read, or
            a scan lies on another grid than those of the training.
    """
    for name in scans:
        if name not in bundle.modalities:
            raise InputError(
                f"{name} is no sequence of this model{nearest(name, bundle.modalities)}; it was trained on "
                f"{', '.join(bundle.modalities)}"
            )
    kind = bundle.images.mask
    if kind != "none" and mask is None:
        raise InputError(f"patient {patient}: the model needs a segmentation of the tumour; give one by --mask")
    outline = read_mask(mask, patient, convention) if mask is not None and kind != "none" else None
    images = {}
    for name, path in scans.items():
        volume = read_volume(path, patient)
        _check_grid(volume, bundle, patient)
        if outline is not None:
            check_geometry(volume, outline, patient)
            check_contrast(volume, outline, patient)
        settings = bundle.images
        array = preprocess(
            volume.array, None if outline is None else outline.array, bundle.window, settings.downscale, settings.shape
        )
        if not array.any():
            raise InputError(
                f"patient {patient}: nothing of {path} is left inside the model's crop window; register it"
            )
        images[name] = ImageArray(array[np.newaxis], {(patient, ORIGINAL): 0}, (Path(path), Path(path)))
    return images


def _check_grid(volume: Volume, bundle: Bundle, patient: str) -> None:
    shape, spacing = bundle.description["scan_shape"], bundle.description["scan_spacing"]
    same = list(volume.array.shape) == shape and np.allclose(volume.spacing, spacing, rtol=0, atol=1e-2)
    if not same:
        have, want = (
            f"{'×'.join(map(str, size))} voxels (z, y, x) of {'×'.join(f'{edge:.3g}' for edge in edges)} mm"
            for size, edges in ((volume.array.shape, volume.spacing), (shape, spacing))
        )
        raise InputError(
            f"patient {patient}: {volume.path}: {have}, but the model was trained on {want}; register the scan first"
        )
