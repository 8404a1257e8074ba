from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.tcga import read_scans
from radiogenomics.cohorts.tcga_outcomes import TREATMENTS
from radiogenomics.cohorts.treatments import COLUMNS as TREATMENT_COLUMNS
from radiogenomics.downloads.gdc import COLUMNS, FILE_TABLE
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_mask

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]
SUFFIXES = ["t1", "t1Gd", "t2", "flair"]
LABELS = """Data Collection,Patient,IDH_mutated,1p19q_codeleted,Grade
TCGA-GBM,TCGA-02-0006,0,0,4
TCGA-LGG,TCGA-CS-4942,1,0,3
REMBRANDT,900-00-5299,-1,-1,4
"""
SUBTYPES = """patient,Grade,Age..years.at.diagnosis.,Gender,IDH.status,X1p.19q.codeletion,MGMT.promoter.status
TCGA-02-0006,G4,56,female,WT,non-codel,Unmethylated
TCGA-02-0007,G4,40,female,WT,non-codel,Methylated
TCGA-CS-4942,G3,,male,Mutant,non-codel,Methylated
"""


@pytest.fixture
def archive(tmp_path: Path, write_scan) -> Path:
    """Scans of two patients, one of them with a second scan, in the two packages' layout, and both tables."""
    (tmp_path / "included_patient_labels.csv").write_text(LABELS)
    (tmp_path / "ceccarelli2016_lgg_gbm_subtype_from_TCGAbiolinks.csv").write_text(SUBTYPES)
    package = tmp_path / "Pre-operative_TCGA_GBM_NIfTI_and_Segmentations"
    for scan in ("TCGA-02-0006_1996.08.23", "TCGA-02-0006_1996.11.02", "TCGA-02-0007_1997.01.31"):
        folder = package / scan.split("_")[0]
        for suffix in SUFFIXES:
            write_scan(folder / f"{scan}_{suffix}.nii.gz")
        write_scan(folder / f"{scan}_GlistrBoost.nii.gz", labels=(1, 2, 4))
    corrected = "TCGA-02-0006_1996.08.23_GlistrBoost_ManuallyCorrected.nii.gz"
    write_scan(package / "TCGA-02-0006" / corrected, labels=(1, 2))
    (package / "TCGA_GBM_radiomicFeatures.csv").write_text("ID,Date\n")
    return tmp_path


def test_one_row_per_scan_and_per_patient_without_one(archive: Path):
    scans = read_scans(archive, MODALITIES).set_index("scan_id")
    assert scans["patient_id"].to_dict() == {
        "TCGA-02-0006_1996.08.23": "TCGA-02-0006",
        "TCGA-02-0006_1996.11.02": "TCGA-02-0006",
        "TCGA-02-0007_1997.01.31": "TCGA-02-0007",
        "TCGA-CS-4942": "TCGA-CS-4942",
    }
    assert scans["has_T1"].tolist() == [True, True, True, False]
    first = scans.iloc[0]
    for modality, suffix in zip(MODALITIES, SUFFIXES, strict=True):
        assert Path(first[f"path_{modality}"]).name == f"TCGA-02-0006_1996.08.23_{suffix}.nii.gz"
    assert first["site"] == "TCGA-02"


def test_automatic_and_corrected_segmentations_are_told_apart(archive: Path):
    scans = read_scans(archive, ["T1"])
    assert scans["has_corrected"].tolist() == [True, False, False, False]
    assert set(read_mask(scans["path_automatic"][0]).array.ravel()) == {0, 1, 2, 4}
    assert set(read_mask(scans["path_corrected"][0]).array.ravel()) == {0, 1, 2}


def test_the_tables_stand_side_by_side(archive: Path):
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    columns = ["IDH_mutated", "IDH.status", "Grade", "Grade_ceccarelli", "MGMT.promoter.status"]
    assert scans.loc["TCGA-02-0006_1996.08.23", columns].tolist() == ["0", "WT", "4", "G4", "Unmethylated"]
    assert scans.loc["TCGA-02-0007_1997.01.31", columns].tolist() == ["", "WT", "", "G4", "Methylated"]


