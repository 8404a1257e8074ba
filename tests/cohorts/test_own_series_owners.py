"""A series is of the patient whom its header names, else of the one whose folder it lies in."""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.own_series_owners import NOBODY, owners_of
from radiogenomics.oddities import noticed_since_last

ROOT = Path("/scans")


def owners(patients, **folders):
    """Owners of series: PatientID by folder, `/` written as `__`."""
    noticed_since_last()
    names = [ROOT / name.replace("__", "/") for name in folders]
    series = pd.DataFrame({"folder": names, "patient_id": list(folders.values())})
    return owners_of(series, patients, ROOT)


def said():
    return [(patient, what) for patient, _, what in noticed_since_last()]


def test_the_header_counts_whatever_the_folders_are_called():
    assert owners(["P1", "P2"], x__y="P1", x__z="P2", P1__u="") == ["P1", "P2", "P1"]
    assert said() == []


def test_other_case_and_lost_zeros_are_known_again():
    assert owners(["P1", "7"], a="p1 ", b="007") == ["P1", "7"]
    assert said() == [("7", "the files are called 007; the table lost the leading zeros of the id")]


def test_patients_who_were_made_anonymous_alike_are_told_by_their_folder():
    found = owners(["A01", "A02"], A01__s__1="ANON", A02__s__1="ANON", A02__s__2="", A03__s__1="ANON")
    assert found == ["A01", "A02", "A02", NOBODY]


def test_numbers_of_series_are_no_patients():
    """On the level of the series, two folders are called as patients; on that of the patients, three are."""
    folders = {f"00{patient}__study__{series}": "" for patient in (1, 2, 3) for series in (1, 2)}
    assert owners(["1", "2", "3"], **folders) == ["1", "1", "2", "2", "3", "3"]


def test_a_folder_that_is_called_as_another_patient_is_noticed_and_the_header_counts():
    assert owners(["A01", "A02"], A01__s="A02", A02__t="A02") == ["A02", "A02"]
    assert said() == [("A02", "lies in a folder called A01, but is of A02 by its PatientID")]
