import logging

import numpy as np
import pytest

from radiogenomics.cohorts.tcga import read_scans
from radiogenomics.images.volume import read_mask, read_volume

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]


@pytest.fixture
def made(cohort):
    return cohort("tcga")


def test_the_two_tables_agree(made, caplog):
    with caplog.at_level(logging.WARNING):
        scans = read_scans(made.folder, MODALITIES)
    assert not caplog.records
    words = {"Mutant": "1", "WT": "0", "": "-1"}
    assert scans["IDH.status"].map(words).tolist() == scans["IDH_mutated"].tolist()


def test_a_follow_up_is_a_later_scan_of_the_same_patient(made):
    scans = read_scans(made.folder, MODALITIES)
    follow_ups = scans[~scans.baseline]
    assert len(follow_ups) == 2
    for _, row in follow_ups.iterrows():
        both = scans[scans.patient_id == row.patient_id].sort_values("scan_id")
        assert both.baseline.tolist() == [True, False]
        assert both.path_automatic.ne("").tolist() == [True, False]


def test_scans_and_segmentations_are_those_simulated(made):
    scans = read_scans(made.folder, MODALITIES)
    scans = scans[scans.baseline].set_index("patient_id")
    assert {scan.has_corrected for scan in made.baselines.values()} == {True, False}
    for patient_id, scan in made.baselines.items():
        patient = made.patient(scan)
        np.testing.assert_array_equal(read_volume(scans.path_FLAIR[patient_id]).array, patient.images["FLAIR"])
        assert (scans.path_corrected[patient_id] != "") == scan.has_corrected
        if scan.has_corrected:
            np.testing.assert_array_equal(read_mask(scans.path_corrected[patient_id]).array, patient.segmentation)


def test_the_collection_tells_nothing_of_the_label(made):
    packages = {path.name for path in (made.folder / "BraTS-TCGA").iterdir()}
    assert packages == {f"Pre-operative_TCGA_{name}_NIfTI_and_Segmentations" for name in ("GBM", "LGG")}
    by_hospital = {scan.patient_id[5:7] for scan in made.scans}
    assert len(by_hospital) == 5
