"""Config section of the normalisation of expression."""

from typing import Literal

from pydantic import Field, model_validator

from radiogenomics.modalities import STRUCTURAL
from radiogenomics.settings import Settings


class NormalisationSettings(Settings):
    """How expression becomes what a model reads; all that is estimated comes from the training patients."""

    transform: Literal["log_cpm", "log_tpm", "none"] = Field(
        "log_cpm",
        description="`log_cpm`: counts to binary logarithms of counts per million; `log_tpm`: transcripts per million, "
        "or any value that is not negative, to log2(1 + value); `none` for what is logarithmic already.",
    )
    most_variable: int | None = Field(
        None,
        ge=1,
        description="Genes kept, those of greatest variance among the training patients; where empty, all that vary.",
    )
    scale: bool = Field(True, description="Whether each gene gets mean 0 and variance 1 over the training patients.")


class TowerSimulationSettings(Settings):
    """A simulated cohort in the layouts of TCGA's preoperative scans and of GDC's files, with a planted effect."""

    mri_only: int = Field(95, ge=0, description="Patients with scans alone (Lyu and Costen: 95).")
    gene_only: int = Field(452, ge=0, description="Patients with expression alone (Lyu and Costen: 452).")
    complete: int = Field(50, ge=2, description="Patients with both (Lyu and Costen: 50).")
    effect: dict[str, float] = Field(
        {"T1GD": 1.0, "expression": 1.0},
        description="Distance between the classes' means, in standard deviations, of the latent contrast of each "
        "modality and, under `expression`, of the latent activity of a pathway; 0 for what is not named, and so `{}` "
        "is a null cohort.",
    )
    correlation: float = Field(
        0.3,
        ge=0,
        lt=1,
        description="Correlation between any two latent values of a patient; the less, the more each adds to the rest.",
    )
    positive_fraction: float = Field(0.44, gt=0, lt=1, description="Share of patients who respond.")
    idh_slope: float = Field(
        1.0,
        ge=0,
        description="How much the pathway's activity tells of IDH: its status is mutant with probability Φ(slope · "
        "activity), and so is related to the response where expression is, but tells nothing more of it.",
    )
    genes: int = Field(1000, ge=100, description="Protein-coding genes in the files.")
    pathway_genes: int = Field(40, ge=2, description="Genes of the pathway; as many follow IDH.")
    loading: float = Field(0.5, ge=0, description="Natural logarithm by which a gene follows one unit of its pathway.")
    dispersion: float = Field(0.15, gt=0, description="Dispersion φ of the counts: variance μ + φ μ².")
    batches: int = Field(4, ge=1, description="Plates on which the samples were sequenced.")
    batch_effect: float = Field(
        0.15, ge=0, description="Standard deviation of a plate's effect on the natural logarithm of each gene."
    )
    reads: float = Field(2e6, gt=0, description="Median number of reads of a sample.")
    reads_deviation: float = Field(0.4, ge=0, description="Standard deviation of the logarithm of that number.")
    spacing: float = Field(4.0, ge=1.0, le=8.0, description="Voxel edge of the scans in mm; 1.0 gives 240×240×155.")

    @model_validator(mode="after")
    def _check_genes(self) -> "TowerSimulationSettings":
        if 2 * self.pathway_genes > self.genes:
            raise ValueError(f"pathway_genes must not exceed half of genes ({self.genes}); lower it")
        for name in self.effect:
            if name not in (*STRUCTURAL, "expression"):
                raise ValueError(f"effect: {name!r} is none of {', '.join(STRUCTURAL)} and expression; correct it")
        return self
