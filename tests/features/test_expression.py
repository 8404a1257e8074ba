"""A matrix of expression as a table of features."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.features.expression import expression_features
from radiogenomics.features.table_settings import TableSettings

COHORT = pd.DataFrame({"patient_id": ["TCGA-Z1-0001", "TCGA-Z1-0002", "TCGA-Z1-0003"], "included": [True, True, False]})
COHORT = COHORT.assign(scan_id=COHORT["patient_id"], label=[0, 1, 0])


@pytest.fixture
def written(tmp_path):
    def write(columns: list[str], values) -> str:
        table = pd.DataFrame(values, index=["A", "B", "C"], columns=columns)
        table.to_csv(tmp_path / "matrix.csv", index_label="gene")
        return str(tmp_path / "matrix.csv")

    return write


def test_counts_become_logarithms_of_the_included_patients(written, tmp_path):
    path = written(["TCGA-Z1-0002-01A", "TCGA-Z1-0001-01A", "TCGA-Z1-0001-02A"], [[10, 0, 5], [90, 40, 5], [0, 60, 5]])
    features, left_out, _ = expression_features(TableSettings(type="expression", path=path), COHORT, tmp_path)
    assert features.index.tolist() == ["TCGA-Z1-0001", "TCGA-Z1-0002"]
    expected = np.log2((np.array([[0, 40, 60], [10, 90, 0]]) + 0.5) / 101 * 1e6)
    np.testing.assert_allclose(features.to_numpy(), expected)
    assert left_out["patient_id"].tolist() == ["TCGA-Z1-0001"] and left_out["sample"].tolist() == ["TCGA-Z1-0001-02A"]


def test_logarithms_stay_as_they_are(written, tmp_path):
    path = written(["TCGA-Z1-0001", "TCGA-Z1-0002"], [[1.5, -2], [0, 3.25], [2, 2]])
    settings = TableSettings(type="expression", path=path, numbers="log2")
    features, left_out, _ = expression_features(settings, COHORT, tmp_path)
    assert features.loc["TCGA-Z1-0001"].tolist() == [1.5, 0, 2] and left_out.empty


def test_logarithms_where_counts_are_expected_are_refused(written, tmp_path):
    path = written(["TCGA-Z1-0001", "TCGA-Z1-0002"], [[1.5, -2], [0, 3.25], [2, 2]])
    with pytest.raises(InputError, match=r"matrix\.csv: .*cannot be negative"):
        expression_features(TableSettings(type="expression", path=path), COHORT, tmp_path)


def test_a_row_that_is_the_label_is_refused_whatever_its_name(tmp_path):
    patients = [f"TCGA-Z1-00{number}" for number in range(10, 22)]
    labels = [number % 2 for number in range(12)]
    cohort = pd.DataFrame({"patient_id": patients, "scan_id": patients, "included": True, "label": labels})
    table = pd.DataFrame([np.arange(12) ** 2, labels], index=["TP53", "IDH_mutant"], columns=patients)
    table.to_csv(tmp_path / "matrix.csv", index_label="gene")
    settings = TableSettings(type="expression", path=str(tmp_path / "matrix.csv"))
    with pytest.raises(InputError, match=r"matrix\.csv: column 'IDH_mutant' is the label under another name; remove"):
        expression_features(settings, cohort, tmp_path)
