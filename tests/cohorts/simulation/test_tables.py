import pandas as pd
import pytest

from radiogenomics.cohorts.simulation.roster import enrol
from radiogenomics.cohorts.simulation.tables import availability_table, clinical_table

CLINICAL, AVAILABILITY = "UPENN-GBM_clinical_info_v2.1.csv", "UPENN-GBM_data_availability.csv"
NUMERIC = {
    "ID",
    "Age_at_scan_years",
    "Survival_from_surgery_days_UPDATED",
    "Survival_Censor",
    "Time_since_baseline_preop",
}


@pytest.fixture(scope="module")
def tables(vary):
    settings = vary(patients=150, unlabelled=20, follow_ups=10, modalities=["T1", "DTI_FA", "DSC_PH"])
    scans = enrol(settings, 1)
    clinical = clinical_table(scans, 1)
    return {CLINICAL: clinical, AVAILABILITY: availability_table(scans, clinical, settings.modalities)}


@pytest.mark.parametrize("name", [CLINICAL, AVAILABILITY])
def test_columns_and_words_are_those_of_the_real_table(shared, tables, name):
    real = pd.read_csv(shared / "real" / "upenn_gbm" / name, dtype=str, keep_default_na=False)
    assert list(tables[name].columns) == list(real.columns)
    for column in set(real.columns) - NUMERIC:
        assert set(tables[name][column]) <= set(real[column]), column


def test_availability_agrees_with_the_clinical_table(tables):
    both = tables[CLINICAL].merge(tables[AVAILABILITY], on="ID", suffixes=("", "_available"))
    labelled = both["MGMT"].isin(["Methylated", "Unmethylated"])
    assert ((both["MGMT_available"] == "available") == labelled).all()
    assert ((both["KPS_available"] == "available") == (both["KPS"] != "Not Available")).all()
    follow_up = both["ID"].str.endswith("_21")
    assert (both["Automatic Tumor Segmentation"][follow_up] == "not available").all()
    assert (both["Associated Baseline Scan"][~follow_up] == "-").all()


def test_follow_ups_come_last_in_the_availability_table(tables):
    assert tables[CLINICAL]["ID"].is_monotonic_increasing
    follow_up = tables[AVAILABILITY]["ID"].str.endswith("_21")
    assert follow_up.is_monotonic_increasing
    assert follow_up.sum() == 10


def test_modality_group_that_is_not_simulated_is_not_available(vary):
    scans = enrol(vary(), 1)
    table = availability_table(scans, clinical_table(scans, 1), ["T1"])
    assert (table["DSC imaging"] == "not available").all()
    assert (table["Structural imaging"] == "available").all()
