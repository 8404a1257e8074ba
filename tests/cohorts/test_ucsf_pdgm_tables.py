from pathlib import Path

import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.ucsf_pdgm_tables import exam_id, find_metadata, patient_of_exam, read_metadata
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last

HEADER = "ID,Sex,Age at MRI,Final pathologic diagnosis (WHO 2021),MGMT status,IDH"


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("text", "exam"),
    [
        ("UCSF-PDGM-004", "UCSF-PDGM-0004"),
        ("UCSF-PDGM-0004", "UCSF-PDGM-0004"),
        ("UCSF-PDGM-541", "UCSF-PDGM-0541"),
        ("ucsf-pdgm-0004", "UCSF-PDGM-0004"),
        ("UCSF-PDGM-0429_FU003d", "UCSF-PDGM-0429_FU003d"),
        ("UCSF-PDGM-429_FU003d", "UCSF-PDGM-0429_FU003d"),
        ("UCSF-PDGM-138", "UCSF-PDGM-0429_FU003d"),
        ("UCSF-PDGM-0315", "UCSF-PDGM-0433_FU007d"),
    ],
)
def test_b24_three_and_four_digits_and_former_names_mean_one_exam(text, exam):
    assert exam_id(text) == exam


@pytest.mark.parametrize("text", ["4", "UCSF-PDGM-4", "UCSF-PDGM-00004", "UCSF-PDGM-0429_FU3d", "UPENN-GBM-00004", ""])
def test_b24_what_is_no_exam(text):
    assert exam_id(text) is None


def test_a_follow_up_is_of_the_patient_of_the_first_exam():
    assert patient_of_exam("UCSF-PDGM-0429_FU003d") == patient_of_exam("UCSF-PDGM-0429") == "UCSF-PDGM-0429"


def test_cells_stay_the_text_that_they_are(tmp_path: Path):
    row = 'UCSF-PDGM-004,M,66,"Glioblastoma, IDH-wildtype",indeterminate,wildtype'
    table = read_metadata(write(tmp_path / "UCSF-PDGM-metadata_v5.csv", row))
    assert table.loc["UCSF-PDGM-0004"].tolist() == [
        *("M", "66", "Glioblastoma, IDH-wildtype", "indeterminate", "wildtype")
    ]


def test_the_newest_of_several_versions_is_read_and_that_is_said(tmp_path: Path):
    for name in ("UCSF-PDGM-metadata.csv", "UCSF-PDGM-metadata_v2.csv", "UCSF-PDGM-metadata_v10.csv"):
        write(tmp_path / name)
    write(tmp_path / "UCSF-PDGM-metadata_glossary.csv")
    noticed_since_last()
    assert find_metadata(index_files(tmp_path)).name == "UCSF-PDGM-metadata_v10.csv"
    assert {Path(oddity.file).name for oddity in noticed_since_last()} == {
        *("UCSF-PDGM-metadata.csv", "UCSF-PDGM-metadata_v2.csv")
    }


def test_without_a_table_there_is_none(tmp_path: Path):
    write(tmp_path / "UCSF-PDGM-metadata_glossary.csv")
    assert find_metadata(index_files(tmp_path)) is None


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        (["UCSF-PDGM-004,M"], "ID,Sex", r"column 'Age at MRI' is missing"),
        (
            ["UCSF-PDGM-004,M,66,,,", "UCSF-PDGM-0004,F,40,,,"],
            HEADER,
            r"metadata_v5\.csv: UCSF-PDGM-0004 is there twice; remove the wrong row",
        ),
        (
            ["UCSF-PDGM-138,M,66,,,", "UCSF-PDGM-0429_FU003d,M,66,,,"],
            HEADER,
            r"UCSF-PDGM-0429_FU003d is there twice",
        ),
        (["4,M,66,,,"], HEADER, r"patient row 1 has ID '4', not one like UCSF-PDGM-004"),
    ],
)
def test_b28_a_spoilt_table_is_one_line(tmp_path: Path, rows, header, message):
    with pytest.raises(InputError, match=message) as error:
        read_metadata(write(tmp_path / "UCSF-PDGM-metadata_v5.csv", *rows, header=header))
    assert "\n" not in str(error.value)
