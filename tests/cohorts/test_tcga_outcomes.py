import openpyxl
import pandas as pd
import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.tcga_outcomes import CLINICAL_RESOURCE, TREATMENTS, read_outcomes
from radiogenomics.cohorts.treatments import COLUMNS
from radiogenomics.errors import InputError


def write_resource(folder, *rows):
    book = openpyxl.Workbook()
    for row in [["", "bcr_patient_barcode", "type", "treatment_outcome_first_course"], *rows]:
        book.active.append(row)
    book.save(folder / CLINICAL_RESOURCE)


def test_both_tables_stand_side_by_side(tmp_path):
    write_resource(
        tmp_path,
        [1, "TCGA-CS-4938", "LGG", "Stable Disease"],
        [2, "TCGA-OR-A5J1", "ACC", "Progressive Disease"],
    )
    treatment = ["TCGA-02-0001", "Radiation", "yes", "12", "Partial Response"]
    pd.DataFrame([treatment], columns=COLUMNS).to_csv(tmp_path / TREATMENTS, index=False)
    outcomes = read_outcomes(index_files(tmp_path))
    assert outcomes.to_dict("index") == {
        "TCGA-02-0001": {"treatment_outcome_first_course": "", "treatment_outcome_gdc": "Partial Response"},
        "TCGA-CS-4938": {"treatment_outcome_first_course": "Stable Disease", "treatment_outcome_gdc": ""},
    }


def test_without_a_table_there_is_no_column(tmp_path):
    assert read_outcomes(index_files(tmp_path)).empty


def test_a_malformed_patient_stops(tmp_path):
    write_resource(tmp_path, [1, "TCGA-CS", "LGG", "Stable Disease"])
    with pytest.raises(InputError, match="has bcr_patient_barcode 'TCGA-CS', not one like TCGA-02-0006"):
        read_outcomes(index_files(tmp_path))


def test_the_real_table(shared):
    folder = (shared / "real" / "tcga" / "TCGA-CDR-SupplementalTableS1.xlsx").parent
    outcomes = read_outcomes(index_files(folder))["treatment_outcome_first_course"]
    assert len(outcomes) == 1111
    counts = outcomes.value_counts()
    # 135 and 63 lower-grade gliomas, 3 and 2 glioblastomas.
    assert counts[["Complete Remission/Response", "Partial Remission/Response"]].tolist() == [138, 65]
