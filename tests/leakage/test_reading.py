import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.reading import read_all, read_cohort, read_patients


def test_only_the_named_columns_are_read(tmp_path):
    """Labels of test patients are not even parsed."""
    (tmp_path / "test.csv").write_text("patient_id,label\nP1,secret\n")
    assert list(read_patients(tmp_path / "test.csv", ["patient_id"])) == ["patient_id"]


def test_no_label_of_a_cohort_is_read(tmp_path):
    """Those of test patients are among them."""
    (tmp_path / "cohort.csv").write_text("patient_id,scan_id,label,included,age,path_T1\n7,71,secret,True,60,t1.nii\n")
    cohort = read_cohort(tmp_path / "cohort.csv")
    assert cohort.to_dict("records") == [{"patient_id": "7", "scan_id": "71", "included": True, "path_T1": "t1.nii"}]


def test_numbers_as_names_are_the_text_that_records_have(tmp_path):
    (tmp_path / "cohort.csv").write_text("patient_id,scan_id\n7,71\n")
    assert read_patients(tmp_path / "cohort.csv").iloc[0].tolist() == ["7", "71"]
    assert read_all([tmp_path / "cohort.csv"] * 2)["patient_id"].tolist() == ["7", "7"]


def test_a_table_without_rows_changes_no_types(tmp_path):
    """As that of a clinical baseline where age and sex are not known."""
    (tmp_path / "one.csv").write_text("patient_id,fold\nP1,0\n")
    (tmp_path / "none.csv").write_text("patient_id,fold\n")
    assert read_all([tmp_path / "one.csv", tmp_path / "none.csv"])["fold"].tolist() == [0]


def test_tables_without_any_row_have_their_columns(tmp_path):
    """As the only table of a study whose features come from the cohort itself: no file was read."""
    (tmp_path / "clinical_sources.csv").write_text("source,sha256\n")
    sources = read_all([tmp_path / "clinical_sources.csv"])
    assert (len(sources), list(sources)) == (0, ["source", "sha256"])


def test_b25_a_table_without_patients_is_refused(tmp_path):
    (tmp_path / "cohort.csv").write_text("patient,scan_id\nP1,P1_11\n")
    with pytest.raises(InputError, match=r"column 'patient_id' is missing \(nearest: 'patient'\)"):
        read_patients(tmp_path / "cohort.csv")
