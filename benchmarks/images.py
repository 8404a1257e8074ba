"""All modalities of one 240×240×155 patient, against reading and resampling image and mask anew for each modality.

    OMP_NUM_THREADS=1 python benchmarks/images.py

The straightforward way masks, resamples by SimpleITK (image linearly, mask by the nearest voxel) and crops. A grid of
half the resolution whose voxels lie between the old ones makes linear interpolation the mean of eight voxels.
"""

import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import SimpleITK
from measured import Row, agreement, duration, ratio, show, timed

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.images.arrays import open_images
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.modality import write_images
from radiogenomics.images.settings import ImageSettings
from radiogenomics.modalities import MODALITIES

WINDOW = CropWindow(start=(8, 34, 38), stop=(148, 206, 202))
SETTINGS = ImageSettings()


def write_patient(folder: Path) -> pd.DataFrame:
    """Write a simulated patient's scans and segmentation; returns the row of its cohort table."""
    settings = SimulationSettings(spacing=1.0, modalities=list(MODALITIES), effect={})
    patient = simulate_patient(settings, 1, "P", dict.fromkeys(MODALITIES, 0.0), modalities=list(MODALITIES))
    affine = Grid(1.0).affine
    row = {"patient_id": "P", "path_automatic": folder / "segm.nii.gz", "path_corrected": folder / "segm.nii.gz"}
    write_nifti(patient.segmentation, affine, row["path_automatic"])
    for modality, image in patient.images.items():
        row[f"path_{modality}"] = folder / f"{modality}.nii.gz"
        write_nifti(image, affine, row[f"path_{modality}"])
    return pd.DataFrame([row])


def ours(patient: pd.DataFrame, folder: Path) -> list[np.ndarray]:
    """Each modality's image, as the workflow writes it."""
    images = []
    for modality in MODALITIES:
        paths = folder / f"{modality}.npy", folder / f"{modality}.csv"
        write_images(patient, modality, WINDOW, SETTINGS, *paths)
        images.append(open_images(*paths).volume("P"))
    return images


def straightforward(patient: pd.DataFrame) -> list[np.ndarray]:
    """Each modality's image from its own copies of image and mask."""
    images = []
    for modality in MODALITIES:
        image = SimpleITK.ReadImage(str(patient[f"path_{modality}"].iloc[0]), SimpleITK.sitkFloat32)
        mask = SimpleITK.ReadImage(str(patient["path_corrected"].iloc[0]))
        masked = SimpleITK.Mask(image, SimpleITK.Cast(mask > 0, SimpleITK.sitkUInt8))
        _halved(mask, SimpleITK.sitkNearestNeighbor)
        half = SimpleITK.GetArrayFromImage(_halved(masked, SimpleITK.sitkLinear))
        cropped = half[tuple(slice(a // 2, b // 2) for a, b in zip(WINDOW.start, WINDOW.stop, strict=True))]
        missing = [wanted - length for wanted, length in zip(SETTINGS.shape, cropped.shape, strict=True)]
        padded = np.pad(cropped, [(total // 2, total - total // 2) for total in missing])
        images.append((padded - padded.min()) / np.ptp(padded))
    return images


def read(patient: pd.DataFrame) -> None:
    """Read each modality once and do nothing with it: no way can take less."""
    for modality in MODALITIES:
        SimpleITK.ReadImage(str(patient[f"path_{modality}"].iloc[0]))


def _halved(image: SimpleITK.Image, interpolator: int) -> SimpleITK.Image:
    size = [-(-length // 2) for length in image.GetSize()]
    spacing = [2 * length for length in image.GetSpacing()]
    origin = image.TransformContinuousIndexToPhysicalPoint((0.5, 0.5, 0.5))
    return SimpleITK.Resample(image, size, SimpleITK.Transform(), interpolator, origin, spacing, image.GetDirection())


def rows() -> Iterator[Row]:
    """Time of one patient on one core, against the straightforward way, and its memory."""
    with tempfile.TemporaryDirectory() as name:
        patient = write_patient(Path(name))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, found = timed(lambda: ours(patient, Path(name)), 3)
        gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
        slow, expected = timed(lambda: straightforward(patient), 3)
        reading, _ = timed(lambda: read(patient), 3)
    what = f"{len(MODALITIES)} modalities of a 240×240×155 patient"
    yield duration("images", f"{what}, one core", seconds, "<= 4")
    same = agreement("images", found, expected, 1e-5)
    note = f"{same}; peak {gigabytes:.2f} GiB ({before / 2**20:.2f} before)"
    yield ratio("images", what, seconds, slow, ">= 5", note)
    yield duration("images", "reading these scans and nothing else", reading)


if __name__ == "__main__":
    show(rows())
