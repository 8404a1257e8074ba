import pandas as pd
import pytest

from radiogenomics.leakage.persons import all_links, patient_of_scan, person_of, same_person, scan_links

NO_SCANS = pd.DataFrame(columns=["scan_id", "patient_id"])
NO_CROSSWALKS = pd.DataFrame(columns=["patient_id_a", "patient_id_b", "crosswalk"], dtype=object)


@pytest.mark.parametrize(
    ("scan", "patient"),
    [
        ("UPENN-GBM-00001_21", "UPENN-GBM-00001"),
        ("UPENN-GBM-00001", "UPENN-GBM-00001"),
        ("TCGA-06-0119-01A-08D", "TCGA-06-0119"),
        ("BraTS-GLI-00005-101", "BraTS-GLI-00005"),
        ("UPENN-GBM-00001_11_T1", "UPENN-GBM-00001"),
        ("upenn-gbm-00001_21", "UPENN-GBM-00001"),
        ("UCSF-PDGM-0433_FU007d", "UCSF-PDGM-0433"),
        ("tcga-06-0119-01a", "TCGA-06-0119"),
        ("brats-gli-00005-101", "BraTS-GLI-00005"),
        ("UPENN-GBM-000011", "UPENN-GBM-000011"),
        ("BraTS2021_00557", "BraTS2021_00639"),
        ("brats2021_00557_t1", "BraTS2021_00639"),
        ("BraTS2021_00001", "BraTS2021_00001"),
        ("P7_2", "P7_2"),
    ],
)
def test_scans_and_time_points_of_the_collections_are_known_by_their_names(scan, patient):
    assert patient_of_scan(scan) == patient


def test_b17_names_are_followed_through_scans_and_crosswalks():
    cohort = pd.DataFrame({"scan_id": ["anna-1", "anna-2"], "patient_id": ["anna", "anna"]})
    crosswalks = pd.DataFrame(
        [("C9", "UPENN-GBM-00001_11", "map.csv"), ("C9", "anna-2", "map.csv")], columns=NO_CROSSWALKS.columns
    )
    names = ["UPENN-GBM-00001_21", "anna-1", "bob"]
    assert same_person(names, scan_links(cohort, names)) == []
    ((one, other, how),) = same_person(names, all_links(cohort, names, crosswalks))
    assert (one, other) == ("UPENN-GBM-00001_21", "anna-1") and "map.csv" in how
    person = person_of(names, all_links(cohort, names, crosswalks))
    assert person["anna-1"] == person["UPENN-GBM-00001_21"] != person["bob"] == "bob"


def test_b17_a_follow_up_of_ucsf_pdgm_and_its_baseline_are_one_person():
    names = ["UCSF-PDGM-0433", "UCSF-PDGM-0433_FU007d", "UCSF-PDGM-0429"]
    ((one, other, _),) = same_person(names, scan_links(NO_SCANS, names))
    assert (one, other) == ("UCSF-PDGM-0433", "UCSF-PDGM-0433_FU007d")


def test_three_names_are_one_person():
    names = ["UPENN-GBM-00001", "UPENN-GBM-00001_11", "upenn-gbm-00001_21"]
    assert set(person_of(names, scan_links(NO_SCANS, names)).values()) == {"UPENN-GBM-00001"}
    assert len(same_person(names, scan_links(NO_SCANS, names))) == 3
