"""Any matrix of expression, genes × patients or the other way round, and what its numbers are."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np
import pandas as pd

from radiogenomics.contents import FIRST_BYTES, refuse_no_table
from radiogenomics.errors import InputError
from radiogenomics.expression.barcodes import is_barcode
from radiogenomics.expression.gene_names import notice_odd_names
from radiogenomics.expression.samples import choose_samples
from radiogenomics.files import open_input, visible
from radiogenomics.oddities import notice
from radiogenomics.placeholders import far_placeholders

Scale = Literal["counts", "log2", "values"]
SCALES: dict[str, str] = {
    "counts": "counts of reads",
    "log2": "logarithms",
    "values": "values that are neither whole nor logarithms",
}
HIGHEST_LOGARITHM = 30.0
"""A binary logarithm above it would be that of more than 1e9 reads."""
MICRO_RNA = re.compile(r"(hsa-)?(mir|let)-|MIMAT\d", re.IGNORECASE)
ENSEMBL = re.compile(r"ENSG\d{11}")
ANNOTATION = re.compile(
    r"entrez.?(gene)?.?id|genes?|gene.?(id|name|symbol|type|biotype|length)s?|hugo.?symbol|symbol|description|biotype"
    r"|chr(om(osome)?)?|start|end|strand|length|cytoband|locus.?id"
    r"|(external|ensembl|hgnc)[ _.]?(gene[ _.]?)?(id|name|symbol)|(probe(set)?|transcript)[ _.]?ids?",
    re.IGNORECASE,
)
"""Columns of cBioPortal, featureCounts, GDC, BioMart and GCT that say something of a gene."""
STATISTICS = re.compile(
    r"base.?mean([ _.-].*)?|log2?[ _.]?f(old)?[ _.]?c(hange)?|lfc.?se|stat|ave.?expr|log.?cpm|lr|[tbf]|sd|mean|median"
    r"|[pq][ _.]?(val|value)|(adj|corrected)[ _.]?p([ _.]?(val|value))?|p[ _.]?adj(usted)?|fdr",
    re.IGNORECASE,
)
"""Columns that DESeq2, edgeR and limma write next to the samples, such as `padj`."""
SUMMARY = re.compile(
    r"__(no_feature|ambiguous|too_low_aQual|not_aligned|alignment_not_unique)"
    r"|N_(unmapped|multimapping|noFeature|ambiguous)|total|sum|mean|library.?size|ERCC-\d{5}",
    re.IGNORECASE,
)
"""Rows of HTSeq and STAR, of spreadsheets, and of RNA that was added to each sample (ERCC spike-ins)."""
OF_PATIENTS = re.compile(
    r"age([ _.-].*)?|sex|gender|race|labels?|class(es)?|groups?|batch|site|cent(re|er)|grade|histology|subtype"
    r"|(os|pfs|survival|follow.?up)([ _.-].*)?|.+[ _.-](label|status|group|class|subtype|grade)",
    re.IGNORECASE,
)
"""Names of what is known of patients besides expression, which people write into the same table."""
COMMENT = ("#", "!")
"""Begin of the lines above the header that featureCounts, GCT and series of GEO have, and of the last one of GEO."""
GCT = re.compile(r"#1\.[23]\s*")
"""First line of GCT; the second has the table's size."""
GCT_SIZES = 4
"""Numbers in the second line of GCT 1.3: genes, samples, columns on genes and rows on samples."""
MOST_NAMED = 4
LEAST_LIBRARY = 0.01
"""Reads of a sample, as a share of those of the middle one, below which its sequencing failed."""
LEAST_STEP = 10.0
"""Ratio of the greatest number of a sample to that of any in logarithms, from which it is in none itself."""
EQUAL_SUMS = 1.05
"""Ratio of the sums of any two samples of transcripts per million, at most."""
FEWEST_ALIKE, ALIKE = 10, 0.9995
"""Patients and genes from which they are compared, and the correlation of logarithms above which two patients are one;
real tumours have at most 0.995."""
FEWEST_SCALED, SCALED_TOLERANCE = 5, 0.05
"""Genes and patients from which means of 0 and deviations of 1 tell that genes were scaled."""
SHARE_OF_KIND = 0.9
"""Share of the rows' names that must be of one kind for the table to be called so."""


