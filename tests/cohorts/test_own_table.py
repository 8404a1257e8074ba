"""The table of one's own patients is found and read by the names that the config gives."""

import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.own_settings import OwnTableSettings
from radiogenomics.cohorts.own_table import find_own_table, read_own_table
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last


def test_a_path_or_a_name_at_any_depth(tmp_path):
    path = tmp_path / "tables" / "cases.csv"
    path.parent.mkdir()
    path.write_text("SubjectID\nA\n")
    for file in ("tables/cases.csv", "cases.csv"):
        assert find_own_table(index_files(tmp_path), tmp_path, OwnTableSettings(file=file)) == path
    with pytest.raises(InputError, match=r"no 'case.csv' in it or below \(nearest: 'cases.csv'\); write one with a"):
        find_own_table(index_files(tmp_path), tmp_path, OwnTableSettings(file="case.csv"))


def test_the_column_of_ids_is_the_config_s_and_no_other(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("patient_id,SubjectID,Alter\n1,A,50\n2,B,60\n")
    table = read_own_table(path, OwnTableSettings(patient_id="SubjectID", age="Alter"))
    assert table.index.name == "patient_id" and list(table.index) == ["A", "B"] and list(table) == ["Alter"]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"patient_id": "SubjectId"}, r"column 'SubjectId' is missing \(nearest: 'SubjectID'\)"),
        ({"age": "Altr"}, r"column 'Altr' is missing \(nearest: 'Alter'\); correct own.table.age"),
        ({"paths": {"T1": "T1_fil"}}, r"'T1_fil' is missing \(nearest: 'T1_file'\); correct own.table.paths.T1"),
    ],
)
def test_a_wrong_name_is_said_with_the_nearest_column(tmp_path, section, message):
    path = tmp_path / "cases.csv"
    path.write_text("SubjectID,Alter,T1_file\nA,50,a\n")
    with pytest.raises(InputError, match=message) as error:
        read_own_table(path, OwnTableSettings(**{"patient_id": "SubjectID", **section}))
    assert str(error.value).startswith(str(path)) and "\n" not in str(error.value)


@pytest.mark.parametrize("other", ["p01", "P1", "P 01", "P-01", "p_1"])
def test_ids_that_differ_a_little_are_told(tmp_path, other):
    noticed_since_last()
    (tmp_path / "patients.csv").write_text(f"patient_id,label\nP01,1\nP10,0\n{other},0\n")
    assert len(read_own_table(tmp_path / "patients.csv", OwnTableSettings())) == 3
    ((patient, _, what),) = noticed_since_last()
    assert patient == other and what.startswith("differs from patient P01 in case, blanks, signs or zeros alone")


def test_a_sign_between_digits_tells_patients_apart(tmp_path):
    assert told_of(tmp_path, ["1-12", "11-2", "P1-12", "P11-2"]) == []


def told_of(tmp_path, ids):
    noticed_since_last()
    (tmp_path / "patients.csv").write_text("\n".join(["patient_id,label", *(f"{name},1" for name in ids)]) + "\n")
    read_own_table(tmp_path / "patients.csv", OwnTableSettings())
    return [(each.patient_id, each.what) for each in noticed_since_last()]


@pytest.mark.parametrize(
    "second",
    ["P008b", "P008_post", "P008-t2", "P008_ses-02", "P008_20190131", "P008_time2", "P008-101", "P008_week-04"],
)
def test_two_dates_of_one_patient_are_told(tmp_path, second):
    ((patient, what),) = told_of(tmp_path, ["P007", "P008", "P009", second])
    assert patient == second
    assert what.startswith(f"ids differ in a date or number at their end alone: P008 and {second}; if these are")


def test_numbers_of_scans_are_told_where_every_id_has_one(tmp_path):
    ids = [f"BraTS-GLI-{number:05}-100" for number in range(6)]
    assert told_of(tmp_path, ids) == []
    ((_, what),) = told_of(tmp_path, [*ids, "BraTS-GLI-00002-101", "BraTS-GLI-00004-101"])
    assert "BraTS-GLI-00002-100 and BraTS-GLI-00002-101; BraTS-GLI-00004-100 and" in what


@pytest.mark.parametrize(
    "ids",
    [
        [f"{hospital}-{number:03}" for hospital in ("01", "02") for number in range(2)],
        [f"{hospital}-{number:03}" for hospital in (101, 102) for number in range(5)],
        [
            "TCGA-06-0137",
            "TCGA-06-0138",
            "TCGA-12-0137",
            "TCGA-DH-A66B",
            "TCGA-DH-A66D",
            "TCGA-DU-A5TP",
            "TCGA-DU-A5TT",
        ],
        ["W1", "W2", "W11", "A1", "B1", "GBM-1", "GBM-2"],
    ],
)
def test_numbers_of_patients_are_no_dates(tmp_path, ids):
    assert told_of(tmp_path, ids) == []


def test_a_rounded_id_is_told_as_such_and_not_to_be_removed(tmp_path):
    with pytest.raises(InputError, match=r"'2\.02301E\+11' is a number that a spreadsheet program has rounded"):
        told_of(tmp_path, ["2.02301E+11", "2.02301E+11"])


@pytest.mark.parametrize(
    ("column", "key"), [("Age", "age"), ("age (years)", "age"), ("Age_at_diagnosis", "age"), ("Gender", "sex")]
)
def test_columns_that_are_called_otherwise_and_not_read_are_told(tmp_path, column, key):
    noticed_since_last()
    (tmp_path / "patients.csv").write_text(f"patient_id,{column},Agency\nA,50,x\n")
    read_own_table(tmp_path / "patients.csv", OwnTableSettings())
    ((_, _, what),) = noticed_since_last()
    assert what.startswith(f"column '{column}' is not read as {key}; name it by own.table.{key}")
    read_own_table(tmp_path / "patients.csv", OwnTableSettings(**{key: column}))
    assert noticed_since_last() == []
