"""Which scans are registered, and what of them the user may change."""

import pandas as pd

from radiogenomics.downloads.archives import Archive
from radiogenomics.registration.scans import files_of_scan, own_files_of_scan, scans_to_register, with_registered

SCANS = pd.DataFrame(
    {
        "scan_id": ["P1", "P2", "P2b", "P3"],
        "patient_id": ["P1", "P2", "P2", "P3"],
        "baseline": [True, True, False, True],
        "fault": ["", "the header is damaged", "", ""],
        "path_T1GD": ["a/1.nii.gz", "a/2.nii.gz", "a/2b.nii.gz", ""],
        "path_automatic": ["a/1s.nii.gz", "", "", "a/3s.nii.gz"],
    }
)


def test_baselines_without_fault_of_which_there_is_a_sequence_are_registered(tmp_path):
    chosen = scans_to_register(SCANS)
    assert chosen["scan_id"].tolist() == ["P1"]  # of P3 there is a segmentation alone
    assert list(chosen)[:2] == ["scan_id", "patient_id"]


def test_the_files_of_the_user_s_own_are_looked_at_and_no_others(tmp_path):
    table = tmp_path / "raw_scans.csv"
    SCANS.to_csv(table, index=False)
    files = files_of_scan(table, "P1")
    assert files == {"T1GD": "a/1.nii.gz", "automatic": "a/1s.nii.gz"}
    assert own_files_of_scan([Archive(["mine"], True)], table, "P1") == list(files.values())
    assert own_files_of_scan([Archive(["data/x.csv"], False)], table, "P1") == []


def test_paths_of_registered_scans_take_the_place_of_the_archive_s_and_faults_are_told():
    registered = pd.DataFrame(
        {"scan_id": ["P1", "P3"], "fault": ["", "registration: no T1GD"], "path_T1GD": ["r/1.nii.gz", ""]}
    )
    table = with_registered(SCANS, registered).set_index("scan_id")
    assert table.at["P1", "path_T1GD"] == "r/1.nii.gz" and table.at["P2b", "path_T1GD"] == "a/2b.nii.gz"
    assert table["fault"].tolist() == ["", "the header is damaged", "", "registration: no T1GD"]
