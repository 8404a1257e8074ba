import pandas as pd

from radiogenomics.cohorts.simulation.acquisition import acquisition_table
from radiogenomics.cohorts.simulation.roster import enrol


def test_columns_and_values_are_those_of_the_real_table(shared, vary):
    real = pd.read_csv(shared / "real" / "upenn_gbm" / "UPENN-GBM_acquisition.csv", dtype=str, keep_default_na=False)
    table = acquisition_table(enrol(vary(patients=40), 1))
    assert list(table.columns) == list(real.columns)
    for column in real.columns.drop("ID"):
        if column.endswith("Imaging Frequency"):  # differs from scan to scan
            continue
        assert set(table[column]) <= set(real[column]), column


def test_sequences_that_were_not_run_are_empty(vary):
    scans = {scan.scan_id: scan for scan in enrol(vary(patients=40), 1)}
    table = acquisition_table(list(scans.values())).set_index("ID")
    for scan_id, row in table.iterrows():
        assert (row["DSC Echo Time"] != "") == scans[scan_id].has_dsc
        assert (row["DTI Echo Time"] != "") == scans[scan_id].has_dti
        assert row["T1 Echo Time"] != ""


def test_every_simulated_scanner_has_a_model(vary):
    table = acquisition_table(enrol(vary(patients=40, scanners=3), 1))
    assert table["Model"].nunique() == 3
    assert acquisition_table(enrol(vary(patients=40, scanners=7), 1))["Model"].notna().all()
