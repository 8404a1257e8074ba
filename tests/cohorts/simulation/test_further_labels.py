"""Several labels of simulated patients."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.settings import FurtherLabelSettings
from radiogenomics.cohorts.simulation.archive import _latent, _latent_table
from radiogenomics.cohorts.simulation.further_labels import further_label
from radiogenomics.cohorts.simulation.roster import enrol
from radiogenomics.cohorts.simulation.tables import availability_table, clinical_table

SETTINGS = FurtherLabelSettings(effect={"T1": 2.0, "FLAIR": -1.0}, positive_fraction=0.3, unknown_fraction=0.1)


def test_shares_are_as_they_were_set_and_the_images_follow_also_what_no_table_tells():
    drawn = [further_label(5, f"UPENN-GBM-{number:05d}", "IDH1", SETTINGS) for number in range(4000)]
    assert np.mean([label for label, _ in drawn]) == pytest.approx(0.3, abs=0.005)
    assert np.mean([label for label, _ in drawn[1:61]]) == pytest.approx(0.3, abs=0.05), "in small cohorts, too"
    unknown = [label for label, word in drawn if word == "NOS/NEC"]
    assert len(unknown) / 4000 == pytest.approx(0.1, abs=0.005) and set(unknown) == {0, 1}
    assert {word for label, word in drawn if label} == {"Mutated", "NOS/NEC"}
    assert {word for label, word in drawn if not label} == {"Wildtype", "NOS/NEC"}


@pytest.fixture(scope="module")
def settings(vary):
    return vary(patients=120, unlabelled=12, follow_ups=4, further_labels={"IDH1": SETTINGS})


def test_labels_tell_nothing_of_each_other(vary):
    scans = enrol(vary(patients=1000, unlabelled=0, follow_ups=0), 7)
    first = np.array([scan.label for scan in scans])
    second = np.array([further_label(7, scan.patient_id, "IDH1", SETTINGS).label for scan in scans])
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.08


def test_tables_tell_the_label_and_nothing_else_changes(settings, vary):
    scans = enrol(settings, 7)
    plain, several = clinical_table(scans, 7), clinical_table(scans, 7, settings.further_labels)
    pd.testing.assert_frame_equal(plain.drop(columns="IDH1"), several.drop(columns="IDH1"))
    assert (several["IDH1"] == "Mutated").sum() > 20 > (plain["IDH1"] == "Mutated").sum()
    of_patients = several["IDH1"].groupby([scan.patient_id for scan in scans]).nunique()
    assert (of_patients == 1).all(), "a follow-up has the label of its baseline"
    available = availability_table(scans, several, settings.modalities).set_index("ID")["IDH1"]
    assert ((available[several["ID"]] == "available").to_numpy() == (several["IDH1"] != "NOS/NEC").to_numpy()).all()


def test_contrasts_are_those_of_one_label_moved_by_half_the_distance(settings, vary):
    one = settings.model_copy(update={"further_labels": {}})
    for scan in enrol(settings, 7)[:20]:
        half = 0.5 if further_label(7, scan.patient_id, "IDH1", SETTINGS).label else -0.5
        before, after = _latent(scan, one, 7), _latent(scan, settings, 7)
        assert before.keys() == after.keys()
        for modality in before:
            expected = before[modality] + half * SETTINGS.effect.get(modality, 0.0)
            assert after[modality] == pytest.approx(expected, abs=1e-12)


def test_contrasts_of_patients_without_the_first_label_are_known_too(settings):
    scans = enrol(settings, 7)
    unlabelled = {scan.patient_id for scan in scans if not scan.is_labelled}
    assert unlabelled and unlabelled <= set(_latent_table(scans, settings, 7)["patient_id"])
    alone = settings.model_copy(update={"further_labels": {}})
    assert not unlabelled & set(_latent_table(scans, alone, 7)["patient_id"])
