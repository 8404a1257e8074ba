"""Fixtures of all tests."""

import builtins
import errno
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
# A busy machine is slow, and that is no fault of what is tested.
settings.register_profile("without deadlines", deadline=None)
settings.load_profile("without deadlines")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs of the workflow first: begun last, one of two processes would wait minutes for the other."""
    items.sort(key=lambda item: "workflow" not in item.path.parts)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the checkout."""
    return REPOSITORY


def data_folder() -> Path:
    """The folder of the user's that holds all data of tests; it may not exist."""
    return Path(os.environ.get("RADIOGENOMICS_TEST_DATA", REPOSITORY.parent / "shared"))


class PartOfData(type(Path())):
    """A path in `tests/data`, which holds what is small and may be shared; a test that needs more is skipped."""

    def __truediv__(self, name: str | Path) -> Path:
        path = super().__truediv__(name)
        if not path.exists():
            pytest.skip(
                f"no {path.relative_to(DATA)} in tests/data; set RADIOGENOMICS_TEST_DATA to a folder that has it"
            )
        return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real tables, scans and reference values: a folder of the user's, or the part of them in `tests/data`."""
    return data_folder() if data_folder().is_dir() else PartOfData(DATA)


@pytest.fixture(scope="session")
def whole_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one head of 155×240×240 voxels: `t1n`, `t1c`, `t2w`, `t2f` and `segmentation_output`, `.nii.gz`.

    A real one where the user's data have it, else a simulated one; 3 is the enhancing tumour in its segmentation.
    """
    folder = data_folder() / "real" / "mri" / "brainlesion_brats_case"
    return folder if folder.is_dir() else _simulated_case(tmp_path_factory.mktemp("case"))


def _simulated_case(folder: Path) -> Path:
    # Imported here: most tests need no simulation.
    from radiogenomics.cohorts.settings import SimulationSettings
    from radiogenomics.cohorts.simulation.grid import Grid
    from radiogenomics.cohorts.simulation.nifti import write_nifti
    from radiogenomics.cohorts.simulation.patient import simulate_patient

    names = {"T1": "t1n", "T1GD": "t1c", "T2": "t2w", "FLAIR": "t2f"}
    settings = SimulationSettings(spacing=1.0, modalities=list(names), effect={})
    patient = simulate_patient(settings, 1, "UPENN-GBM-00001")
    affine = Grid(1.0).affine
    for modality, image in patient.images.items():
        write_nifti(image, affine, folder / f"{names[modality]}.nii.gz")
    labels = np.where(patient.segmentation == 4, 3, patient.segmentation).astype(np.uint8)
    write_nifti(labels, affine, folder / "segmentation_output.nii.gz")
    return folder


@pytest.fixture(scope="session")
def serve() -> Callable:
    """Context in which an HTTP server on loopback answers; at its end, requests that it holds back are released."""

    @contextmanager
    def running(server: ThreadingHTTPServer) -> Iterator[None]:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield
        finally:
            if hasattr(server, "released"):
                server.released.set()
            server.shutdown()
            thread.join()
            server.server_close()

    return running


@pytest.fixture
def with_bfloat16(monkeypatch) -> None:
    """A processor without bfloat16 computes in it nevertheless, slowly: for tests of what comes out."""
    monkeypatch.setattr("radiogenomics.devices.compute.has_bfloat16", lambda device: True)


@pytest.fixture
def forbid(monkeypatch) -> Callable[[Path | str], None]:
    """Function after which a path is met as below a folder without permission, also by root, who may open all."""

    def close(path: Path | str) -> None:
        for module, name in ((os, "scandir"), (os, "stat"), (io, "open"), (builtins, "open")):
            monkeypatch.setattr(module, name, _refusing(getattr(module, name), str(path)))

    return close


def _refusing(function: Callable, forbidden: str) -> Callable:
    def guarded(path, *arguments, **options):
        if str(path) == forbidden:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), forbidden)
        return function(path, *arguments, **options)

    return guarded


@pytest.fixture(scope="session")
def write_slice() -> Callable[..., Path]:
    """Write a grey slice (rows, columns) as DICOM; further elements by their DICOM names, None leaves one out."""
    return _write_slice


@pytest.fixture(scope="session")
def write_series() -> Callable[..., Path]:
    """Write an array (z, y, x) as axial slices of DICOM, `step` mm apart, the first at `origin`, in a new folder."""

    def write(
        folder: Path,
        array: np.ndarray,
        step: float = 2.5,
        names: list[str] | None = None,
        origin: tuple[float, float, float] = (-10.0, 20.0, 5.0),
        **elements,
    ) -> Path:
        from pydicom.uid import generate_uid

        folder.mkdir(parents=True)
        series = {"SeriesInstanceUID": generate_uid()} | elements
        for number, pixels in enumerate(array):
            name = names[number] if names else f"Image-{number + 1}.dcm"
            position = [*origin[:2], origin[2] + step * number]
            _write_slice(folder / name, pixels, ImagePositionPatient=position, **series)
        return folder

    return write


def _write_slice(path: Path, pixels: np.ndarray, **elements) -> Path:
    # Imported here: most tests need no DICOM.
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    header = Dataset()
    header.file_meta = meta
    standard = {
        "SOPClassUID": MRImageStorage,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "SeriesInstanceUID": "1.2.3",
        "Modality": "MR",
        "ImagePositionPatient": [0.0, 0.0, 0.0],
        "ImageOrientationPatient": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        "PixelSpacing": [0.5, 0.75],
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": pixels.shape[0],
        "Columns": pixels.shape[1],
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
        "PixelData": pixels.astype("<u2").tobytes(),
    }
    for name, value in (standard | elements).items():
        if value is not None:
            setattr(header, name, value)
    header.save_as(path, enforce_file_format=True)
    return path
