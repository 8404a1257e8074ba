from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiogenomics.cohorts import brats2021, ucsf_pdgm, upenn_gbm
from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.crosswalks import read_crosswalks
from radiogenomics.cohorts.overlap import (
    find_overlaps,
    mark_overlaps,
    mark_patients_elsewhere,
    mark_patients_of,
    mark_shared,
    mark_shared_patients,
    overlaps_of_archives,
)
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.splits.holdout import split_patients
from radiogenomics.splits.settings import SplitSettings


def crosswalk(*pairs: tuple[str, str], name: str = "mapping.xlsx") -> pd.DataFrame:
    return pd.DataFrame(
        [(*pair, name) for pair in pairs], columns=["patient_id_a", "patient_id_b", "crosswalk"], dtype=object
    )


def cohort(*patients: str) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": patients, "fault": ""})


def rows(table: pd.DataFrame) -> list[tuple]:
    return list(table.itertuples(index=False, name=None))


def test_b17_one_person_under_two_names_is_found_through_the_crosswalk():
    overlaps = find_overlaps(
        {"brats": cohort("BraTS2021_00000", "BraTS2021_00001"), "upenn": cohort("UPENN-GBM-00011", "UPENN-GBM-00012")},
        crosswalk(("BraTS2021_00000", "UPENN-GBM-00011"), ("BraTS2021_00005", "UPENN-GBM-00012")),
    )
    assert rows(overlaps) == [("BraTS2021_00000", "brats", "UPENN-GBM-00011", "upenn", "mapping.xlsx")]


def test_crosswalks_are_followed_over_names_of_neither_cohort():
    chain = pd.concat(
        [crosswalk(("A1", "X")), crosswalk(("X", "Y"), name="b.csv"), crosswalk(("C1", "Y"), name="c.csv")]
    )
    overlaps = find_overlaps({"a": cohort("A1"), "c": cohort("C1")}, chain)
    assert rows(overlaps) == [("A1", "a", "C1", "c", "b.csv; c.csv; mapping.xlsx")]


def test_two_cases_of_one_cohort_may_be_one_person():
    overlaps = find_overlaps({"a": cohort("A1", "A2", "A3")}, crosswalk(("A1", "X"), ("A3", "X")))
    assert rows(overlaps) == [("A1", "a", "A3", "a", "mapping.xlsx")]


def test_the_same_identifier_needs_no_crosswalk():
    overlaps = find_overlaps({"brats2021": cohort("B1"), "rsna_miccai": cohort("B1", "B2")}, crosswalk())
    assert rows(overlaps) == [("B1", "brats2021", "B1", "rsna_miccai", "same identifier")]


def test_several_scans_of_a_patient_are_no_overlap():
    assert find_overlaps({"a": cohort("A1", "A1")}, crosswalk()).empty


NAME = st.sampled_from("PQRSTUVW")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(NAME, NAME), max_size=12), st.sets(NAME), st.sets(NAME))
def test_overlap_is_reachability_whatever_the_order_of_the_tables(pairs, first, second):
    def reachable(name: str) -> set[str]:
        found = {name}
        for _ in pairs:
            found |= {other for pair in pairs if found & set(pair) for other in pair}
        return found

    cohorts = {"a": cohort(*first), "b": cohort(*second)}
    overlaps = find_overlaps(cohorts, crosswalk(*pairs))
    across = {(row[0], row[2]) for row in rows(overlaps) if row[1] != row[3]}
    assert across == {(one, other) for one in first for other in second if other in reachable(one)}
    again = find_overlaps(cohorts, crosswalk(*pairs[::-1]))
    assert {row[:4] for row in rows(again)} == {row[:4] for row in rows(overlaps)}


def test_who_trains_elsewhere_is_excluded_with_the_reason():
    overlaps = find_overlaps(
        {"upenn": cohort("UPENN-GBM-00011"), "brats": cohort("B1", "B2")}, crosswalk(("B1", "UPENN-GBM-00011"))
    )
    marked = mark_overlaps(cohort("B1", "B2"), overlaps, "brats")
    assert marked["fault"].tolist() == ["is UPENN-GBM-00011 of upenn (mapping.xlsx)", ""]