@dataclass(frozen=True, eq=False)
class ExpressionMatrix:
    """Expression of one sample of every patient.

    Attributes:
        values: patients × genes, float64, by patient_id; rows are sorted, columns in the table's order. Numbers are
            missing only of patients who were not asked for.
        molecule: what was measured, by the names of the genes: `miRNA`, `mRNA` (ids of Ensembl) or `genes`.
        scale: what the numbers are.
        transposed: whether the table held patients as rows.
        samples: which sample of each patient is used (`samples.choose_samples`).
        genes: rows of the table: row, kept, reason.
    """

    values: pd.DataFrame
    molecule: str
    scale: Scale
    transposed: bool
    samples: pd.DataFrame
    genes: pd.DataFrame

    def said(self) -> str:
        """The table in words, for a report."""
        n_patients, n_genes = self.values.shape
        held = "patients as rows" if self.transposed else "genes as rows"
        molecule = "microRNA (not messenger RNA)" if self.molecule == "miRNA" else self.molecule
        return f"{molecule}, {n_genes} × {n_patients} patients, {SCALES[self.scale]}; the table had {held}"


def read_matrix(
    path: str | Path, patients: Iterable[str] | None = None, expected: Scale | None = None
) -> ExpressionMatrix:
    """Read a table of expression, separated by commas or tabs.

    The first column with text holds the names of the rows; a column of row numbers before it is passed over, as are
    comments above the header. Columns that describe genes or hold statistics of them, rows that count reads of no gene
    and what is known of patients besides (age, a label) are left out and noticed; odd names of genes, and numbers that
    look like others than are expected, are kept and noticed. Barcodes of TCGA, or else the given patients, tell which
    side of the table the patients are on. Gaps and numbers of patients who are not given do not count.

    Args:
        path: the table.
        patients: ids of patients who may be in it; needed where the table's ids are not of TCGA.
        expected: what the numbers must be; None takes what is recognised.

    Raises:
        InputError: the table is missing or not readable, holds no patient or a name twice, a cell is not a number, a
            count is negative, or the numbers are not what is expected.
    """
    path, patients = Path(path), set(patients or ())
    table = _without_annotation(_read(path), patients, path)
    transposed = _has_patients_as_rows(table, patients, path)
    if transposed:
        table = table.T
    table = _without_statistics(table, patients, path)
    numbers = _numbers(_without_clinical_data(_without_summaries(table, path), path), path)
    notice_odd_names(numbers.index, path)
    samples = choose_samples(pd.Series(numbers.columns, numbers.columns), str(path))
    _notice_second_columns(samples, patients, path)
    used = samples[samples["used"]]
    # Gaps and odd numbers of somebody else are nothing to the patients who are asked for.
    asked = used[used["patient_id"].isin(patients)] if used["patient_id"].isin(patients).any() else used
    genes = _complete_genes(numbers[asked["sample"]], path)
    numbers = numbers.loc[genes["kept"].to_numpy()]
    values = numbers[used["sample"]].T.set_axis(pd.Index(used["patient_id"], name="patient_id")).sort_index()
    known = values.loc[sorted(asked["patient_id"])]
    scale = scale_of(known)
    if expected is not None:
        check_scale(known, expected, str(path))
        _notice_other_scale(known, scale, expected, path)
        scale = expected
    _notice_odd_numbers(known, scale, path)
    _notice_alike_patients(known, scale, path)
    return ExpressionMatrix(values, molecule_of(values.columns), scale, transposed, samples, genes)


def _notice_alike_patients(values: pd.DataFrame, scale: Scale, path: Path) -> None:
    """Notice patients whose numbers are those of another but for rounding, as where a sample stands under two names."""
    if min(values.shape) < FEWEST_ALIKE:
        return
    numbers = values.to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.corrcoef(numbers if scale == "log2" else np.log1p(numbers)) > ALIKE
    for one, other in np.argwhere(np.triu(alike, 1)):
        said = f"the numbers are those of {values.index[one]} but for rounding or slight changes; whose are they?"
        notice(path, str(values.index[other]), said)


