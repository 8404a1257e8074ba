"""Descriptions and numbers of series tell the sequences; those of the whole archive are in IDC's index."""

from collections import Counter

import pandas as pd
import pytest

from radiogenomics.cohorts.upenn_gbm import read_scans
from radiogenomics.cohorts.upenn_gbm_dicom import scans_of_examinations
from radiogenomics.cohorts.upenn_gbm_sequences import sequences_of
from radiogenomics.oddities import noticed_since_last


def sequences(*descriptions):
    """Sequence of each description that can be told; the series are numbered in this order."""
    described = [text if "diff" in text else f"{text} : Processed_CaPTk" for text in descriptions]
    series = pd.DataFrame({"description": described, "number": [str(number + 9) for number in range(len(described))]})
    found, by_order = sequences_of(series)
    return {name: descriptions[row.Index] for name, row in found.items()}, by_order


def test_four_sequences_as_most_examinations_have_them():
    names = {
        "T1": "t1 axial_ 3D_TERA",
        "T1GD": "t1 axial stealth-post",
        "T2": "Axial T2 tse",
        "FLAIR": "<DynaSuite SurgicalNavigation_R.t2Flair_axial_TERA",
    }
    assert sequences(*names.values(), "ep2d_diff_MDDW_IPAT") == (names, False)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("T1 MPRAGE AXIAL IPAT", "T1 MPRAGE AXIAL IPAT"),
        ("AX T1 PRE", "AX T1 MPRAGE ISOTROPIC"),
        ("AX TI 3D MPRAGE", "T1 MPRAGE AX"),
    ],
)
def test_the_later_of_two_scans_is_after_the_agent_where_no_description_says_so(first, second):
    series = pd.DataFrame({"description": [f"{text}: Processed_CaPTk" for text in (second, first)]})
    found, by_order = sequences_of(series.assign(number=["11", "9"]))
    assert (found["T1"].number, found["T1GD"].number, by_order) == ("9", "11", True)
    assert sequences_of(series.assign(number="")) == ({}, False), "numbers that are not there tell nothing"


@pytest.mark.parametrize(
    ("descriptions", "told"),
    [
        (["AX T1 MPRAGE ISOTROPIC"], set()),
        (["AX T1 PRE"], {"T1"}),
        (["t1 axial stealth-post"], {"T1GD"}),
        (["AX T1 SE C+", "AX T1 SE C+"], set()),
        (["Axial T2 tse", "Axial T2 tse REPEAT", "AX FLAIR"], {"FLAIR"}),
    ],
)
def test_what_cannot_be_told_is_left_out(descriptions, told):
    found, by_order = sequences(*descriptions)
    assert set(found) == told and not by_order


def test_every_scan_of_the_archive_has_its_examination_and_626_have_all_sequences(shared):
    """Intervals between examinations are those of the clinical table: no scan was given another's series."""
    duckdb, index = pytest.importorskip("duckdb"), pytest.importorskip("idc_index_data").IDC_INDEX_PARQUET_FILEPATH
    query = """
        SELECT crdc_series_uuid AS folder, PatientID AS patient_id, strftime(StudyDate::DATE, '%Y%m%d') AS study_date,
               SeriesNumber::VARCHAR AS number, coalesce(SeriesDescription, '') AS description
        FROM read_parquet($index)
        WHERE collection_id = 'upenn_gbm' AND Modality = 'MR' AND analysis_result_id IS NULL
    """
    series = duckdb.execute(query, {"index": str(index)}).df()
    scans = read_scans(shared / "real" / "upenn_gbm", [])
    noticed_since_last()
    of_scan = {}
    for patient, rows in series.groupby("patient_id"):
        own = scans[scans["patient_id"] == patient].set_index("scan_id")
        of_scan |= {name: sequences_of(own) for name, own in scans_of_examinations(own, rows).items()}
    assert set(of_scan) == set(scans["scan_id"])
    (said,) = [what for _, _, what in noticed_since_last()]
    assert said.startswith("examinations of 20060911, 20071118, 20071129"), "one patient has a day of DTI alone"
    counts = Counter(len(found) for found, _ in of_scan.values())
    assert counts[4] == 626 and counts[0] == 2 and sum(by_order for _, by_order in of_scan.values()) == 41
