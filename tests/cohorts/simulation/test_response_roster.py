import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from radiogenomics.cohorts.simulation.response_roster import (
    LATENT,
    enrol_responders,
    latent_table,
    treatment_table,
)
from radiogenomics.cohorts.simulation.truth import ideal_auc, ideal_scores
from radiogenomics.cohorts.treatments import first_outcomes
from radiogenomics.expression.settings import TowerSimulationSettings

EFFECT = {"T1GD": 1.0, "expression": 1.2}


def test_groups_have_their_sizes_and_shares_of_responders():
    patients = enrol_responders(TowerSimulationSettings(), 1)
    groups = {}
    for patient in patients:
        groups.setdefault((patient.has_mri, patient.has_expression), []).append(patient.label)
    assert {key: (len(labels), sum(labels)) for key, labels in groups.items()} == {
        (True, False): (95, 42),
        (False, True): (452, 199),
        (True, True): (50, 22),
    }
    assert len({patient.patient_id for patient in patients}) == 597


@pytest.mark.parametrize("seen", [["expression"], LATENT[:-1], LATENT])
def test_the_ideal_observer_reaches_the_stated_area(seen):
    settings = TowerSimulationSettings(mri_only=0, gene_only=0, complete=900, effect=EFFECT)
    areas = []
    for seed in range(6):
        patients = enrol_responders(settings, seed)
        scores = ideal_scores(latent_table(patients), EFFECT, settings.correlation, seen)
        areas.append(roc_auc_score([patient.label for patient in patients], scores))
    assert np.mean(areas) == pytest.approx(ideal_auc(EFFECT, settings.correlation, seen), abs=0.015)


def test_idh_is_related_to_the_response_but_tells_nothing_beside_the_activity():
    patients = enrol_responders(TowerSimulationSettings(mri_only=0, gene_only=990, complete=9), 1)
    label, idh, activity = (
        np.array([getter(patient) for patient in patients], dtype=float)
        for getter in (lambda p: p.label, lambda p: p.idh_mutant, lambda p: p.latent["expression"])
    )
    assert roc_auc_score(label, idh) > 0.6
    design = np.column_stack([np.ones(len(label)), activity])
    residuals = [values - design @ np.linalg.lstsq(design, values, rcond=None)[0] for values in (label, idh)]
    assert abs(np.corrcoef(*residuals)[0, 1]) < 0.08


def test_a_null_cohort_has_no_effect():
    settings = TowerSimulationSettings(mri_only=0, gene_only=0, complete=900, effect={})
    patients = enrol_responders(settings, 1)
    labels = [patient.label for patient in patients]
    for name in LATENT:
        assert roc_auc_score(labels, [patient.latent[name] for patient in patients]) == pytest.approx(0.5, abs=0.06)


def test_the_rule_for_several_treatments_gives_back_every_label():
    patients = enrol_responders(TowerSimulationSettings(), 1)
    outcomes = first_outcomes(treatment_table(patients, 1))["treatment_outcome"]
    labels = outcomes.isin(["Complete Response", "Partial Response"]).astype(int)
    assert labels.to_dict() == {patient.patient_id: patient.label for patient in patients}
