import re
import shutil

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.cohorts.simulation.layouts.ucsf_pdgm import UcsfPdgm
from radiogenomics.cohorts.ucsf_pdgm import read_scans
from radiogenomics.cohorts.ucsf_pdgm_tables import FORMER_NAMES
from radiogenomics.images.volume import read_mask, read_volume

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]
TABLE = "UCSF-PDGM-metadata_v5.csv"


@pytest.fixture
def made(cohort):
    return cohort("ucsf_pdgm")


def test_files_lie_as_in_the_package(made):
    root = made.folder / "UCSF-PDGM-v5"
    assert len(list(root.iterdir())) == len(made.scans)
    for folder in root.iterdir():
        exam = re.fullmatch(r"(UCSF-PDGM-\d{4}(?:_FU\d{3}d)?)_nifti", folder.name)[1]
        assert {path.name for path in folder.iterdir()} == {
            f"{exam}_{suffix}.nii.gz" for suffix in ("T1", "T1c", "T2", "FLAIR", "tumor_segmentation")
        }


def test_the_table_has_three_digits_but_of_follow_ups(made):
    table = pd.read_csv(made.folder / TABLE, dtype=str)
    follow_ups = table["ID"].str.contains("_FU")
    assert follow_ups.sum() == 2
    assert table["ID"][follow_ups].str.fullmatch(r"UCSF-PDGM-\d{4}_FU\d{3}d").all()
    names = table["ID"][~follow_ups]
    assert names.str.fullmatch(r"UCSF-PDGM-\d{3}|UCSF-PDGM-9\d{3}").all() and names.str.len().eq(13).sum() == 10


def test_no_patient_has_a_former_name_of_another():
    patients = [UcsfPdgm().patient_id(number) for number in range(1, 400)]
    assert not set(patients) & set(FORMER_NAMES) and len(set(patients)) == len(patients)
    first = ("0391", "0396", "0409", "0429", "0431", "0433", "0001")
    assert patients[:7] == [f"UCSF-PDGM-{digits}" for digits in first]


def test_a_follow_up_is_another_scan_of_the_same_patient(made):
    scans = read_scans(made.folder, MODALITIES).set_index("scan_id")
    follow_ups = scans[~scans.baseline]
    assert follow_ups.patient_id.to_dict() == {
        "UCSF-PDGM-0391_FU016d": "UCSF-PDGM-0391",
        "UCSF-PDGM-0396_FU175d": "UCSF-PDGM-0396",
    }
    for exam, row in follow_ups.iterrows():
        baseline = read_volume(scans.path_T1[row.patient_id]).array
        assert not np.array_equal(read_volume(scans.path_T1[exam]).array, baseline)


def test_scans_and_segmentations_are_those_simulated(made):
    scans = read_scans(made.folder, MODALITIES)
    scans = scans[scans.baseline].set_index("patient_id")
    for patient_id, scan in list(made.baselines.items())[:4]:
        patient = made.patient(scan)
        for modality in MODALITIES:
            array = read_volume(scans[f"path_{modality}"][patient_id]).array
            np.testing.assert_array_equal(array, patient.images[modality])
        np.testing.assert_array_equal(read_mask(scans.path_corrected[patient_id]).array, patient.segmentation)


def test_a_lost_folder_and_a_lost_row_are_told_from_each_other(made, tmp_path, told):
    """The reader finds a patient of whom the copy lacks the scans, and scans of whom it lacks the row."""
    shutil.copytree(made.folder, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / "UCSF-PDGM-v5" / "UCSF-PDGM-0001_nifti")
    table = pd.read_csv(tmp_path / "copy" / TABLE, dtype=str, keep_default_na=False)
    table[table["ID"] != "UCSF-PDGM-002"].to_csv(tmp_path / "copy" / TABLE, index=False)
    scans = read_scans(tmp_path / "copy", ["T1"]).set_index("scan_id")
    assert len(scans) == len(made.scans)
    assert scans.loc["UCSF-PDGM-0001", ["has_T1", "path_T1"]].tolist() == [True, ""]
    assert scans.loc["UCSF-PDGM-0002", "MGMT status"] == "" and scans.loc["UCSF-PDGM-0002", "path_T1"] != ""
    assert "no row for 1 scan(s), whose label is not known: UCSF-PDGM-0002" in told()


def test_maps_of_the_diffusion_tensor_are_there_of_who_has_them(tmp_path):
    settings = SimulationSettings(
        layout="ucsf_pdgm", patients=10, unlabelled=0, follow_ups=0, spacing=8.0, effect={}, modalities=["T1", "DTI_FA"]
    )
    simulate_archive(tmp_path, settings, 3)
    scans = read_scans(tmp_path, ["T1", "DTI_FA"])
    assert scans["has_T1"].all() and 0 < scans["has_DTI_FA"].sum() < 10
    found = scans["path_DTI_FA"][scans["has_DTI_FA"]]
    assert found.str.endswith("_DTI_eddy_FA.nii.gz").all()
