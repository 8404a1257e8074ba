"""Fixtures of the tests of segmentation."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.images.volume import Volume
from radiogenomics.segmentation.case import Case
from radiogenomics.segmentation.scores import region_scores

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


@pytest.fixture(scope="session")
def volume() -> Callable[..., Volume]:
    """Volume of an array (z, y, x), of voxels of 1 mm unless told otherwise."""

    def make(array: np.ndarray, spacing=(1.0, 1.0, 1.0), origin=(0.0, 0.0, 0.0), name="mask.nii.gz") -> Volume:
        return Volume(array, spacing, origin, IDENTITY, Path(name))

    return make


@pytest.fixture(scope="session")
def scores(volume) -> pd.DataFrame:
    """Scores of 12 patients by a good and by a bad network."""
    random = np.random.default_rng(0)
    tables = []
    for patient in range(12):
        truth = np.zeros((12, 14, 16), np.uint8)
        truth[2:9, 3:11, 4:12] = 2
        truth[3:7, 4:9, 5:10] = 4
        truth[4:6, 5:8, 6:9] = 0 if patient == 11 else 1
        for model, shift in (("good", 1), ("bad", 3)):
            predicted = np.roll(truth, random.integers(0, shift + 1, 3), (0, 1, 2))
            arguments = volume(truth), volume(predicted), "segmentation", model, patient % 3, f"P{patient:02}"
            tables.append(region_scores(*arguments))
    return pd.concat(tables, ignore_index=True)


@pytest.fixture
def make_case(volume) -> Callable[..., Case]:
    """Case of a head of 20×24×28 voxels (z, y, x) with a tumour, bright in T1GD where it enhances."""

    def make(sequences=("T1GD", "FLAIR"), labels: np.ndarray | None = None) -> Case:
        random = np.random.default_rng(0)
        head = np.zeros((20, 24, 28), bool)
        head[2:18, 3:22, 4:25] = True
        if labels is None:
            labels = np.zeros(head.shape, np.uint8)
            labels[4:14, 5:17, 6:18] = 2
            labels[6:12, 7:15, 8:16] = 4
            labels[8:11, 9:14, 10:15] = 1
        scans = {}
        for sequence in sequences:
            array = np.where(head, random.uniform(50, 150, head.shape), 0).astype(np.float32)
            if sequence == "T1GD":
                array[labels == 4] += 200
            scans[sequence] = volume(array, name=f"{sequence}.nii.gz")
        return Case("P1", scans, volume(labels))

    return make


@pytest.fixture
def write_volume(tmp_path) -> Callable[[np.ndarray, str], Path]:
    """Write an array (z, y, x) as <name>.nii.gz, with voxels of 3×2×1 mm (x, y, z) away from the origin."""

    def write(array: np.ndarray, name: str, direction=IDENTITY) -> Path:
        image = SimpleITK.GetImageFromArray(array)
        image.SetSpacing((3.0, 2.0, 1.0))
        image.SetOrigin((-7.0, 11.0, 13.0))
        image.SetDirection(direction)
        path = tmp_path / f"{name}.nii.gz"
        SimpleITK.WriteImage(image, str(path))
        return path

    return write
