import numpy as np
import pytest

from radiogenomics.cohorts.brats2021 import read_scans
from radiogenomics.cohorts.brats2021_tables import FOLLOW_UPS
from radiogenomics.cohorts.rsna_miccai import FAULTY_CASES
from radiogenomics.cohorts.simulation.layouts.brats2021 import case_of
from radiogenomics.images.volume import read_mask, read_volume

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]


@pytest.fixture
def made(cohort):
    return cohort("brats2021")


def test_cases_are_numbered_from_0_without_those_that_mean_something_else():
    assert [case_of(number) for number in range(1, 6)] == [
        "BraTS2021_00626",
        "BraTS2021_00639",
        "BraTS2021_00109",
        "BraTS2021_00000",
        "BraTS2021_00001",
    ]
    cases = [case_of(number) for number in range(4, 1000)]
    assert not set(cases) & {*FOLLOW_UPS, *FAULTY_CASES}
    assert cases == sorted(cases) and len(set(cases)) == len(cases)


def test_scans_and_segmentations_are_those_simulated(made):
    scans = read_scans(made.folder, MODALITIES)
    scans = scans[scans.baseline].set_index("patient_id")
    for patient_id, scan in list(made.baselines.items())[:4]:
        patient = made.patient(scan)
        for modality in MODALITIES:
            array = read_volume(scans[f"path_{modality}"][patient_id]).array
            np.testing.assert_array_equal(array, patient.images[modality])
        if scan.is_labelled:
            np.testing.assert_array_equal(read_mask(scans.path_corrected[patient_id]).array, patient.segmentation)


def test_two_patients_have_a_follow_up_scan_as_in_the_archive(made):
    scans = read_scans(made.folder, MODALITIES)
    follow_ups = scans[~scans.baseline].set_index("scan_id").patient_id.to_dict()
    assert follow_ups == FOLLOW_UPS
    paths = scans.set_index("scan_id").path_T1
    for case, baseline in FOLLOW_UPS.items():
        assert not np.array_equal(read_volume(paths[case]).array, read_volume(paths[baseline]).array)


def test_validation_cases_have_neither_label_nor_segmentation(made):
    scans = read_scans(made.folder, MODALITIES).set_index("patient_id")
    unlabelled = [name for name, scan in made.baselines.items() if not scan.is_labelled]
    assert len(unlabelled) == 2
    assert scans.loc[unlabelled, "MGMT value"].eq("").all()
    assert not scans.loc[unlabelled, "has_automatic"].any() and scans.loc[unlabelled, "has_T1"].all()


def test_patients_of_the_competition_are_the_same_persons(made, cohort):
    other = cohort("rsna_miccai")
    for patient_id, scan in made.baselines.items():
        assert other.baselines[patient_id].label == scan.label
    patient_id = "BraTS2021_00000"
    np.testing.assert_array_equal(
        made.patient(made.baselines[patient_id]).images["T1GD"],
        other.patient(other.baselines[patient_id]).images["T1GD"],
    )
