"""Simulated counts of genes: negative binomial, with library sizes, plates, a pathway and genes that follow IDH.

All that a patient's counts tell of the label is the activity of the pathway: whoever knew it would lose nothing by not
seeing the counts. `cohorts.simulation.truth` therefore gives the ideal observer's area, of the activity and the
latent contrasts of the images.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.seeds import derive_seed

FURTHER_ROWS = {"lncRNA": 50, "protein_coding": 10}
"""Rows besides the protein-coding genes that an annotation keeps: of another kind, and (the second) unknown to it."""
PSEUDO_AUTOSOMAL_COPIES = 3
FIRST_ID, VERSION = 90_000_000_000, 3


@dataclass(frozen=True, eq=False)
class GeneModel:
    """The genes of a simulated cohort.

    Attributes:
        genes: one row per row of a file: gene_id (with version), gene_name, gene_type, annotated, length (in bases).
        share: expected share of each row in a sample's reads.
        pathway: by how much the natural logarithm of each row follows the pathway's activity.
        idh: by how much it follows a mutant IDH.
        batch: effect of each plate (plates, rows) on it.
    """

    genes: pd.DataFrame
    share: np.ndarray
    pathway: np.ndarray
    idh: np.ndarray
    batch: np.ndarray


def gene_model(settings: TowerSimulationSettings, seed: int) -> GeneModel:
    """Genes of a cohort: the pathway's are spread over the first rows, with effects of either sign.

    The last rows are pseudo-autosomal copies, whose reads are counted at the originals, so that they are 0.
    """
    rng = np.random.default_rng(derive_seed(seed, "genes"))
    kinds = ["protein_coding"] * settings.genes + [kind for kind, n in FURTHER_ROWS.items() for _ in range(n)]
    ids = [f"ENSG{FIRST_ID + number}.{VERSION}" for number in range(len(kinds))]
    table = pd.DataFrame({"gene_id": ids, "gene_name": [f"SIM{n}" for n in range(len(ids))], "gene_type": kinds})
    table["annotated"] = np.arange(len(table)) < settings.genes + FURTHER_ROWS["lncRNA"]
    table["length"] = np.round(np.exp(rng.normal(7.5, 0.7, len(table)))).astype(int) + 200
    copies = table.iloc[:PSEUDO_AUTOSOMAL_COPIES].assign(gene_id=lambda rows: rows["gene_id"] + "_PAR_Y")
    table = pd.concat([table, copies], ignore_index=True)
    abundance = np.exp(rng.normal(0, 1.5, len(table)))
    abundance[-PSEUDO_AUTOSOMAL_COPIES:] = 0
    order = rng.permutation(settings.genes)
    pathway, idh = np.zeros(len(table)), np.zeros(len(table))
    for loadings, rows in (
        (pathway, order[: settings.pathway_genes]),
        (idh, order[settings.pathway_genes : 2 * settings.pathway_genes]),
    ):
        loadings[rows] = settings.loading * rng.choice([-1, 1], len(rows))
    batch = settings.batch_effect * rng.standard_normal((settings.batches, len(table)))
    return GeneModel(table, abundance / abundance.sum(), pathway, idh, batch)


def draw_idh(settings: TowerSimulationSettings, seed: int, patient_id: str, activity: float) -> bool:
    """Whether IDH is mutant: with probability Φ(slope · activity), without regard to the label."""
    uniform = np.random.default_rng(derive_seed(seed, patient_id, "IDH")).random()
    return bool(uniform < NormalDist().cdf(settings.idh_slope * activity))


def draw_counts(
    settings: TowerSimulationSettings, model: GeneModel, seed: int, sample: str, activity: float, idh: bool, plate: int
) -> np.ndarray:
    """Counts (rows,) of one sample; they depend on the seed and on the sample's own name.

    A gene has the mean μ = reads · share · exp(pathway · activity + IDH · status + plate) and the variance μ + φ μ².
    """
    rng = np.random.default_rng(derive_seed(seed, sample, "counts"))
    reads = settings.reads * np.exp(settings.reads_deviation * rng.standard_normal())
    logarithm = model.pathway * activity + model.idh * (1.0 if idh else 0.0) + model.batch[plate]
    mean = reads * model.share * np.exp(logarithm)
    # numpy wants the number of failures 1/φ and the probability of success 1/(1 + φ μ).
    return rng.negative_binomial(1 / settings.dispersion, 1 / (1 + settings.dispersion * mean))