def test_of_two_names_in_a_cohort_the_first_stays_and_a_fault_is_kept():
    scans = cohort("A1", "A2", "A3").assign(fault=["", "", "damaged"])
    overlaps = find_overlaps({"a": scans}, crosswalk(("A1", "X"), ("A2", "X"), ("A3", "X")))
    assert mark_overlaps(scans, overlaps, "a")["fault"].tolist() == ["", "is A1 of a (mapping.xlsx)", "damaged"]


def test_b17_no_person_of_upenn_gbm_is_tested_in_brats(archive: Path, write_mapping):
    """From the archives' own tables: UPENN-GBM-00011 would be a test patient of a model trained on UPENN-GBM."""
    for table in archive.glob("*.csv"):
        table.write_text(table.read_text().replace("UPENN-GBM-00001", "UPENN-GBM-00011"))
    write_mapping(archive / "brats")
    scans = {
        "upenn_gbm": upenn_gbm.read_scans(archive, ["T1"]),
        "brats2021": brats2021.read_scans(archive / "brats", ["T1"]),
    }
    overlaps = find_overlaps(scans, read_crosswalks(index_files(archive)))
    marked = mark_overlaps(scans["brats2021"], overlaps, "brats2021")
    labels = LabelSettings(column="MGMT value", positive="1", negative="0", missing=[""])
    tested = select_patients(marked, labels, ["T1"], mask="none")[0].set_index("scan_id")
    assert (
        tested["exclusion_reason"]["BraTS2021_00000"]
        == "is UPENN-GBM-00011 of upenn_gbm (BraTS2021_MappingToTCIA.xlsx)"
    )
    assert tested.index[tested["included"]].tolist() == ["BraTS2021_00002"]


def test_b17_a_follow_up_scan_of_a_training_patient_is_never_tested(archive: Path, shared: Path):
    """UPENN-GBM has 60 follow-up scans, 41 of patients who also have a baseline."""
    scans = upenn_gbm.read_scans(shared / "real" / "upenn_gbm", ["T1", "DSC_PH"])
    cohort_table, _ = select_patients(scans, LabelSettings(), ["T1", "DSC_PH"])
    included = cohort_table[cohort_table["included"]]
    assert not included["scan_id"].str.endswith("_21").any()
    splits = split_patients(cohort_table, {"Struct": ["T1"], "DSC": ["DSC_PH"]}, SplitSettings(test_group="DSC"))
    subsets = splits[splits["subset"] != "unused"].groupby("patient_id")["subset"].nunique()
    assert (subsets == 1).all()
    assert set(splits["patient_id"]) == set(included["patient_id"])


def test_b17_without_a_crosswalk_nobody_is_believed_to_be_elsewhere(archive: Path, write_labels):
    """BraTS 2021 from Kaggle has no mapping to TCIA: that 447 patients are in UPENN-GBM is then not known."""
    write_labels(archive / "brats", "BraTS21ID,MGMT_value\n00000,1\n00002,0\n")
    scans = brats2021.read_scans(archive / "brats", ["T1"])
    others = {"upenn": ("upenn_gbm", archive, None)}
    with pytest.raises(
        InputError, match=r"cohort brats: nothing tells which .* are in upenn; put .*MappingToTCIA.xlsx"
    ):
        mark_patients_of(scans, "brats", archive / "brats", others)
    assert (mark_patients_of(scans, "brats", archive / "brats", {})["fault"] == "").all()


def test_cohorts_that_name_patients_alike_need_no_crosswalk(archive: Path):
    scans = upenn_gbm.read_scans(archive, ["T1"])
    marked = mark_patients_of(scans, "mine", archive, {"upenn": ("upenn_gbm", archive, None)})
    assert marked["fault"].str.endswith("of upenn (same identifier)").all()


UCSF = "ID,Sex,Age at MRI,BraTS21 ID\nUCSF-PDGM-057,M,66,BraTS2021_00169\nUCSF-PDGM-058,F,40,BraTS2021_00002\n"