def scale_of(values: pd.DataFrame) -> Scale:
    """What numbers are: whole and not negative, logarithms (some negative, or none above 30), or other values."""
    array = values.to_numpy()
    if array.min() >= 0 and not (array % 1).any():
        return "counts"
    return "log2" if array.min() < 0 or array.max() <= HIGHEST_LOGARITHM else "values"


def check_scale(values: pd.DataFrame, expected: Scale, where: str) -> None:
    """Check that numbers are what is expected of them; whole logarithms and whole values are possible.

    Args:
        values: patients × genes.
        expected: what they should be.
        where: file that holds them, for the message.

    Raises:
        InputError: they cannot be that.
    """
    array = values.to_numpy()
    negative = np.argwhere(array < 0)
    if expected != "log2" and len(negative):
        row, column = negative[0]
        raise InputError(
            f"{where}: {values.columns[column]} of patient {values.index[row]} is {array[row, column]:g}, but "
            f"{SCALES[expected]} cannot be negative; correct the table, or say that it holds logarithms"
        )
    found = scale_of(values)
    if expected == "counts" and found != "counts":
        raise InputError(
            f"{where}: {SCALES['counts']} are expected, but the numbers (up to {array.max():g}, not whole) look like "
            f"{SCALES[found]}; give the table of counts, or {_instead_of_counts(array)}"
        )
    if expected == "log2" and array.max() > HIGHEST_LOGARITHM:
        raise InputError(
            f"{where}: {SCALES['log2']} are expected, but the greatest number is {array.max():g}; give a table of "
            "logarithms, or say what it holds"
        )


def _notice_other_scale(values: pd.DataFrame, found: Scale, expected: Scale, path: Path) -> None:
    """Notice numbers that may be what is expected, and look like something else."""
    if expected == "values" and found != "values":
        fix = "of which no logarithm is to be taken" if found == "log2" else "whose sums differ from patient to patient"
        notice(path, None, f"the numbers are said to be `values`, and look like {SCALES[found]}, {fix}; say `{found}`")
    if expected == "log2" and min(values.shape) >= FEWEST_SCALED:
        means, deviations = values.mean().abs(), (values.std() - 1).abs()
        if max(means.max(), deviations.max()) < SCALED_TOLERANCE:
            said = (
                "each gene has a mean of 0 and a deviation of 1, as of z-scores by all patients, also those of the test"
            )
            notice(path, None, f"{said}; take the logarithms, which are scaled by the training patients")


def _instead_of_counts(array: np.ndarray) -> str:
    """What to do about numbers, patients × genes, that are no counts; transcripts per million have one sum."""
    sums = array.sum(axis=1)
    if array.min() >= 0 and sums.max() > EQUAL_SUMS * sums.min() and array.max() > HIGHEST_LOGARITHM:
        return "round them where RSEM, Salmon or kallisto estimated them as counts, or else say what it holds"
    return "say what it holds"


def _notice_odd_numbers(values: pd.DataFrame, scale: Scale, path: Path) -> None:
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
    greatest = values.max(axis=1)
    small, great = greatest[greatest <= HIGHEST_LOGARITHM], greatest[greatest > HIGHEST_LOGARITHM]
    if scale == "values" and len(small) and len(great) and great.min() > LEAST_STEP * small.max():
        what = f"no number of {len(small)} samples ({_some(small.index)}) is above {small.max():.3g}, where each of the"
        said = f"{what} others has {great.min():.3g} and more, as where some are logarithms; bring all to one scale"
        notice(path, None, said)


def _notice_second_columns(samples: pd.DataFrame, patients: set[str], path: Path) -> None:
    """R and pandas call a second column of one name `P1.1`, which would be nobody's."""
    known = set(samples["patient_id"]) & patients
    for name in samples["patient_id"]:
        owner, _, number = name.rpartition(".")
        if owner in known and number.isdigit() and name not in patients:
            notice(path, owner, f"{name!r} seems to be a second sample, and {owner!r} is used; keep the right one")


