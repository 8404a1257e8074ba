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


@pytest.mark.parametrize("other", ["p01", "P1", "P 01"])
def test_ids_that_differ_a_little_are_told(tmp_path, other):
    noticed_since_last()
    (tmp_path / "patients.csv").write_text(f"patient_id,label\nP01,1\nP10,0\n{other},0\n")
    assert len(read_own_table(tmp_path / "patients.csv", OwnTableSettings())) == 3
    ((patient, _, what),) = noticed_since_last()
    assert patient == other and what.startswith("differs from patient P01 in case, blanks or zeros alone")
