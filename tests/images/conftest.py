"""Small heads with tumours, and files that hold them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK

MODALITY = "T1GD"


@pytest.fixture
def write_nifti(tmp_path: Path) -> Callable[..., Path]:
    """Write an array (z, y, x) as NIfTI below the test's folder."""

    def write(array: np.ndarray, name: str, spacing=(1.0, 1.0, 1.0), origin=(0.0, 0.0, 0.0), direction=None) -> Path:
        image = SimpleITK.GetImageFromArray(array, isVector=False)
        if array.ndim == 3:
            image.SetSpacing(spacing)
            image.SetOrigin(origin)
            image.SetDirection(direction or np.eye(3).ravel().tolist())
        path = tmp_path / name
        SimpleITK.WriteImage(image, str(path))
        return path

    return write


@pytest.fixture
def head() -> np.ndarray:
    """A smooth ellipsoid of 39×60×60 voxels (z, y, x), the field of view of the atlas at 4 mm, and air around it."""
    return _head()


@pytest.fixture
def tumour() -> np.ndarray:
    """The head's tumour: core (1) in a rim (4) in oedema (2)."""
    return _tumour()


@pytest.fixture
def patients(write_nifti: Callable[..., Path]) -> pd.DataFrame:
    """Three patients with a scan and an automatic mask each, at 4 mm; the second also has a corrected mask."""
    rows = []
    for number in range(1, 4):
        patient_id = f"UPENN-GBM-0000{number}"
        scan = _head() * number + np.random.default_rng(number).normal(0, 0.02, _head().shape).astype(np.float32)
        spacing = (4.0, 4.0, 4.0)
        rows.append(
            {
                "patient_id": patient_id,
                f"path_{MODALITY}": str(write_nifti(scan, f"{patient_id}_11_{MODALITY}.nii.gz", spacing)),
                "path_automatic": str(write_nifti(_tumour(), f"{patient_id}_11_automatic.nii.gz", spacing)),
                "path_corrected": np.nan,
            }
        )
    corrected = np.roll(_tumour(), 2, axis=1)
    rows[1]["path_corrected"] = str(write_nifti(corrected, "corrected.nii.gz", (4.0, 4.0, 4.0)))
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def real_case(whole_case: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One head of 155×240×240 voxels; its segmentation calls enhancing tumour 3 and is rewritten to 4."""
    folder = whole_case
    segmentation = SimpleITK.ReadImage(str(folder / "segmentation_output.nii.gz"))
    renamed = SimpleITK.ChangeLabel(segmentation, {3: 4})
    mask = tmp_path_factory.mktemp("real") / "mask.nii.gz"
    SimpleITK.WriteImage(renamed, str(mask))
    scans = {name: folder / f"{name}.nii.gz" for name in ("t1n", "t1c", "t2w", "t2f")}
    return {**scans, "mask": mask, "segmentation": folder / "segmentation_output.nii.gz"}


def _distance(centre: tuple[float, float, float], radii: tuple[float, float, float]) -> np.ndarray:
    """Distance of each voxel from a centre, in units of an ellipsoid's radii."""
    grid = np.indices((39, 60, 60), dtype=np.float32)
    return np.sqrt(sum(((axis - c) / r) ** 2 for axis, c, r in zip(grid, centre, radii, strict=True)))


def _head() -> np.ndarray:
    distance = _distance((19, 30, 30), (15, 24, 20))
    tumour = _tumour()
    tissue = 0.6 + 0.3 * np.cos(3 * distance) + 0.5 * (tumour == 4) - 0.3 * (tumour == 1)
    return np.where(distance < 1, tissue, 0).astype(np.float32)


def _tumour() -> np.ndarray:
    distance = _distance((20, 26, 24), (7, 8, 7))
    return np.select([distance < 0.4, distance < 0.7, distance < 1], [1, 4, 2], 0).astype(np.uint8)
