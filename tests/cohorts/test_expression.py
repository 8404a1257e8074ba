import pandas as pd

from radiogenomics.cohorts.expression import mark_expressed


def test_a_patient_has_expression_once():
    scans = pd.DataFrame({"patient_id": ["P1", "P1", "P2"], "baseline": [True, False, True]})
    assert mark_expressed(scans, ["P1", "P9"])["has_expression"].tolist() == [True, False, False]
