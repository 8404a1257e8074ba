"""RSNA-MICCAI 2021: DICOM series that are not registered, the first label table, and a case known to be faulty."""

from pathlib import Path

import numpy as np
import pandas as pd
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid
from scipy import ndimage
from scipy.spatial.transform import Rotation

from radiogenomics.cohorts.brats2021_tables import (
    CASE_PREFIX,
    COMPETITION_CASE_COLUMN,
    COMPETITION_MGMT_COLUMN,
    COMPETITION_TABLE,
)
from radiogenomics.cohorts.rsna_miccai import SERIES_FOLDERS
from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import ATLAS_SHAPE
from radiogenomics.cohorts.simulation.layouts.brats2021 import case_of, seed_of_cases
from radiogenomics.cohorts.simulation.layouts.layout import Layout, Simulate, modalities_of_scan
from radiogenomics.cohorts.simulation.roster import Scan
from radiogenomics.files import write_table
from radiogenomics.seeds import derive_seed

_LARGEST_TURN = 6.0  # degrees about each axis
_LARGEST_SHIFT = 6.0  # mm along each axis
_SLICE_DISTANCES = (1.0, 1.25, 1.5, 2.0)  # as multiples of the cohort's spacing
_PIXEL_EDGES = (0.8, 1.0, 1.25)
_UNITS_PER_GREY_LEVEL = 4  # The simulated scanner's steps are quarters.


class RsnaMiccai(Layout):
    """DICOM series by case and sequence, in geometries of their own."""

    folder = "rsna-miccai-brain-tumor-radiogenomic-classification"

    def patient_id(self, number: int) -> str:
        """Name of the case, as in BraTS 2021."""
        return case_of(number)

    def seed(self, seed: int) -> int:
        """Seed of the competition's patients, who are those of BraTS 2021, too."""
        return seed_of_cases(seed)

    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """`train_labels.csv`: five digits and the MGMT status of each labelled case."""
        rows = [(_case_number(scan), scan.label) for scan in scans if scan.is_labelled]
        table = pd.DataFrame(rows, columns=[COMPETITION_CASE_COLUMN, COMPETITION_MGMT_COLUMN])
        write_table(table, folder / self.folder / COMPETITION_TABLE)

    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """One DICOM series per sequence, moved and resampled; there are no masks."""
        place = folder / ("train" if scan.is_labelled else "test") / _case_number(scan)
        for modality, image in simulate(modalities_of_scan(scan, settings), scan.scan).images.items():
            rng = np.random.default_rng(derive_seed(seed, scan.scan_id, modality, "series"))
            spacing = settings.spacing * np.array([rng.choice(_SLICE_DISTANCES), *[rng.choice(_PIXEL_EDGES)] * 2])
            moved = move_and_resample(image, settings.spacing, spacing, rng)
            _write_series(moved, spacing, place / SERIES_FOLDERS[modality], scan, modality, seed, rng)


def move_and_resample(image: np.ndarray, edge: float, spacing: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The image of a head that has turned and moved a little, on a grid of its own over the same field of view.

    Args:
        image: float32 (z, y, x) on the atlas's field of view.
        edge: its voxels' edge in mm.
        spacing: voxel size z, y, x in mm of the new grid.
        rng: source of the movement, up to 6 mm along and 6 degrees about each axis.

    Returns:
        float32 array (z, y, x), linearly interpolated.
    """
    turn = Rotation.from_euler("zyx", rng.uniform(-_LARGEST_TURN, _LARGEST_TURN, 3), degrees=True).as_matrix()
    shift = rng.uniform(-_LARGEST_SHIFT, _LARGEST_SHIFT, 3)
    middle = (np.array(ATLAS_SHAPE) - 1) / 2
    shape = tuple(np.ceil(np.array(ATLAS_SHAPE) / spacing).astype(int))
    # From a voxel to mm, from there to where that part of the head was, and back to a voxel of the image.
    first = turn @ ((spacing - 1) / 2 - middle) + middle + shift
    return ndimage.affine_transform(
        image, turn * spacing / edge, (first + 0.5) / edge - 0.5, shape, order=1, prefilter=False
    )


def _case_number(scan: Scan) -> str:
    """Five digits, the zeros among them: `00109`."""
    return scan.patient_id.removeprefix(CASE_PREFIX)


def _write_series(
    array: np.ndarray,
    spacing: np.ndarray,
    folder: Path,
    scan: Scan,
    modality: str,
    seed: int,
    rng: np.random.Generator,
) -> None:
    """One file per slice, numbered from anywhere and from either end, as in the competition."""
    folder.mkdir(parents=True)
    series = str(generate_uid(entropy_srcs=[str(seed), scan.scan_id, modality]))
    first, upwards = int(rng.integers(1, 30)), bool(rng.random() < 0.5)
    pixels = np.rint(array * _UNITS_PER_GREY_LEVEL).astype("<u2")
    for place, image in enumerate(pixels):
        number = first + (place if upwards else len(pixels) - 1 - place)
        header = _header(image, spacing, place, number, series)
        header.PatientID = _case_number(scan)
        header.SeriesDescription = SERIES_FOLDERS[modality]
        header.save_as(folder / f"Image-{number}.dcm", enforce_file_format=True)


def _header(image: np.ndarray, spacing: np.ndarray, place: int, number: int, series: str) -> Dataset:
    """A DICOM slice (rows, columns), the one at `place` from below."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = f"{series[:58]}.{number}"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    header = Dataset()
    header.file_meta = meta
    header.SOPClassUID, header.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    header.Modality, header.SeriesInstanceUID, header.InstanceNumber = "MR", series, number
    z, y, x = ((spacing - 1) / 2).tolist()
    header.ImagePositionPatient = [round(x, 4), round(y - (ATLAS_SHAPE[1] - 1), 4), round(z + place * spacing[0], 4)]
    header.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    header.PixelSpacing = [round(float(edge), 4) for edge in spacing[1:]]
    header.SliceThickness = header.SpacingBetweenSlices = round(float(spacing[0]), 4)
    header.Rows, header.Columns = image.shape
    header.SamplesPerPixel, header.PhotometricInterpretation = 1, "MONOCHROME2"
    header.BitsAllocated, header.BitsStored, header.HighBit, header.PixelRepresentation = 16, 16, 15, 0
    header.PixelData = image.tobytes()
    return header
