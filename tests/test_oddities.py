import logging

import pandas as pd

from radiogenomics.images.workers import map_patients
from radiogenomics.oddities import joined_oddities, notice, noticed_since_last, oddities_note, write_oddities


def odd(patient):
    notice(f"{patient}.nii.gz", patient, "labels are rounded")
    return patient


def test_what_several_processes_notice_is_listed_once_each_and_said_in_one_line(tmp_path, caplog):
    noticed_since_last()
    assert map_patients(odd, ["P1", "P2", "P3", "P4"], 2) == ["P1", "P2", "P3", "P4"]
    odd("P1")
    notice("patients.csv", None, "no age")
    notice("", None, "voxels of several sizes")
    with caplog.at_level(logging.WARNING):
        write_oddities(tmp_path / "odd.csv")
    table = pd.read_csv(tmp_path / "odd.csv", keep_default_na=False)
    assert table.to_numpy().tolist() == [
        *([f"P{i}", f"P{i}.nii.gz", "labels are rounded"] for i in range(1, 5)),
        ["", "patients.csv", "no age"],
        ["", "", "voxels of several sizes"],
    ]
    assert caplog.messages == [
        "P1 P1.nii.gz, P2 P2.nii.gz, P3 P3.nii.gz and 1 more: labels are rounded",
        "patients.csv: no age",
        "voxels of several sizes",
    ]
    write_oddities(tmp_path / "odd.csv")
    assert (tmp_path / "odd.csv").read_text() == "patient_id,file,what\n"


def test_the_note_counts_patients_once_and_says_whether_they_are_simulated():
    rows = [("P1", "a.nii", "odd"), ("P1", "b.nii", "odd"), ("P2", "c.nii", "odd"), ("", "patients.csv", "no age")]
    table = joined_oddities([pd.DataFrame(rows, columns=["patient_id", "file", "what"])])
    assert oddities_note(table, simulated=False).startswith("n = 2 real patients are named. ")
    assert oddities_note(joined_oddities([]), simulated=True).startswith("n = 0 simulated patients are named. ")