def test_b23_ages_and_sexes_are_ceccarellis(archive: Path, told):
    scans = read_scans(archive, ["T1"])
    assert scans["age"].fillna(-1).tolist() == [56, 56, 40, -1]
    assert scans["sex"].tolist() == ["F", "F", "F", "M"]
    said = told()
    assert "1 patient(s) is not a number of years" in said and "TCGA-CS-4942 ''" in said


def test_b17_only_the_first_scan_of_a_patient_may_take_part(archive: Path):
    scans = read_scans(archive, ["T1"])
    assert scans["baseline"].tolist() == [True, False, True, True]
    labels = LabelSettings(column="IDH.status", positive="Mutant", negative="WT", missing=[""])
    cohort, _ = select_patients(scans, labels, ["T1"])
    assert cohort["exclusion_reason"].tolist() == ["", "follow-up scan", "", "none of T1"]


@pytest.mark.parametrize(
    "table", ["included_patient_labels.csv", "ceccarelli2016_lgg_gbm_subtype_from_TCGAbiolinks.csv"]
)
def test_one_table_is_enough(archive: Path, table: str):
    (archive / table).unlink()
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    assert ("IDH_mutated" in scans) != ("IDH.status" in scans)
    assert scans.loc["TCGA-02-0006_1996.08.23", "has_T1"]


def test_a_scan_that_no_table_knows_is_reported_with_the_nearest(archive: Path, write_scan, told):
    write_scan(archive / "TCGA-02-0009_1997.06.14_t1.nii.gz")
    scans = read_scans(archive, ["T1"]).set_index("scan_id")
    assert scans.loc["TCGA-02-0009_1997.06.14", "IDH.status"] == ""
    assert "whose label is not known: TCGA-02-0009 (nearest: 'TCGA-02-000" in told()


def test_b28_an_unknown_modality_is_named(archive: Path):
    with pytest.raises(InputError, match=r"modality 'T1CE' is not in TCGA's preoperative scans"):
        read_scans(archive, ["T1CE"])


def test_the_real_tables(shared: Path):
    folder = (shared / "real" / "tcga" / "ceccarelli2016_lgg_gbm_subtype_from_TCGAbiolinks.csv").parent
    scans = read_scans(folder, MODALITIES)
    assert len(scans) == scans["patient_id"].nunique() == 240
    assert scans["Data Collection"].value_counts().to_dict() == {"TCGA-GBM": 133, "TCGA-LGG": 107}
    assert scans["IDH_mutated"].value_counts().to_dict() == {"0": 129, "1": 88, "-1": 23}
    assert scans["IDH.status"].value_counts().to_dict() == {"WT": 129, "Mutant": 88, "": 23}
    assert not scans["has_T1"].any()


def test_patients_with_expression_alone_have_a_row_where_expression_is_asked_for(archive: Path):
    rows = [
        ["a", "a.tsv", "", "1", "TCGA-02-0006", "TCGA-02-0006-01A", "Primary Tumor", "45"],
        ["b", "b.tsv", "", "1", "TCGA-02-0008", "TCGA-02-0008-01A", "Primary Tumor", "45"],
        ["c", "c.tsv", "", "1", "TCGA-02-0007", "TCGA-02-0007-02A", "Recurrent Tumor", "45"],
    ]
    pd.DataFrame(rows, columns=COLUMNS).to_csv(archive / FILE_TABLE, index=False)
    treatment = ["TCGA-02-0008", "Radiation", "yes", "12", "Partial Response"]
    pd.DataFrame([treatment], columns=TREATMENT_COLUMNS).to_csv(archive / TREATMENTS, index=False)
    assert "TCGA-02-0008" not in set(read_scans(archive, ["T1"])["patient_id"])
    scans = read_scans(archive, ["T1", "expression"]).set_index("scan_id")
    assert scans["has_expression"].to_dict() == {
        "TCGA-02-0006_1996.08.23": True,
        "TCGA-02-0006_1996.11.02": False,
        "TCGA-02-0007_1997.01.31": False,
        "TCGA-02-0008": True,
        "TCGA-CS-4942": False,
    }
    assert scans.loc["TCGA-02-0008", ["has_T1", "treatment_outcome_gdc", "IDH.status"]].tolist() == [
        False,
        "Partial Response",
        "",
    ]