def test_b17_whoever_is_elsewhere_is_left_out_for_one_reason_per_cohort(archive: Path, write_mapping):
    """BraTS 2021 and UCSF-PDGM are linked by the mapping to TCIA and by UCSF-PDGM's own table, which knows one more."""
    write_mapping(archive / "brats")
    (archive / "ucsf").mkdir()
    (archive / "ucsf" / "UCSF-PDGM-metadata_v5.csv").write_text(UCSF)
    ucsf, upenn = ("ucsf_pdgm", archive / "ucsf", None), ("upenn_gbm", archive, None)
    scans = brats2021.read_scans(archive / "brats", ["T1"])
    for table in archive.glob("*.csv"):
        table.write_text(table.read_text().replace("UPENN-GBM-00001", "UPENN-GBM-00011"))
    marked, told = mark_shared_patients(scans, "brats", archive / "brats", {"upenn": upenn})
    assert told == {"shared": 1, "crosswalks": ["BraTS2021_MappingToTCIA.xlsx"], "linked": True}
    marked = mark_patients_elsewhere(marked, "brats", archive / "brats", {"ucsf": ucsf}).set_index("scan_id")
    both = "BraTS2021_MappingToTCIA.xlsx; UCSF-PDGM-metadata_v5.csv"
    assert marked["fault"].to_dict() == {
        "BraTS2021_00000": "also in upenn (BraTS2021_MappingToTCIA.xlsx)",
        "BraTS2021_00002": f"also in ucsf ({both})",
        "BraTS2021_00169": f"also in ucsf ({both})",
        "BraTS2021_00557": "",
    }
    # Turned round: patients of UCSF-PDGM who are in BraTS 2021, and nothing that would tell of UPENN-GBM.
    scans = ucsf_pdgm.read_scans(archive / "ucsf", ["T1"])
    brats = ("brats2021", archive / "brats", None)
    assert mark_patients_elsewhere(scans, "ucsf", archive / "ucsf", {"brats": brats})["fault"].ne("").all()
    with pytest.raises(InputError, match="cohort ucsf: nothing tells which of its patients are in upenn"):
        mark_patients_elsewhere(scans, "ucsf", archive / "ucsf", {"upenn": upenn})
    assert mark_patients_elsewhere(scans, "ucsf", archive / "ucsf", {}) is scans


def test_overlaps_of_archives_are_those_of_their_tables(archive: Path, write_mapping):
    write_mapping(archive / "brats")
    for table in archive.glob("*.csv"):
        table.write_text(table.read_text().replace("UPENN-GBM-00001", "UPENN-GBM-00011"))
    cohorts = {"brats": ("brats2021", archive / "brats", None), "upenn": ("upenn_gbm", archive, None)}
    found = [("BraTS2021_00000", "brats", "UPENN-GBM-00011", "upenn", "BraTS2021_MappingToTCIA.xlsx")]
    assert rows(overlaps_of_archives(cohorts)) == found


def test_shared_patients_are_marked_without_naming_the_other():
    scans = cohort("TCGA-02-0001", "TCGA-02-0002", "TCGA-02-0003")
    trained = {"brats": cohort("BraTS2021_00001", "BraTS2021_00002")}
    pairs = crosswalk(("BraTS2021_00001", "TCGA-02-0002"), ("BraTS2021_00009", "TCGA-02-0003"))
    marked, told = mark_shared(scans, "tcga", trained, pairs)
    assert marked["fault"].tolist() == ["", "also in brats (mapping.xlsx)", ""]
    assert told == {"shared": 1, "crosswalks": ["mapping.xlsx"], "linked": True}


def test_the_same_name_in_two_cohorts_is_shared_and_a_fault_stays():
    scans = cohort("A1", "A2").assign(fault=["", "torn"])
    marked, told = mark_shared(scans, "one", {"other": cohort("A1", "A2")}, crosswalk())
    assert marked["fault"].tolist() == ["also in other (same identifier)", "torn"]
    assert told == {"shared": 2, "crosswalks": ["same identifier"], "linked": True}


def test_that_nothing_links_two_cohorts_is_told_and_no_error():
    marked, told = mark_shared(cohort("TCGA-02-0001"), "tcga", {"egd": cohort("EGD-0001")}, crosswalk())
    assert marked["fault"].tolist() == [""]
    assert told == {"shared": 0, "crosswalks": [], "linked": False}


def test_one_person_twice_in_an_external_cohort_tests_once():
    pairs = crosswalk(("A1", "X"), ("A2", "X"))
    marked, told = mark_shared(cohort("A1", "A2"), "a", {"b": cohort("B1")}, pairs)
    assert marked["fault"].tolist()[0] == "" and "is A1 of a" in marked["fault"].tolist()[1]
    assert told["shared"] == 0