def _some(names: Iterable[object]) -> str:
    names = list(map(str, names))
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def molecule_of(genes: Iterable[str]) -> str:
    """`miRNA`, `mRNA` where the names are Ensembl's, else `genes`: nothing in a symbol says what was measured."""
    names = list(map(str, genes))
    for molecule, pattern in (("miRNA", MICRO_RNA), ("mRNA", ENSEMBL)):
        if sum(pattern.match(name) is not None for name in names) >= SHARE_OF_KIND * len(names):
            return molecule
    return "genes"


def _read(path: Path) -> pd.DataFrame:
    """Cells as text, by the names of rows and columns."""
    with open_input(path, "rb") as file:
        refuse_no_table(file.read(FIRST_BYTES), path)
    with open_input(path, encoding="utf-8-sig", errors="replace") as file:
        above, header, of_genes, of_samples = _header(file)
        second = file.readline()
    separator = "\t" if header.count("\t") > header.count(",") else ","
    if header.count(";") > header.count(separator):
        raise InputError(f"{path}: columns are separated by semicolons; export the table again with commas or tabs")
    if second.count(separator) == header.count(separator) + 1 > 1:
        raise InputError(
            f"{path}: the first line has one cell less than the second, as where R wrote names of rows without one for "
            "their column; write the table with `col.names = NA`"
        )
    try:
        _refuse_ragged_rows(path, separator, above)
        options = {"sep": separator, "header": None, "dtype": str, "keep_default_na": False, "encoding": "utf-8-sig"}
        table = pd.read_csv(path, skiprows=above, **options)
        if str(table.iat[-1, 0]).startswith(COMMENT):
            table = table.iloc[:-1]
    except (pd.errors.EmptyDataError, pd.errors.ParserError, csv.Error, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: not a readable table ({str(error).strip()}); export it again as comma-separated UTF-8"
        ) from None
    if table.shape[0] < 2 or table.shape[1] < 2:
        raise InputError(f"{path}: holds no matrix; give one with the genes' names and the patients' ids")
    if table.iloc[:, -1].str.strip().eq("").all():
        table = table.iloc[:, :-1]
    if of_genes or of_samples:
        table = _without_metadata(table, of_genes, of_samples, path)
    from_0, from_1 = ([str(first + number) for number in range(len(table) - 1)] for first in (0, 1))
    has_names = pd.to_numeric(table.iloc[1:, 1], errors="coerce").isna().all()
    if table.iloc[1:, 0].tolist() == from_0 or (has_names and table.iloc[1:, 0].tolist() == from_1):
        table = table.iloc[:, 1:]
    names, rows = table.iloc[0, 1:].map(visible), table.iloc[1:, 0].map(visible)
    for side in (names, rows):
        for name in side[side.duplicated()]:
            raise InputError(f"{path}: {name!r} is there twice; remove or rename one")
    return pd.DataFrame(table.iloc[1:, 1:].to_numpy(), index=rows.to_numpy(), columns=names.to_numpy())


def _without_metadata(table: pd.DataFrame, of_genes: int, of_samples: int, path: Path) -> pd.DataFrame:
    """The cells without the columns on genes and the rows on samples that GCT 1.3 has beside the names."""
    columns, rows = table.iloc[0, 1 : 1 + of_genes], table.iloc[1 : 1 + of_samples, 0]
    named = ", ".join([*columns, *rows])
    notice(path, None, f"{of_genes} column(s) on genes and {of_samples} row(s) on samples are left out: {named}")
    return table.drop(index=rows.index, columns=columns.index)


def _header(file: IO[str]) -> tuple[int, str, int, int]:
    """Lines above the header, which are comments, the header, and GCT's columns on genes and rows on samples.

    The file is read up to the header's end.
    """
    above, line, further = 0, file.readline(), (0, 0)
    while line and (line.startswith(COMMENT) or not line.strip()):
        is_gct = GCT.match(line)
        above, line = above + 1, file.readline()
        if is_gct:
            sizes = re.findall(r"\d+", line)
            further = (int(sizes[2]), int(sizes[3])) if len(sizes) == GCT_SIZES else further
            above, line = above + 1, file.readline()
    return above, line, *further


