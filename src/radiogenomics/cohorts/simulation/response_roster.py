"""Who is in a simulated cohort of response to therapy, and what the clinical tables say of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from radiogenomics.cohorts.simulation.latent import draw_latent
from radiogenomics.cohorts.tcga_tables import SUBTYPE_TABLE
from radiogenomics.cohorts.treatments import COLUMNS
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.expression.simulation import draw_idh
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.seeds import derive_seed

EXPRESSION = "expression"
LATENT = [*STRUCTURAL, EXPRESSION]
SITES = ("Z1", "Z2", "Z3", "Z4")
"""Hospitals that TCGA does not have, so that nobody takes a simulated patient for a real one."""
RESPONSES = {1: ("Complete Response", "Partial Response"), 0: ("Stable Disease", "Progressive Disease")}
NOT_TOLD_AFTER = 3
"""Every so many patients, a later treatment has an outcome that does not count."""


@dataclass(frozen=True)
class SimulatedResponder:
    """One simulated patient: what is observed, and the latent values behind it."""

    patient_id: str
    label: int
    """1 where the patient responds to therapy, else 0."""
    has_mri: bool
    has_expression: bool
    plate: int
    idh_mutant: bool
    latent: dict[str, float]
    """By modality, and the pathway's activity under `expression`."""


def enrol_responders(settings: TowerSimulationSettings, seed: int) -> list[SimulatedResponder]:
    """All patients: those with scans alone, those with expression alone, and those with both.

    In each of the three groups the share of responders is as set, to the nearest patient.
    """
    patients = []
    for group, (count, has_mri, has_expression) in enumerate(
        [(settings.mri_only, True, False), (settings.gene_only, False, True), (settings.complete, True, True)]
    ):
        positive = np.arange(count) < round(settings.positive_fraction * count)
        labels = np.random.default_rng(derive_seed(seed, "responders", group)).permutation(positive)
        for number, label in enumerate(labels.astype(int).tolist(), start=1):
            patient_id = f"TCGA-{SITES[number % len(SITES)]}-{group + 1}{number:03d}"
            patients.append(_responder(settings, seed, patient_id, label, has_mri, has_expression))
    return sorted(patients, key=lambda patient: patient.patient_id)


def _responder(
    settings: TowerSimulationSettings, seed: int, patient_id: str, label: int, has_mri: bool, has_expression: bool
) -> SimulatedResponder:
    latent = draw_latent(seed, patient_id, label, settings.effect, settings.correlation, LATENT)
    plate = int(np.random.default_rng(derive_seed(seed, patient_id, "plate")).integers(settings.batches))
    idh = draw_idh(settings, seed, patient_id, latent[EXPRESSION])
    return SimulatedResponder(patient_id, label, has_mri, has_expression, plate, idh, latent)


def latent_table(patients: list[SimulatedResponder]) -> pd.DataFrame:
    """Latent values that were observed, one per row: patient_id, modality, contrast (`latent_contrasts.csv`)."""
    rows = [
        (patient.patient_id, name, value)
        for patient in patients
        for name, value in patient.latent.items()
        if (patient.has_expression if name == EXPRESSION else patient.has_mri)
    ]
    return pd.DataFrame(rows, columns=["patient_id", "modality", "contrast"])


def subtype_table(patients: list[SimulatedResponder], seed: int) -> tuple[str, pd.DataFrame]:
    """File name and rows of the table that holds age, sex, grade and IDH; all but IDH tells nothing of the label."""
    rows = []
    for patient in patients:
        rng = np.random.default_rng(derive_seed(seed, patient.patient_id, "clinical"))
        rows.append(
            {
                "patient": patient.patient_id,
                "Age..years.at.diagnosis.": str(round(rng.uniform(20, 75))),
                "Gender": str(rng.choice(["female", "male"])),
                "Grade": str(rng.choice(["G2", "G3"])),
                "IDH.status": "Mutant" if patient.idh_mutant else "WT",
                "X1p.19q.codeletion": "non-codel",
            }
        )
    return SUBTYPE_TABLE, pd.DataFrame(rows)


def treatment_table(patients: list[SimulatedResponder], seed: int) -> pd.DataFrame:
    """Rows of `gdc_treatments.csv`, of which `treatments.first_outcomes` makes the label.

    Everybody was irradiated first; some got a drug later, whose outcome may be another and does not count.
    """
    rows = []
    for number, patient in enumerate(patients):
        rng = np.random.default_rng(derive_seed(seed, patient.patient_id, "treatment"))
        start = int(rng.integers(20, 60))
        outcome = str(rng.choice(RESPONSES[patient.label]))
        rows.append([patient.patient_id, "Radiation Therapy, NOS", "yes", str(start), outcome])
        if number % NOT_TOLD_AFTER == 0:
            later = str(rng.choice(["Unknown", "Progressive Disease", "Complete Response"]))
            rows.append([patient.patient_id, "Chemotherapy", "yes", str(start + 90), later])
    return pd.DataFrame(rows, columns=COLUMNS)
