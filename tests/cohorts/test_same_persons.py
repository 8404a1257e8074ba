"""One person under two ids is told by name and date of birth, and what makes headers anonymous is not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.cohorts.same_persons import notice_same_persons
from radiogenomics.oddities import noticed_since_last

NAMES = ["WEBER^IRIS", "MEIER^ANNA", "SCHULZ^KARL", "WOLF^JAN", "KOCH^LENA", "VOGT^EVA", "ROTH^EMIL", "HAHN^OTTO"]
BIRTHS = ["19440312", "19520714", "19610102", "19700530", "19380909", "19550428", "19660217", "19491123"]


@pytest.fixture
def series():
    """Two series of each of eight persons."""
    one = pd.DataFrame({"owner": [f"10{n}" for n in range(8)], "name": NAMES, "birth_date": BIRTHS})
    noticed_since_last()
    both = pd.concat([one, one], ignore_index=True)
    return both.assign(patient_id=both["owner"], folder=[Path(f"{owner}/t1") for owner in both["owner"]])


def of(series, patient, name, birth):
    changed = series.copy()
    changed.loc[changed["owner"] == patient, ["name", "birth_date"]] = name, birth
    return changed


def told(series):
    notice_same_persons(series)
    return [(each.patient_id, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize("name", ["WEBER^IRIS", "Weber^Iris^^Dr.", "weber, iris", "Iris Weber", "Wéber^Iris "])
def test_one_person_under_two_ids_is_told_and_the_name_is_not_said(series, name):
    ((patient, what),) = told(of(series, "107", name, "19440312"))
    assert patient == "107" and what.startswith(
        "by name and date of birth in the headers the same person as 100; if so"
    )
    assert "weber" not in what.lower()


@pytest.mark.parametrize(
    ("name", "birth"),
    [
        ("WEBER^IRIS", "19440313"),
        ("WEBER^INES", "19440312"),
        ("WEBER^IRIS", ""),
        ("", "19440312"),
        ("HAHN^OTTO", "19491123"),
    ],
)
def test_other_persons_are_not_told(series, name, birth):
    assert told(of(series, "107", name, birth)) == []


@pytest.mark.parametrize(
    ("name", "birth"),
    [
        *[("ANONYMOUS^PATIENT", "19440312"), ("Anonymized^A", "19440312"), ("GBM-0017", "19440312"), ("", "19440312")],
        *[("WEBER^IRIS", "19000101"), ("WEBER^IRIS", "19440101"), ("WEBER^IRIS", "00000000"), ("DOE^JANE", "19440312")],
        *[("100", "19440312"), ("XXXX^XX", "19440312"), ("UPENN^GBM", "")],
    ],
)
def test_what_makes_headers_anonymous_is_not_told(series, name, birth):
    assert told(of(of(series, "107", name, birth), "100", name, birth)) == []


def test_names_and_births_of_many_are_not_told(series):
    assert told(series.assign(name="GLIOMA^STUDY", birth_date=BIRTHS[:4] * 4)) == []
    assert told(series.assign(name=NAMES[:4] * 4, birth_date="19500615")) == []


def test_own_patients_in_folders_of_dicom_are_looked_at(tmp_path, write_series):
    array = np.random.default_rng(0).integers(0, 2000, (4, 6, 5))
    for number, (patient, day) in enumerate({"10688": "20200905", "11277": "20201215", "11300": "20200905"}.items()):
        name = "KOCH^LENA" if patient == "11300" else "WEBER^IRIS"
        elements = {"PatientID": patient, "PatientName": name, "PatientBirthDate": "19440312", "StudyDate": day}
        write_series(tmp_path / patient / "t1", array + number, SeriesDescription="T1", **elements)
    (tmp_path / "patients.csv").write_text("patient_id\n10688\n11277\n11300\n")
    noticed_since_last()
    read_scans(tmp_path, ["T1"], {"files_by": "dicom"})
    found = [(each.patient_id, each.file) for each in noticed_since_last() if "same person as 10688" in each.what]
    assert found == [("11277", str(tmp_path / "11277" / "t1"))]
