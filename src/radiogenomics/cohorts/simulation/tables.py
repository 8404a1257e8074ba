"""The archive's clinical and availability tables, with its columns, values and missing-value words."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from radiogenomics.cohorts.settings import FurtherLabelSettings
from radiogenomics.cohorts.simulation.further_labels import further_label
from radiogenomics.cohorts.simulation.roster import Scan
from radiogenomics.seeds import derive_seed

NOT_AVAILABLE = "Not Available"
_MEDIAN_SURVIVAL_DAYS = 376


def clinical_table(
    scans: list[Scan], seed: int, further: Mapping[str, FurtherLabelSettings] | None = None
) -> pd.DataFrame:
    """Rows and columns of `UPENN-GBM_clinical_info_v2.1.csv`, all text.

    Age, sex, MGMT and labels with an effect are the roster's. All else is drawn without regard to any label.

    Args:
        scans: the roster.
        seed: seed of the cohort.
        further: labels besides MGMT that carry an effect, by column.
    """
    baseline_ages = {scan.patient_id: scan.age for scan in scans if scan.is_baseline}
    table = pd.DataFrame([_clinical_row(scan, baseline_ages[scan.patient_id], seed) for scan in scans])
    for column, settings in (further or {}).items():
        table[column] = [further_label(seed, scan.patient_id, column, settings).word for scan in scans]
    return table


def _clinical_row(scan: Scan, baseline_age: float, seed: int) -> dict[str, str]:
    rng = np.random.default_rng(derive_seed(seed, scan.patient_id, "clinical"))
    status = rng.choice(["Deceased", "Alive", "Lost to Follow-up"], p=[0.96, 0.03, 0.01])
    days = str(int(_MEDIAN_SURVIVAL_DAYS * np.exp(0.8 * rng.standard_normal())) + 3)
    idh1 = rng.choice(["Wildtype", "NOS/NEC", "Mutated"], p=[0.81, 0.16, 0.03])
    performance = rng.choice([NOT_AVAILABLE, "90", "80", "60"], p=[0.89, 0.06, 0.03, 0.02])
    resection = rng.choice(["Y", "N", NOT_AVAILABLE], p=[0.6, 0.34, 0.06])
    return {
        "ID": scan.scan_id,
        "Gender": scan.sex,
        "Age_at_scan_years": f"{scan.age:.2f}".rstrip("0").rstrip("."),
        "Survival_from_surgery_days_UPDATED": days if status == "Deceased" else NOT_AVAILABLE,
        "Survival_Status": status,
        "Survival_Censor": NOT_AVAILABLE if status == "Deceased" else days,
        "IDH1": idh1,
        "MGMT": scan.mgmt,
        "KPS": performance,
        "GTR_over90percent": resection if scan.is_baseline else "Not Applicable",
        "Time_since_baseline_preop": str(round(365.25 * (scan.age - baseline_age))),
        "PsP_TP_score": "NA" if scan.is_baseline else str(rng.integers(1, 7)),
    }


def availability_table(scans: list[Scan], clinical: pd.DataFrame, modalities: list[str]) -> pd.DataFrame:
    """Rows and columns of `UPENN-GBM_data_availability.csv`, baselines first.

    Like the original, it claims more corrected segmentations than exist.

    Args:
        scans: the roster.
        clinical: the clinical table of the same scans.
        modalities: modalities that are simulated.
    """
    cells = clinical.set_index("ID")
    rows = [_availability_row(scan, cells.loc[scan.scan_id], modalities) for scan in scans]
    return pd.DataFrame(rows).sort_values("Associated Baseline Scan", key=lambda column: column != "-", kind="stable")


def _availability_row(scan: Scan, clinical: pd.Series, modalities: list[str]) -> dict[str, str]:
    groups = {"DTI": False, "DSC": False, "structural": False}
    for modality in modalities:
        group = modality[:3] if modality[:3] in groups else "structural"
        groups[group] |= scan.has(modality)
    row = {
        "Structural imaging": groups["structural"],
        "DTI imaging": groups["DTI"],
        "DSC imaging": groups["DSC"],
        "Automatic Tumor Segmentation": scan.is_baseline,
        "Corrected Tumor Segmentation": scan.claims_corrected,
        "Gender": True,
        "Age": True,
        "Overall Survival": scan.is_baseline and clinical["Survival_Status"] == "Deceased",
        "IDH1": clinical["IDH1"] != "NOS/NEC",
        "MGMT": scan.is_labelled,
        "KPS": clinical["KPS"] != NOT_AVAILABLE,
        "Extent of Resection": clinical["GTR_over90percent"] in ("Y", "N"),
        "Associated Baseline Scan": not scan.is_baseline,
        "Associated Recurrence Scan": scan.has_follow_up,
        "PsP_TP score": not scan.is_baseline,
        "CaPTk Radiomic Features": False,
    }
    words = {name: "available" if value else "not available" for name, value in row.items()}
    words["Associated Baseline Scan" if scan.is_baseline else "Associated Recurrence Scan"] = "-"
    return {"ID": scan.scan_id, **words}
