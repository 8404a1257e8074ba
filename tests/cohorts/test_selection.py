from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.selection import mark_excluded, select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.upenn_gbm import IMAGING_COLUMNS, read_scans
from radiogenomics.errors import InputError
from radiogenomics.files import read_table, write_table

MGMT = LabelSettings()
MODALITIES = list(IMAGING_COLUMNS)


@pytest.fixture
def scans(archive: Path) -> pd.DataFrame:
    return read_scans(archive, ["T1", "DSC_PH"])


def test_the_real_cohort(shared: Path):
    cohort, flow = select_patients(read_scans(shared / "real" / "upenn_gbm", MODALITIES), MGMT, MODALITIES)
    assert flow[["step", "n_before", "n_after", "n_positive", "n_negative"]].to_numpy().tolist() == [
        ["all scans", 671, 671, 121, 170],
        ["baseline scans", 671, 611, 111, 151],
        ["label known", 611, 262, 111, 151],
        ["imaging available", 262, 262, 111, 151],
        ["segmentation available", 262, 262, 111, 151],
    ]
    assert flow["why"][2] == "MGMT is Indeterminate: 27; MGMT is Not Available: 322"
    included = cohort[cohort["included"]]
    assert included["has_DTI_FA"].sum() == 218
    assert included["label"][included["has_DSC_PH"]].value_counts().to_dict() == {1: 81, 0: 108}


def test_every_exclusion_has_its_reason(scans: pd.DataFrame):
    cohort, flow = select_patients(scans, MGMT, ["T1"])
    assert cohort.set_index("scan_id")["exclusion_reason"].to_dict() == {
        "UPENN-GBM-00001_11": "",
        "UPENN-GBM-00002_11": "",
        "UPENN-GBM-00002_21": "follow-up scan",
        "UPENN-GBM-00003_11": "MGMT is Indeterminate",
        "UPENN-GBM-00004_11": "MGMT is Not Available",
    }
    assert cohort["included"].tolist() == [True, True, False, False, False]
    assert cohort["label"].tolist() == [1, 0, 0, pd.NA, pd.NA]
    assert flow["n_after"].tolist() == [5, 4, 2, 2, 2]
    assert flow["n_before"].tolist()[1:] == flow["n_after"].tolist()[:-1]
    assert flow["n_after"].iloc[-1] == cohort["included"].sum()


def test_the_columns_are_those_of_cohort_csv(scans: pd.DataFrame, tmp_path: Path):
    cohort, flow = select_patients(scans, MGMT, ["T1", "DSC_PH"])
    assert list(cohort) == [
        *("patient_id", "scan_id", "MGMT", "label", "age", "sex", "site"),
        *("has_T1", "has_DSC_PH", "has_automatic", "has_corrected"),
        *("path_T1", "path_DSC_PH", "path_automatic", "path_corrected", "included", "exclusion_reason"),
    ]
    assert list(flow) == ["step", "n_before", "n_after", "n_positive", "n_negative", "why"]
    write_table(cohort, tmp_path / "cohort.csv")
    again = read_table(tmp_path / "cohort.csv")
    assert again["included"].dtype == bool
    assert again["label"].tolist()[:3] == [1, 0, 0]


def test_a_segmentation_is_needed_unless_nothing_is_masked(scans: pd.DataFrame):
    scans.loc[0, ["has_automatic", "has_corrected"]] = [False, True]
    included = {
        mask: select_patients(scans, MGMT, ["T1"], mask)[0]["included"][0]
        for mask in ("automatic", "corrected", "none")
    }
    assert included == {"automatic": False, "corrected": True, "none": True}
    cohort, _ = select_patients(scans, MGMT, ["T1"])
    assert cohort["exclusion_reason"][0] == "no automatic segmentation"


def test_b15_a_scan_that_is_there_twice_stops(scans: pd.DataFrame):
    with pytest.raises(InputError, match="scan UPENN-GBM-00001_11 is there twice"):
        select_patients(pd.concat([scans, scans.iloc[[0]]]), MGMT, ["T1"])


def test_b15_a_patient_with_two_baselines_stops(scans: pd.DataFrame):
    scans.loc[1, "patient_id"] = "UPENN-GBM-00001"
    with pytest.raises(InputError, match="patient UPENN-GBM-00001 has two baseline scans, UPENN-GBM-00001_11, UPENN"):
        select_patients(scans, MGMT, ["T1"])


def test_b19_a_modality_that_no_patient_has_stops(scans: pd.DataFrame):
    # One follow-up scan and one patient without label do have it, which does not help.
    scans["has_DSC_PH"] = scans["scan_id"].isin(["UPENN-GBM-00002_21", "UPENN-GBM-00004_11"])
    with pytest.raises(InputError, match="modality 'DSC_PH': none of the 2 patients whose label is known has it"):
        select_patients(scans, MGMT, ["T1", "DSC_PH"])


def test_b20_a_patient_without_the_modality_is_excluded_with_a_reason(scans: pd.DataFrame):
    cohort, flow = select_patients(scans, MGMT, ["DSC_PH"])
    assert cohort.set_index("scan_id")["exclusion_reason"]["UPENN-GBM-00002_11"] == "none of DSC_PH"
    assert flow.set_index("step").loc["imaging available"].tolist() == [2, 1, 1, 0, "none of DSC_PH: 1"]


def test_b20_a_patient_with_one_of_the_modalities_stays(scans: pd.DataFrame):
    cohort, _ = select_patients(scans, MGMT, ["T1", "DSC_PH"])
    assert cohort["included"][1]


def test_nobody_left_stops(scans: pd.DataFrame):
    scans["has_automatic"] = False
    with pytest.raises(InputError, match="no patient is left after the step 'segmentation available'"):
        select_patients(scans, MGMT, ["T1"])


def test_patients_whom_the_config_excludes_have_its_reason(scans: pd.DataFrame):
    cohort, flow = select_patients(mark_excluded(scans, {"UPENN-GBM-00001": "poor scan"}), MGMT, ["T1"])
    assert cohort.set_index("scan_id")["exclusion_reason"]["UPENN-GBM-00001_11"] == "poor scan"
    assert flow.set_index("step").loc["without fault", "why"] == "poor scan: 1"
    with pytest.raises(InputError, match=r"no patient 'UPENN-GBM-0001' \(nearest: 'UPENN-GBM-00001'\); correct or"):
        mark_excluded(scans, {"UPENN-GBM-0001": "poor scan"})


def test_a_study_without_a_label_asks_nobody_for_one(scans: pd.DataFrame):
    with_label, _ = select_patients(scans, MGMT, ["T1"])
    cohort, flow = select_patients(scans, None, ["T1"])
    assert (
        cohort["label"].isna().all()
        and flow["n_positive"].isna().all()
        and not any("label" in step for step in flow["step"])
    )
    assert set(with_label.loc[with_label["included"], "scan_id"]) < set(cohort.loc[cohort["included"], "scan_id"])