def _refuse_ragged_rows(path: Path, separator: str, above: int) -> None:
    """pandas would fill up a row that was cut off."""
    with open_input(path, encoding="utf-8-sig", newline="") as file:
        for _ in range(above):
            file.readline()
        rows = csv.reader(file, delimiter=separator)
        first = len(next(rows, []))
        for row in rows:
            if row and len(row) != first and not row[0].startswith(COMMENT):
                raise InputError(
                    f"{path}: line {above + rows.line_num} has {len(row)} cells, but the first has {first}; correct "
                    "the line, or export the table again"
                )


def _without_annotation(table: pd.DataFrame, patients: set[str], path: Path) -> pd.DataFrame:
    """The table without columns that describe genes, as portals and counting programs write before the samples."""
    left_out = [name for name in table.columns if ANNOTATION.fullmatch(name) and name not in patients]
    if left_out:
        notice(path, None, f"{len(left_out)} column(s) that describe genes are left out: {', '.join(left_out)}")
    return table.drop(columns=left_out)


def _without_statistics(table: pd.DataFrame, patients: set[str], path: Path) -> pd.DataFrame:
    """The table of genes × samples without what was computed of all samples, which may know the label."""
    left_out = [name for name in table.columns if STATISTICS.fullmatch(name) and name not in patients]
    if left_out:
        notice(path, None, f"{len(left_out)} column(s) of statistics are left out: {', '.join(left_out)}")
    return table.drop(columns=left_out)


def _without_summaries(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table of genes × samples without rows that count reads of no gene, which would count for the library."""
    left_out = [name for name in table.index if SUMMARY.fullmatch(name)]
    if left_out:
        notice(path, None, f"{len(left_out)} row(s) that are no genes are left out: {_some(left_out)}")
    return table.drop(index=left_out)


def _without_clinical_data(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table of genes × samples without what is known of patients besides expression, the label perhaps."""
    left_out = [name for name in table.index if OF_PATIENTS.fullmatch(name)]
    if left_out:
        notice(path, None, f"{len(left_out)} name(s) of no gene, but of patients, are left out: {', '.join(left_out)}")
    return table.drop(index=left_out)


def _has_patients_as_rows(table: pd.DataFrame, patients: set[str], path: Path) -> bool:
    in_columns, in_rows = (
        sum(name in patients or is_barcode(name) for name in side) for side in (table.columns, table.index)
    )
    if not in_columns and not in_rows:
        given = f" and none of the {len(patients)} patients of the cohort" if patients else ""
        raise InputError(
            f"{path}: neither its columns ({', '.join(table.columns[:3])} …) nor its rows "
            f"({', '.join(table.index[:3])} …) hold a barcode of TCGA{given}; check the ids"
        )
    return in_rows > in_columns


def _numbers(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Numbers of the cells; an empty cell, `NA` and `NaN` are missing."""
    missing = table.isin(["", "NA", "NaN", "nan"])
    numbers = table.mask(missing).apply(pd.to_numeric, errors="coerce").astype(float)
    wrong = np.argwhere((numbers.isna() & ~missing).to_numpy() | np.isinf(numbers.to_numpy()))
    if len(wrong):
        row, column = wrong[0]
        raise InputError(
            f"{path}: {table.index[row]} of {table.columns[column]} is {table.iat[row, column]!r}, not a number; "
            "correct the table"
        )
    return numbers


def _complete_genes(numbers: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Rows of the table; one that some sample lacks is left out, for nothing here fills gaps of genes."""
    gaps = numbers.isna().sum(axis=1).to_numpy()
    reasons = [f"missing in {count} of {numbers.shape[1]} samples" if count else "" for count in gaps]
    table = pd.DataFrame({"row": numbers.index, "kept": gaps == 0, "reason": reasons})
    if not table["kept"].any():
        raise InputError(f"{path}: every gene has missing values; give a table without gaps")
    return table
