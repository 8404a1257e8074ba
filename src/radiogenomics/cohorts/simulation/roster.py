"""Who is in the simulated archive, and which traps each scan sets."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.seeds import derive_seed

FIRST_UNLABELLED = 90001
BASELINE, FOLLOW_UP = "11", "21"
PATIENTS_WITH_SUPERSEDED_IMAGES = (5, 10)
"""Labelled patients who have an `old/` folder, like UPENN-GBM-00260 and UPENN-GBM-00509."""

MALE_SHARE = 0.625
AGE_QUANTILES = ((0, 0.025, 0.121, 0.729, 1), (18, 30, 50, 70, 90))
"""Cumulated shares and ages in years: Schmitz 2024, Table 1, even within each group."""

CORRECTED_SHARE, CORRECTED_CLAIMED_SHARE = 147 / 611, 232 / 611
"""Shares of the archive's baselines that have a corrected segmentation, and that are said to have one."""


@dataclass(frozen=True)
class Scan:
    """One scan of the simulated archive."""

    patient_id: str
    scan: str
    mgmt: str
    """The label in UPENN-GBM's words; those of other archives, whose label may be IDH, come from `label`."""
    label: int
    """1 positive (methylated, or IDH mutated), 0 not; also drawn, and never written, where it is not known."""
    age: float
    sex: str
    has_dti: bool
    has_dsc: bool
    has_necrosis: bool
    has_enhancement: bool
    has_corrected: bool
    claims_corrected: bool
    has_follow_up: bool
    has_superseded: bool
    scanner: int
    years_later: float = 0.0
    """Years since the baseline scan."""

    @property
    def scan_id(self) -> str:
        """Id of the scan, for example `UPENN-GBM-00001_11`."""
        return f"{self.patient_id}_{self.scan}"

    @property
    def is_baseline(self) -> bool:
        """Whether the scan was taken before surgery."""
        return self.scan == BASELINE

    @property
    def is_labelled(self) -> bool:
        """Whether the archive's tables tell the label."""
        return self.mgmt in ("Methylated", "Unmethylated")

    def has(self, modality: str) -> bool:
        """Whether the scan was made with this modality."""
        if modality.startswith("DTI"):
            return self.has_dti
        return self.has_dsc if modality.startswith("DSC") else True


def upenn_gbm_patient(number: int) -> str:
    """Name of a patient in UPENN-GBM."""
    return f"UPENN-GBM-{number:05d}"


def enrol(settings: SimulationSettings, seed: int, name_of: Callable[[int], str] = upenn_gbm_patient) -> list[Scan]:
    """All scans, sorted by scan id: labelled patients, follow-ups of the first of them, and unlabelled patients.

    A scrambled Sobol sequence decides, so that shares and their combinations come out nearly as set also in small
    cohorts, and a patient stays the same when others are added.

    Args:
        settings: the cohort.
        seed: seed of the cohort.
        name_of: name of the patient of a number: 1, 2 … of the labelled ones, `FIRST_UNLABELLED` … of the others.
    """
    scans = [
        _scan(settings, name_of(number), number, draws, follow_up=number <= settings.follow_ups)
        for number, draws in enumerate(_draws(settings.patients, derive_seed(seed, "labelled")), start=1)
    ]
    follow_ups = [_follow_up(scan, seed) for scan in scans if scan.has_follow_up]
    unlabelled = [
        replace(
            _scan(settings, name_of(FIRST_UNLABELLED + k), FIRST_UNLABELLED + k, draws),
            mgmt="Not Available" if k % 4 else "Indeterminate",
        )
        for k, draws in enumerate(_draws(settings.unlabelled, derive_seed(seed, "unlabelled")))
    ]
    return sorted(scans + follow_ups + unlabelled, key=lambda scan: scan.scan_id)


def _draws(count: int, seed: int) -> np.ndarray:
    """Evenly spread points (count, 7) in the unit cube, the first of one endless sequence."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(7, scramble=True, rng=np.random.default_rng(seed))
    return sequence.random_base2(max(count - 1, 0).bit_length())[:count]


def _scan(
    settings: SimulationSettings, patient_id: str, number: int, draws: np.ndarray, follow_up: bool = False
) -> Scan:
    methylated, imaging, age, sex, parts, corrected, scanner = draws
    label = int(methylated < settings.positive_fraction)
    return Scan(
        patient_id=patient_id,
        scan=BASELINE,
        mgmt="Methylated" if label else "Unmethylated",
        label=label,
        age=round(float(np.interp(age, *AGE_QUANTILES)), 2),
        sex="M" if sex < MALE_SHARE else "F",
        has_dti=bool(imaging < settings.fraction_with_dti),
        has_dsc=bool(imaging < settings.fraction_with_dsc),
        has_necrosis=bool(parts >= settings.fraction_without_necrosis),
        has_enhancement=bool(parts < 1 - settings.fraction_without_enhancement),
        has_corrected=bool(corrected < CORRECTED_SHARE),
        claims_corrected=bool(corrected < CORRECTED_CLAIMED_SHARE),
        has_follow_up=follow_up,
        has_superseded=number in PATIENTS_WITH_SUPERSEDED_IMAGES,
        scanner=int(scanner * settings.scanners),
    )


def _follow_up(baseline: Scan, seed: int) -> Scan:
    years = np.random.default_rng(derive_seed(seed, baseline.patient_id, "follow_up")).uniform(0.2, 1.5)
    return replace(
        baseline,
        scan=FOLLOW_UP,
        age=round(baseline.age + float(years), 2),
        years_later=float(years),
        has_corrected=False,
        claims_corrected=False,
        has_follow_up=False,
        has_superseded=False,
    )
