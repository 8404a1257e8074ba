"""Headers of another person than the table's are told, and what makes headers anonymous says nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.dicom_persons import notice_other_persons
from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.oddities import noticed_since_last

IDS = ["P1", "P2", "P3", "P4"]
COLUMNS = {"sex": "sex", "age": "age"}


@pytest.fixture
def table() -> pd.DataFrame:
    noticed_since_last()
    cells = {"sex": ["M", "female", "F", "m"], "age": ["71.4", "34", "52", ""]}
    births = ["1942-10-03", "1979-05-14", "1962-01-20", "1950-07-07"]
    return pd.DataFrame({**cells, "birth_date": births}, IDS)


@pytest.fixture
def series() -> pd.DataFrame:
    """Two series of each patient, as scanners write them."""
    persons = {
        "sex": ["M", "F", "F", "M"],
        "age": ["071Y", "034Y", "052Y", "064Y"],
        "birth_date": ["19421003", "19790514", "19620120", "19500707"],
    }
    one = pd.DataFrame({"owner": IDS, "study_date": "20140302", "is_read": True, **persons})
    folders = [Path(f"{patient}/{name}") for name in ("t1", "t2") for patient in IDS]
    return pd.concat([one, one], ignore_index=True).assign(folder=folders)


def told(series: pd.DataFrame, table: pd.DataFrame) -> dict[str, str]:
    notice_other_persons(series, table, COLUMNS, Path("t.csv"))
    return {patient: what for patient, _, what in noticed_since_last()}


def of(series: pd.DataFrame, patient: str, **elements: str) -> pd.DataFrame:
    changed = series.copy()
    changed.loc[changed["owner"] == patient, list(elements)] = list(elements.values())
    return changed


def test_the_persons_of_the_table_are_not_told(series, table):
    assert told(series, table) == {}
    assert told(series, table[[]]) == {}
    assert told(of(series, "P2", age="036Y"), table) == {}, "the table's age may be that at a diagnosis"
    assert told(series[:0], table) == {}


@pytest.mark.parametrize(
    "elements",
    [
        {"sex": "", "age": "", "birth_date": ""},
        {"sex": "O", "age": "000Y", "birth_date": "19000101"},
        {"age": "090Y", "birth_date": "19000606"},
        {"age": "089Y", "birth_date": "19420101"},
        {"age": "", "birth_date": "00000000"},
        {"age": "Anonymous", "birth_date": "19791399", "sex": "Anonymized"},
    ],
)
def test_anonymous_headers_are_not_told(series, table, elements):
    assert told(of(series, "P2", **elements), table) == {}
    assert told(series.assign(**elements), table) == {}


def test_one_value_for_all_or_moved_dates_are_not_told(series, table):
    assert told(series.assign(sex="M", age="045Y", birth_date="19700615"), table) == {}
    moved = (pd.to_datetime(series["birth_date"]) + pd.Timedelta("90D")).dt.strftime("%Y%m%d")
    assert told(series.assign(birth_date=moved), table) == {}


def test_another_sex_age_and_birth_are_told(series, table):
    found = told(of(series, "P1", sex="F", age="034Y", birth_date="19790514"), table)
    assert list(found) == ["P1"]
    assert found["P1"].startswith(
        "another person by the headers than by the table: sex F and not M, born 1979-05-14 and not 1942-10-03, age 34 "
        "and not 71.4; if series or rows were exchanged, correct that"
    )


@pytest.mark.parametrize("elements", [{"sex": "M"}, {"age": "037Y"}, {"age": "", "birth_date": "19690514"}])
def test_each_alone_is_told(series, table, elements):
    assert list(told(of(series, "P2", **elements), table)) == ["P2"]


def test_series_of_two_persons_are_told(series, table):
    series.loc[4, "sex"] = "F"
    series.loc[5, ["age", "birth_date"]] = "061Y", ""
    found = told(series, table[[]])
    assert found["P1"].startswith("its series are of several persons by their headers: sex M (t1) and F (t2); find out")
    assert "age 34 (t1) and 61 (t2)" in found["P2"] and len(found) == 2


def test_own_patients_in_folders_of_dicom_are_looked_at(tmp_path, write_series):
    array = np.random.default_rng(0).integers(0, 2000, (4, 6, 5))
    for number, (patient, sex) in enumerate({"P1": "F", "P2": "F"}.items()):
        elements = {"PatientID": patient, "PatientSex": sex, "PatientAge": "050Y", "StudyDate": "20140302"}
        write_series(tmp_path / patient / "t1", array + number, SeriesDescription="T1", **elements)
    (tmp_path / "patients.csv").write_text("patient_id,Geschlecht,age\nP1,m,50\nP2,f,51\n")
    noticed_since_last()
    read_scans(tmp_path, ["T1"], {"files_by": "dicom", "table": {"sex": "Geschlecht"}})
    found = [(each.patient_id, each.file) for each in noticed_since_last() if "another person" in each.what]
    assert found == [("P1", str(tmp_path / "P1" / "t1"))]


def test_another_person_s_series_of_another_date_is_told_by_the_date_of_birth_though_it_is_not_read(series, table):
    other = series[series["owner"] == "P2"].assign(is_read=False, study_date="20190611", age="039Y")
    assert told(pd.concat([series, other]), table) == {}, "a follow-up"
    ((patient, what),) = told(pd.concat([series, other.assign(birth_date="19480101", sex="M")]), table).items()
    assert patient == "P2" and what.startswith("its series are of several persons by their headers: sex F")
