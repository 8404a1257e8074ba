import pandas as pd

from radiogenomics.cohorts.expression import mark_expressed, patients_of_matrices
from radiogenomics.oddities import noticed_since_last


def test_a_patient_has_expression_once():
    scans = pd.DataFrame({"patient_id": ["P1", "P1", "P2"], "baseline": [True, False, True]})
    assert mark_expressed(scans, ["P1", "P9"])["has_expression"].tolist() == [True, False, False]


def test_ids_that_nearly_fit_are_noticed(tmp_path):
    (tmp_path / "m.csv").write_text("gene,P1,p2,P9\nA,1,2,3\n")
    noticed_since_last()
    assert patients_of_matrices([tmp_path / "m.csv"], ["P1", "P2", "P3"]) == {"P1", "p2", "P9"}
    ((patient, _, what),) = noticed_since_last()
    assert patient == "P2" and what == "no expression, but the table has 'p2'; write the ids alike"


def test_ids_that_r_changed_are_noticed(tmp_path):
    (tmp_path / "m.csv").write_text("gene,P-1,P.2,X3.1\nA,1,2,3\n")
    noticed_since_last()
    patients_of_matrices([tmp_path / "m.csv"], ["P-1", "P-2", "3-1", "P-3"])
    assert [each.patient_id for each in noticed_since_last()] == ["P-2", "3-1"]
