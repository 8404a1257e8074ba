import numpy as np
import pytest

from radiogenomics.cohorts.simulation.roster import enrol


def test_cohort_has_what_was_asked_for(vary):
    scans = enrol(vary(patients=40, unlabelled=9, follow_ups=3), 1)
    baselines = [scan for scan in scans if scan.is_baseline]
    assert sum(scan.is_labelled for scan in baselines) == 40
    assert sum(not scan.is_labelled for scan in baselines) == 9
    assert {scan.mgmt for scan in baselines if not scan.is_labelled} == {"Indeterminate", "Not Available"}
    assert len(scans) - len(baselines) == 3
    assert len({scan.scan_id for scan in scans}) == len(scans)


def test_shares_are_close_to_those_set_in_a_small_cohort(vary):
    settings = vary(patients=120, follow_ups=0, unlabelled=0)
    scans = enrol(settings, 42)
    shares = {
        "positive_fraction": np.mean([scan.label for scan in scans]),
        "fraction_with_dti": np.mean([scan.has_dti for scan in scans]),
        "fraction_with_dsc": np.mean([scan.has_dsc for scan in scans]),
        "fraction_without_necrosis": np.mean([not scan.has_necrosis for scan in scans]),
        "fraction_without_enhancement": np.mean([not scan.has_enhancement for scan in scans]),
    }
    for name, share in shares.items():
        assert share == pytest.approx(getattr(settings, name), abs=0.03), name


def test_age_and_sex_follow_table_1(vary):
    scans = enrol(vary(patients=240, follow_ups=0, unlabelled=0), 42)
    ages = np.array([scan.age for scan in scans])
    counts, _ = np.histogram(ages, [18, 30, 50, 70, 120])
    np.testing.assert_allclose(counts / 240, [0.025, 0.096, 0.608, 0.272], atol=0.02)
    assert np.mean([scan.sex == "M" for scan in scans]) == pytest.approx(0.625, abs=0.02)


def test_labels_are_unrelated_to_everything_else(vary):
    scans = enrol(vary(patients=500, follow_ups=0, unlabelled=0), 3)
    labels = [scan.label for scan in scans]
    for name in ("age", "has_dti", "has_dsc", "has_necrosis", "has_enhancement", "scanner", "has_corrected"):
        assert abs(np.corrcoef(labels, [float(getattr(scan, name)) for scan in scans])[0, 1]) < 0.1, name
    assert abs(np.corrcoef(labels, [scan.sex == "M" for scan in scans])[0, 1]) < 0.1


def test_everyone_with_dsc_has_dti(vary):
    scans = enrol(vary(patients=100), 1)
    assert 0 < sum(scan.has_dsc for scan in scans) < sum(scan.has_dti for scan in scans) < len(scans)
    assert all(scan.has_dti for scan in scans if scan.has_dsc)


def test_corrected_segmentations_are_claimed_more_often_than_made(vary):
    scans = enrol(vary(patients=100), 1)
    assert 0 < sum(scan.has_corrected for scan in scans) < sum(scan.claims_corrected for scan in scans)
    assert not any(scan.has_corrected and not scan.claims_corrected for scan in scans)


def test_patients_do_not_depend_on_how_many_there_are(vary):
    few, many = ({scan.scan_id: scan for scan in enrol(vary(patients=n, unlabelled=n // 4), 1)} for n in (20, 50))
    assert all(many[scan_id] == scan for scan_id, scan in few.items())


def test_b17_follow_up_is_the_same_patient_later(vary):
    scans = {scan.scan_id: scan for scan in enrol(vary(follow_ups=2), 1)}
    baseline, follow_up = scans["UPENN-GBM-00002_11"], scans["UPENN-GBM-00002_21"]
    assert baseline.has_follow_up
    assert follow_up.mgmt == baseline.mgmt
    assert follow_up.age > baseline.age
