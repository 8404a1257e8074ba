"""What each tissue looks like in each of the archive's eleven modalities."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contrast:
    """Values of one modality before noise, and how its planted contrast enters.

    `core_to_oedema` is the ratio of the mean of the tumour core (labels 1 and 4) to the mean of the oedema (label 2)
    of a patient whose latent contrast is 0; a latent contrast z multiplies it by exp(`amplitude` · z). A simulation may
    add the same number to the z of all patients (`mean_contrast`).
    """

    unit: str
    grey_matter: float
    white_matter: float
    csf: float
    oedema: float
    core_to_oedema: float
    enhancing_to_necrosis: float
    amplitude: float
    resolution: float
    """Full width at half maximum of the point spread in mm."""
    quantitative: bool = False
    """Has a physical unit, and therefore neither gain nor bias field."""
    heterogeneity: float = 0.03
    """Relative variation of the value within a healthy tissue; large where the direction of fibres matters."""
    maximum: float = float("inf")


CONTRASTS: dict[str, Contrast] = {
    "T1": Contrast("a.u.", 350, 480, 150, 340, 0.89, 1.14, 0.30, 1.0),
    "T1GD": Contrast("a.u.", 400, 480, 160, 370, 1.57, 1.99, 0.30, 1.0),
    "T2": Contrast("a.u.", 125, 90, 280, 185, 1.15, 0.78, 0.30, 1.5),
    "FLAIR": Contrast("a.u.", 165, 130, 45, 270, 1.13, 1.07, 0.30, 1.5),
    "DTI_AD": Contrast("mm²/s", 1.05e-3, 1.25e-3, 3.0e-3, 1.60e-3, 0.91, 0.88, 0.20, 2.5, True),
    "DTI_FA": Contrast("fraction", 0.15, 0.45, 0.06, 0.20, 0.74, 1.66, 0.30, 2.5, True, 0.2, 1.0),
    "DTI_RD": Contrast("mm²/s", 0.80e-3, 0.55e-3, 2.85e-3, 1.30e-3, 1.01, 0.80, 0.20, 2.5, True),
    "DTI_TR": Contrast("mm²/s", 2.65e-3, 2.35e-3, 8.70e-3, 4.20e-3, 0.96, 0.84, 0.20, 2.5, True),
    "DSC_ap-rCBV": Contrast("ratio to white matter", 2.2, 1.0, 0.5, 0.9, 2.38, 2.12, 0.30, 2.5, True),
    "DSC_PH": Contrast("a.u.", 180, 90, 60, 85, 1.68, 1.85, 0.30, 2.5),
    "DSC_PSR": Contrast("percent", 90, 94, 80, 88, 0.89, 0.87, 0.18, 2.5, True),
}
"""By the archive's file suffix.

The two ratios are those of the medians over the patients' region means in UPENN-GBM's public radiomic tables (CaPTk,
automatic segmentation; Bakas 2022), with a core of two parts rim to one part necrosis. Healthy values and resolutions
are typical figures at 3 T. The maps of one tensor agree (trace = axial + 2 · radial) in healthy tissue only: in the
core, every modality follows its own latent contrast. The amplitudes keep each map in its physical range for |z| ≤ 3.
"""
