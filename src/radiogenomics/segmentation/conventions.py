"""Segmentations whose labels seem to mean something else than is declared.

A wrong convention reads without an error where it has the same numbers. Properties of a glioma then contradict the
labels: enhancing tumour is what is brightest after contrast agent, and oedema is what surrounds the rest and is bright
in T2 and FLAIR (`images.region_brightness`). None is proof (a tumour may hardly enhance, another lie at the brain's
surface): a suspicion is reported and stops nothing.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_dilation

from radiogenomics.images.labels import ENHANCING, OEDEMA
from radiogenomics.images.region_brightness import NAMES, dark_oedema, present_regions
from radiogenomics.segmentation.case import Case

CONTRAST = "T1GD"


@dataclass(frozen=True)
class Suspicion:
    """Why a patient's segmentation should be looked at.

    Attributes:
        patient_id: the patient.
        file: name of the segmentation.
        reason: one line.
    """

    patient_id: str
    file: str
    reason: str


def suspicions(case: Case) -> list[Suspicion]:
    """Contradictions between what the labels of a segmentation mean and where and how bright they are; often none.

    Intensities are looked at in the scans among those read that tell regions apart; places always.
    """
    if case.mask is None:
        return []
    labels = case.mask.array
    present = present_regions(labels)
    reasons = [dark_oedema(scan.array, labels, sequence) for sequence, scan in case.scans.items()]
    if CONTRAST in case.scans and ENHANCING in present:
        reasons += _dimmer_than_others(case.scans[CONTRAST].array, labels, present)
    if OEDEMA in present:
        reasons += _enclosed_oedema(labels, present)
    remedy = "look at the segmentation and check its label convention"
    return [Suspicion(case.patient_id, case.mask.path.name, f"{reason}; {remedy}") for reason in reasons if reason]


def _dimmer_than_others(scan: np.ndarray, labels: np.ndarray, present: list[int]) -> list[str]:
    medians = {label: float(np.median(scan[labels == label])) for label in present}
    return [
        f"label {ENHANCING} (enhancing tumour) is dimmer in {CONTRAST} than label {label} ({NAMES[label]}): "
        f"medians {medians[ENHANCING]:.4g} and {median:.4g}"
        for label, median in medians.items()
        if median > medians[ENHANCING]
    ]


def _enclosed_oedema(labels: np.ndarray, present: list[int]) -> list[str]:
    """The label that makes most of the tumour's surface is the oedema, or the labels are exchanged."""
    surface = binary_dilation(labels == 0) & (labels != 0)
    shares = {label: np.count_nonzero(labels[surface] == label) / np.count_nonzero(surface) for label in present}
    outermost = max(shares, key=shares.__getitem__)
    if outermost == OEDEMA:
        return []
    return [
        f"label {outermost} ({NAMES[outermost]}) makes {shares[outermost]:.0%} of the tumour's surface, "
        f"label {OEDEMA} (oedema) {shares[OEDEMA]:.0%}, as if it did not surround the rest"
    ]
