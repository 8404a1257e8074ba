"""Modalities by the names that files, tables and the config give them (those of UPENN-GBM)."""

STRUCTURAL = ("T1", "T1GD", "T2", "FLAIR")
DTI = ("DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR")
DSC = ("DSC_ap-rCBV", "DSC_PH", "DSC_PSR")
FRACTIONS = ("DTI_FA",)
"""Those whose values lie between 0 and 1 as they are."""
MODALITIES = (*STRUCTURAL, *DTI, *DSC)
EXPRESSION = "expression"
"""Stands among the modalities of a study that reads gene expression; it belongs to a patient, not to a scan."""


FURTHER_MODALITIES = {
    **dict.fromkeys(["tcga", "simulated_tcga"], (EXPRESSION,)),
    "ucsf_pdgm": ("DTI_AD", "DTI_FA"),
}
"""What some archives have besides the structural modalities."""


def modalities_of(source: str) -> tuple[str, ...]:
    """Modalities that an archive has: UPENN-GBM all of MRI, as one's own patients may, every other the structural ones.

    Patients of TCGA may have gene expression too, those of UCSF-PDGM two maps of the diffusion tensor.
    """
    if source in ("simulated", "upenn_gbm", "own"):
        return MODALITIES
    return (*STRUCTURAL, *FURTHER_MODALITIES.get(source, ()))


def modality_of(feature: str) -> str | None:
    """Modality that a feature describes, by its name (`T1GD_enhancing_glszm_…`); None where it names none."""
    # The longest first: `T1GD_…` is not of T1.
    return next((name for name in sorted(MODALITIES, key=len, reverse=True) if feature.startswith(f"{name}_")), None)
