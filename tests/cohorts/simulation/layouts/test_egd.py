import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.cohorts.egd import read_scans
from radiogenomics.images.axial import open_scan
from radiogenomics.images.volume import read_mask

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]


@pytest.fixture
def made(cohort):
    return cohort("egd")


def test_half_lie_as_in_xnat_and_half_as_its_downloader_leaves_them(made):
    for patient_id in made.baselines:
        odd = int(patient_id[-1]) % 2
        place = made.folder / "EGD" / (f"MR_{patient_id}/4_FLAIR/NIFTI" if odd else f"SUBJECTS/{patient_id}")
        assert (place / "FLAIR.nii.gz").is_file()


def test_heads_are_stored_as_in_mni152_and_show_what_was_simulated(made):
    scans = read_scans(made.folder, MODALITIES).set_index("patient_id")
    for patient_id, scan in list(made.baselines.items())[:3]:
        patient = made.patient(scan)
        path = scans.path_T2[patient_id]
        assert SimpleITK.ReadImage(path).GetDirection() == (-1, 0, 0, 0, -1, 0, 0, 0, 1)
        np.testing.assert_array_equal(open_scan(path).whole(), patient.images["T2"])


def test_turned_voxels_stay_in_their_places(made, cohort):
    """The middle of the field of view is that of archives stored the other way."""
    here = SimpleITK.ReadImage(read_scans(made.folder, ["T1"]).path_T1[0])
    there = SimpleITK.ReadImage(str(next(cohort("tcga").folder.rglob("*_t1.nii.gz"))))
    middles = [
        image.TransformContinuousIndexToPhysicalPoint([(size - 1) / 2 for size in image.GetSize()])
        for image in (here, there)
    ]
    assert middles[0] == pytest.approx(middles[1])


def test_mask_is_the_whole_tumour(made):
    scans = read_scans(made.folder, MODALITIES).set_index("patient_id")
    manual = {name: scan for name, scan in made.baselines.items() if scan.has_corrected}
    assert manual and scans.Observer.loc[list(manual)].eq("Manual").all()
    assert scans.Observer.drop(list(manual)).eq("Automatic").all()
    for patient_id, scan in manual.items():
        mask = read_mask(scans.path_automatic[patient_id], convention="whole_tumour").array
        np.testing.assert_array_equal(mask > 0, made.patient(scan).segmentation > 0)


def test_spreadsheets_and_metadata_agree(made):
    with_tables = read_scans(made.folder, MODALITIES)
    sheets = list(made.folder.rglob("*.xlsx"))
    assert {path.stem for path in sheets} == {"Genetic_and_Histological_labels", "Clinical_data"}
    hidden = [path.rename(path.with_suffix(".hidden")) for path in sheets]
    try:
        pd.testing.assert_frame_equal(read_scans(made.folder, MODALITIES), with_tables)
    finally:
        for path in hidden:
            path.rename(path.with_suffix(".xlsx"))
