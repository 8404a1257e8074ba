"""UPENN-GBM: NIfTI by kind of imaging, three tables, superseded images in folders called `old`."""

from pathlib import Path

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.acquisition import acquisition_table
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.layouts.layout import (
    Layout,
    Simulate,
    automatic_segmentation,
    modalities_of_scan,
)
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.roster import Scan, upenn_gbm_patient
from radiogenomics.cohorts.simulation.tables import availability_table, clinical_table
from radiogenomics.files import write_table

_IMAGE_FOLDERS = {"DTI": "images_DTI/images_DTI", "DSC": "images_DSC"}


class UpennGbm(Layout):
    """The package as Faspex delivers it."""

    folder = "UPENN-GBM"

    def patient_id(self, number: int) -> str:
        """Name of the patient."""
        return upenn_gbm_patient(number)

    def seed(self, seed: int) -> int:
        """The run's own seed: this was the first layout, and its files stay the same."""
        return seed

    def write_tables(self, folder: Path, scans: list[Scan], settings: SimulationSettings, seed: int) -> None:
        """Clinical information, availability and acquisition."""
        clinical = clinical_table(scans, seed, settings.further_labels)
        write_table(clinical, folder / "UPENN-GBM_clinical_info_v2.1.csv")
        availability = availability_table(scans, clinical, settings.modalities)
        write_table(availability, folder / "UPENN-GBM_data_availability.csv")
        write_table(acquisition_table(scans), folder / "UPENN-GBM_acquisition.csv")

    def write_scan(self, folder: Path, scan: Scan, simulate: Simulate, settings: SimulationSettings, seed: int) -> None:
        """One NIfTI file per modality, segmentations, and superseded images in `old`."""
        root = folder / "NIfTI-files"
        patient = simulate(modalities_of_scan(scan, settings), scan.scan)
        affine = Grid(settings.spacing).affine
        for modality, image in patient.images.items():
            write_nifti(image, affine, _image_folder(root, scan, modality) / f"{scan.scan_id}_{modality}.nii.gz")
        if scan.has_superseded:
            structural = [modality for modality in patient.images if modality[:3] not in _IMAGE_FOLDERS]
            for modality, image in simulate(structural, "old").images.items():
                path = _image_folder(root, scan, modality) / "old" / f"{scan.scan_id}_{modality}.nii.gz"
                write_nifti(image, affine, path)
        if scan.is_baseline:
            automatic = automatic_segmentation(patient, scan, seed)
            write_nifti(automatic, affine, root / "automated_segm" / f"{scan.scan_id}_automated_approx_segm.nii.gz")
        if scan.has_corrected:
            write_nifti(patient.segmentation, affine, root / "images_segm" / f"{scan.scan_id}_segm.nii.gz")


def _image_folder(root: Path, scan: Scan, modality: str) -> Path:
    return root / _IMAGE_FOLDERS.get(modality[:3], "images_structural") / scan.scan_id
