"""What is written of a registered patient: images, segmentations, a table of quality and a picture."""

from pathlib import Path

import pandas as pd
import SimpleITK

from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.files import write_table
from radiogenomics.registration.figure import registration_figure
from radiogenomics.registration.geometry import affine_of
from radiogenomics.registration.patient import Registered
from radiogenomics.registration.scans import IMAGES, PICTURE, QUALITY, SCAN, TRANSFORMS
from radiogenomics.report.style import save_figure


def write_registered(found: Registered, folder: str | Path, scan_id: str, patient_id: str, simulated: bool) -> None:
    """Write what became of a patient's scans below a folder.

    Args:
        found: the images, or why there are none.
        folder: made where it is not there: `<name>.nii.gz` of every sequence and segmentation, `brain.nii.gz`,
            `<name>.tfm` of every sequence (from points of the atlas to points of the scan as it was read),
            `quality.csv`, `scan.csv` and `picture.png`.
        scan_id, patient_id: whose they are.
        simulated: whether the patient is simulated, which the picture then says.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, image in {**found.images, **found.masks}.items():
        paths[f"path_{name}"] = str(folder / f"{name}{IMAGES}")
        _write(image, folder / f"{name}{IMAGES}")
    for name, transform in found.transforms.items():
        _write_transform(transform, folder / f"{name}{TRANSFORMS}")
    if found.brain is not None:
        _write(found.brain, folder / f"brain{IMAGES}")
        figure = registration_figure(scan_id, found.images, found.brain, found.masks)
        save_figure(figure, folder / PICTURE, simulated=simulated)
    # A scan that failed is there to be looked at, but no study is given its path.
    row = {"scan_id": scan_id, "patient_id": patient_id, "fault": found.fault, **({} if found.fault else paths)}
    write_table(pd.DataFrame([row]), folder / SCAN)
    key = {"scan_id": scan_id, "patient_id": patient_id, "fault": found.fault}
    rows = found.quality if len(found.quality) else found.quality.reindex([0])
    write_table(rows.assign(**key)[[*key, *found.quality]], folder / QUALITY)


def _write(image: SimpleITK.Image, path: Path) -> None:
    write_nifti(SimpleITK.GetArrayFromImage(image), affine_of(image), path)


def _write_transform(transform: SimpleITK.Transform, path: Path) -> None:
    """One composite transform, of whatever it consists, as text that ITK's programs read."""
    whole = SimpleITK.CompositeTransform([transform])
    whole.FlattenTransform()
    SimpleITK.WriteTransform(whole, str(path))
