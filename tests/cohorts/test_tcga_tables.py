import logging
from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.tcga_tables import LABEL_TABLE, SUBTYPE_TABLE, read_patient_tables
from radiogenomics.errors import InputError

LABELS = "Data Collection,Patient,IDH_mutated,1p19q_codeleted,Grade\n"
SUBTYPES = "patient,Grade,Age..years.at.diagnosis.,Gender,IDH.status,X1p.19q.codeletion\n"


def read(folder: Path, labels: str | None = None, subtypes: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    for name, header, rows in ((LABEL_TABLE, LABELS, labels), (SUBTYPE_TABLE, SUBTYPES, subtypes)):
        if rows is not None:
            (folder / name).write_text(header + rows)
    return read_patient_tables(index_files(folder), folder)


def test_patients_of_other_collections_are_left_out(tmp_path: Path):
    labels, subtypes = read(tmp_path, "TCGA-GBM,TCGA-02-0006,0,0,4\nIvyGAP,W10,1,1,4\n")
    assert labels.index.tolist() == ["TCGA-02-0006"]
    assert subtypes.empty


def test_without_a_table_both_are_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"neither 'included_patient_labels\.csv' nor 'ceccarelli2016"):
        read(tmp_path)


def test_tables_that_disagree_are_reported_by_patient(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    labels = "TCGA-GBM,TCGA-02-0006,0,0,4\nTCGA-GBM,TCGA-02-0007,1,-1,4\nTCGA-LGG,TCGA-CS-4942,-1,1,3\n"
    subtypes = (
        "TCGA-02-0006,G4,1,male,Mutant,codel\nTCGA-02-0007,,1,male,Mutant,codel\nTCGA-CS-4942,G2,1,male,WT,codel\n"
    )
    with caplog.at_level(logging.WARNING):
        found = read(tmp_path, labels, subtypes)
    warnings = [record.message for record in caplog.records]
    assert len(warnings) == 3
    for told, patient in zip(warnings, ("TCGA-02-0006", "TCGA-02-0006", "TCGA-CS-4942"), strict=True):
        assert told.endswith(f"disagree on 1 patient(s): {patient}")
    assert [told.split()[0] for told in warnings] == ["IDH_mutated", "1p19q_codeleted", "Grade"]
    assert found[0].loc["TCGA-02-0006", "IDH_mutated"] == "0"
    assert found[1].loc["TCGA-02-0006", "IDH.status"] == "Mutant"


def test_the_real_tables_agree(shared: Path, caplog: pytest.LogCaptureFixture):
    folder = (shared / "real" / "tcga" / "ceccarelli2016_lgg_gbm_subtype_from_TCGAbiolinks.csv").parent
    with caplog.at_level(logging.WARNING):
        labels, subtypes = read_patient_tables(index_files(folder), folder)
    assert (len(labels), len(subtypes)) == (240, 1122)
    assert len(labels.index.intersection(subtypes.index)) == 239
    assert caplog.text == ""


@pytest.mark.parametrize("patient", ["TCGA.02.0006", "TCGA-02-6", "6", "TCGA-02-0006-01A"])
def test_b24_a_mangled_patient_is_named_with_its_row(tmp_path: Path, patient: str):
    rows = f"IvyGAP,W10,1,1,4\nTCGA-GBM,TCGA-02-0006,0,0,4\nTCGA-GBM,{patient},0,0,4\n"
    with pytest.raises(
        InputError, match=rf"labels\.csv: patient row 3 has Patient '{patient}', not one like TCGA-02-0006"
    ):
        read(tmp_path, rows)


def test_b15_a_duplicated_row_is_named(tmp_path: Path):
    row = "TCGA-02-0006,G4,1,male,WT,codel\n"
    with pytest.raises(InputError, match=r"ceccarelli.*: TCGA-02-0006 is there twice"):
        read(tmp_path, subtypes=row + row)
