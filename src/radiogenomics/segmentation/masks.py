"""Files of predicted labels: written in the geometry of the scan, and read from wherever they were made."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path
from radiogenomics.images.labels import CONVENTIONS, ENHANCING, NECROTIC_CORE, OEDEMA, LabelConvention, whole_labels
from radiogenomics.images.nifti import describe
from radiogenomics.images.orientation import stored_array
from radiogenomics.images.volume import Volume, check_geometry, read_stored
from radiogenomics.segmentation.settings import PredictedConvention

# nnU-Net numbers regions without gaps and, in its conversion of BraTS, puts the oedema first.
MEANINGS: Mapping[PredictedConvention, Mapping[int, int]] = {
    "brats": CONVENTIONS["brats"],
    "brats2023": CONVENTIONS["brats2023"],
    "nnunet": {1: OEDEMA, 2: NECROTIC_CORE, 3: ENHANCING},
}
SUFFIXES = (".nii.gz", ".nii")


def write_mask(labels: np.ndarray, grid: Volume, path: str | Path, convention: LabelConvention = "brats") -> None:
    """Write labels (z, y, x) as NIfTI with the geometry of a scan, whole or not at all.

    Args:
        labels: uint8, 0, 1, 2 and 4.
        grid: scan on whose grid they lie.
        path: ends in `.nii.gz`.
        convention: numbers that are stored.
    """
    write_on_grid(stored_labels(labels, convention), grid, path)


def stored_labels(mask: np.ndarray, convention: LabelConvention) -> np.ndarray:
    """Labels 0, 1, 2, 4 as a file of a convention holds them: in `brats2023`, 4 is stored as 3."""
    stored = np.zeros_like(mask)
    for number, label in CONVENTIONS[convention].items():
        stored[mask == label] = number
    return stored


def write_on_grid(array: np.ndarray, grid: Volume, path: str | Path) -> None:
    """Write voxels (z, y, x) as NIfTI with the geometry of a scan's file, whole or not at all."""
    stored = grid.stored or grid.grid
    image = SimpleITK.GetImageFromArray(stored_array(array, stored.direction))
    image.SetSpacing(stored.spacing)
    image.SetOrigin(stored.origin)
    image.SetDirection(stored.direction)
    with atomic_path(path) as temporary:
        # ITK goes by the end of the name, which is .gz alone here.
        named = temporary.with_suffix(".nii.gz")
        try:
            SimpleITK.WriteImage(image, str(named), useCompression=True)
            named.replace(temporary)
        finally:
            named.unlink(missing_ok=True)


def read_predicted(
    path: str | Path, grid: Volume, patient: str | None = None, convention: PredictedConvention = "brats"
) -> Volume:
    """Read predicted labels as 0, 1, 2 and 4; unlike a true segmentation they may be background throughout.

    Args:
        path: NIfTI file.
        grid: scan, or true segmentation, on whose grid they must lie.
        patient: for error messages.
        convention: what the stored numbers mean.

    Raises:
        InputError: the file is missing or damaged, holds another label, or lies on another grid.
    """
    path = Path(path)
    stored = read_stored(path, patient)
    numbers = whole_labels(stored.array, path, patient)
    present = set(np.unique(numbers).tolist()) - {0}
    meanings = MEANINGS[convention]
    for label in sorted(present - set(meanings)):
        raise InputError(
            f"{describe(path, patient)}: the prediction holds unknown label {label:g}, besides 0 only "
            f"{', '.join(map(str, meanings))} are known in the convention {convention!r}; declare another convention"
        )
    labels = np.zeros(numbers.shape, np.uint8)
    for number, label in meanings.items():
        labels[numbers == number] = label
    predicted = replace(stored, array=labels)
    check_geometry(grid, predicted, patient)
    return predicted


def external_masks(folder: str | Path, patient_ids: Iterable[str]) -> dict[str, Path]:
    """Predictions made elsewhere: `<patient>.nii.gz` or `.nii` in one folder, as nnU-Net writes them.

    Other files there are not looked at.

    Raises:
        InputError: the folder or the file of a patient is missing, or a patient has both kinds of file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the folder that holds the predicted masks")
    found = {}
    for patient_id in patient_ids:
        files = [
            folder / f"{patient_id}{suffix}" for suffix in SUFFIXES if (folder / f"{patient_id}{suffix}").is_file()
        ]
        if not files:
            raise InputError(
                f"patient {patient_id}: no {folder / patient_id}.nii.gz; predict the patient, or exclude them"
            )
        if len(files) > 1:
            raise InputError(f"patient {patient_id}: both {files[0].name} and {files[1].name} in {folder}; remove one")
        found[patient_id] = files[0]
    return found
