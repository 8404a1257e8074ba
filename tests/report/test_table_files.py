import pandas as pd
import pytest

from radiogenomics.report.page import SIMULATED
from radiogenomics.report.table_files import write_table_files


@pytest.mark.parametrize("simulated", [True, False])
def test_both_files_say_whether_the_patients_are_simulated(tmp_path, simulated):
    table = pd.DataFrame({"Ensemble": ["DSC"], "AUC": [0.6]})
    write_table_files(table, "Table 2", "n = 57", simulated, tmp_path / "t.csv", tmp_path / "t.html")
    written = pd.read_csv(tmp_path / "t.csv")
    assert written.patients.tolist() == ["simulated" if simulated else "real"]
    assert written.drop(columns="patients").equals(table)
    page = (tmp_path / "t.html").read_text()
    assert (SIMULATED in page) == simulated
    assert "n = 57" in page


def test_the_page_may_call_columns_otherwise(tmp_path):
    table = pd.DataFrame({"n_positive": [3]})
    write_table_files(
        table, "Table 1", "", False, tmp_path / "t.csv", tmp_path / "t.html", {"n_positive": "Methylated"}
    )
    assert "n_positive" in pd.read_csv(tmp_path / "t.csv")
    page = (tmp_path / "t.html").read_text()
    assert "Methylated" in page and "n_positive" not in page


def test_the_study_is_the_first_column_of_the_csv_alone(tmp_path):
    table = pd.DataFrame({"AUC": [0.6]})
    write_table_files(table, "Table", "", False, tmp_path / "t.csv", tmp_path / "t.html", study="mgmt")
    assert pd.read_csv(tmp_path / "t.csv").columns.tolist() == ["study", "AUC", "patients"]
    assert "mgmt" not in (tmp_path / "t.html").read_text()
