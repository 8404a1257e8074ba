"""Samples of expression that look as made by something else than the sequencing of one tumour: kept, and noticed."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.expression.left_out import some_of
from radiogenomics.expression.scales import HIGHEST_LOGARITHM, Scale
from radiogenomics.oddities import notice
from radiogenomics.placeholders import far_placeholders

LEAST_LIBRARY = 0.01
"""Reads of a sample, as a share of those of the middle one, below which its sequencing failed."""
LEAST_STEP = 10.0
"""Ratio of the greatest number of a sample to that of any in logarithms, from which it is in none itself."""
FEWEST_ALIKE, ALIKE = 10, 0.997
"""Patients and genes from which they are compared, and the correlation of logarithms above which two patients are one;
real tumours have at most 0.995 (156 of TCGA's glioblastomas, 512 gliomas by microRNA), and one that was sequenced
twice 0.998."""

FEWEST_OF_TABLE, FEWEST_FILLED, SHARE_FILLED = 3, 20, 0.01
"""Patients with and without some genes, the number of these genes, and their share of all, from which tables were
joined that do not have the same genes. Genes of the Y chromosome, which women lack, are fewer."""

OTHER_BASE, SAME_SUM = 5.0, 2.0
"""Ratio of the middle sum of values, taken back from binary logarithms, to a sample's from which it is odd; and that up
to which another base explains it. In TCGA's table of microRNA the sums differ by 3e-5."""
BASES = {"natural logarithms": np.e, "logarithms to the base of 10": 10.0}


def notice_odd_numbers(values: pd.DataFrame, scale: Scale, path: Path) -> None:
    """Notice numbers for missing ones, samples whose sequencing failed, and samples in logarithms among others."""
    cells = pd.Series(values.to_numpy().ravel())
    for number, found in far_placeholders(cells).groupby(lambda cell: cells[cell]):
        row, column = divmod(int(found.index[0]), values.shape[1])
        first = f"{values.columns[column]} of {values.index[row]}"
        what = f"{number:g} is there {len(found)} time(s) (first: {first}), far from all others; if it stands for a"
        notice(path, None, f"{what} missing value, empty the cells")
    if scale == "counts":
        reads = values.sum(axis=1)
        for patient, count in reads[reads < LEAST_LIBRARY * reads.median()].items():
            what = f"{count:g} reads in all, where half of the samples have {reads.median():g} and more, as of one"
            notice(path, str(patient), f"{what} whose sequencing failed; exclude the patient")
    if scale == "values":
        _notice_some_logarithms(values, path)


def _notice_some_logarithms(values: pd.DataFrame, path: Path) -> None:
    """Notice samples in logarithms among others, or others among these: of both, the fewer are named."""
    greatest = values.max(axis=1)
    small, great = greatest[greatest <= HIGHEST_LOGARITHM], greatest[greatest > HIGHEST_LOGARITHM]
    if not len(small) or not len(great) or great.min() <= LEAST_STEP * small.max():
        return
    if len(small) <= len(great):
        said = f"no number of {len(small)} of {len(greatest)} samples ({some_of(small.index)}) is above"
        said = f"{said} {small.max():.3g}, where each of the others has {great.min():.3g} and more"
    else:
        said = f"{len(great)} of {len(greatest)} samples ({some_of(great.index)}) have numbers of {great.min():.3g} and"
        said = f"{said} more, where none of the others is above {small.max():.3g}"
    named = small.index if len(small) <= len(great) else great.index
    patient = str(named[0]) if len(named) == 1 else None
    notice(path, patient, f"{said}, as where some are logarithms; bring all to one scale")


def notice_other_base(values: pd.DataFrame, path: Path) -> None:
    """Notice samples whose logarithms have another base than those of the others.

    Taken back, the values of each sample have about the same sum, as transcripts per million have; of natural
    logarithms that were taken for binary ones it is far less.

    Args:
        values: logarithms, patients × genes.
        path: the table.
    """
    numbers = values.to_numpy(float)
    sums = np.exp2(numbers).sum(axis=1)
    middle = np.median(sums)
    low = sums < middle / OTHER_BASE
    for what, base in BASES.items():
        explained = low & (np.abs(np.log((base**numbers).sum(axis=1) / middle)) < np.log(SAME_SUM))
        if explained.any():
            patients = values.index[explained]
            said = f"{len(patients)} sample(s) ({some_of(patients)}) look like {what} among binary ones by their sums"
            notice(path, str(patients[0]) if len(patients) == 1 else None, f"{said}; bring all to one base")


def notice_filled_genes(values: pd.DataFrame, path: Path) -> None:
    """Notice genes that are 0 in the same patients and in no other, as where tables of other genes were joined."""
    zero = values.to_numpy() == 0
    counts = zero.sum(axis=0)
    some = np.flatnonzero((counts >= FEWEST_OF_TABLE) & (counts <= len(values) - FEWEST_OF_TABLE))
    genes_of: dict[bytes, list[int]] = {}
    for gene in some:
        genes_of.setdefault(zero[:, gene].tobytes(), []).append(int(gene))
    for genes in genes_of.values():
        if len(genes) >= max(FEWEST_FILLED, SHARE_FILLED * values.shape[1]):
            patients = values.index[zero[:, genes[0]]]
            said = f"{len(genes)} genes ({values.columns[genes[0]]} …) are 0 in {len(patients)} patients"
            fix = "as where tables without the same genes were joined and gaps filled; if so, leave these genes out"
            notice(path, None, f"{said} ({some_of(patients)}) and in no other, {fix}")


def notice_alike_patients(values: pd.DataFrame, scale: Scale, path: Path) -> None:
    """Notice patients whose numbers are those of another but for rounding, as where a sample stands under two names."""
    if min(values.shape) < FEWEST_ALIKE:
        return
    numbers = values.to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.corrcoef(numbers if scale == "log2" else np.log1p(numbers)) > ALIKE
    for one, other in np.argwhere(np.triu(alike, 1)):
        said = f"the numbers are those of {values.index[one]} but for rounding or slight changes; whose are they?"
        notice(path, str(values.index[other]), said)


def notice_second_columns(samples: pd.DataFrame, patients: set[str], path: Path) -> None:
    """R and pandas call a second column of one name `P1.1`, which would be nobody's."""
    known = set(samples["patient_id"]) & patients
    for name in samples["patient_id"]:
        owner, _, number = name.rpartition(".")
        if owner in known and number.isdigit() and name not in patients:
            notice(path, owner, f"{name!r} seems to be a second sample, and {owner!r} is used; keep the right one")
