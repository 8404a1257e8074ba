"""Expression as a table of features, one gene a feature: of a matrix, or of the archive's own files."""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, unique_file
from radiogenomics.downloads.gdc import FILE_TABLE
from radiogenomics.errors import InputError
from radiogenomics.expression.annotation import gene_flow, join_genes, keep_genes, read_annotation
from radiogenomics.expression.gdc_folder import read_gdc_folder
from radiogenomics.expression.matrix import read_matrix
from radiogenomics.expression.normalisation import logarithms
from radiogenomics.expression.odd_sex import notice_other_sex
from radiogenomics.expression.samples import SAME_PATIENT
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.features.tables import EXCLUSION_COLUMNS, refuse_copied_label, rows_of_patients
from radiogenomics.modalities import EXPRESSION

TRANSFORMS = {"counts": "log_cpm", "values": "log_tpm", "log2": "none"}
"""Logarithm by what the numbers are; it is taken patient by patient, and fitted to nobody."""
GDC_COLUMNS = {"counts": "unstranded", "values": "tpm_unstranded"}
"""Column of GDC's files by what the numbers are to be."""
ANNOTATION = "Homo_sapiens.GRCh38.105.chr.gtf.gz"


def expression_features(
    settings: TableSettings, cohort: pd.DataFrame, local_dir: Path
) -> tuple[pd.DataFrame, pd.DataFrame, list[Path]]:
    """Logarithms of the expression of the included patients; scaling and selection are the classifiers' own.

    Args:
        settings: the table, of type `expression`.
        cohort: rows of cohort.csv.
        local_dir: folder of the archive's files.

    Returns:
        Patients × genes by patient_id, sorted, of those included patients who have expression; what is left out, as
        patient_id (`all` for genes), modality, region (`sample`, or the gene), reason, sample and sample_used (ids):
        samples of other tissue or of a patient who has another sample, and genes; and the files that say what was
        read.

    Raises:
        InputError: the files cannot be read, their numbers are not what `numbers` says, a row is the label, or nobody
            of the study is among the patients.
    """
    if settings.path is None:
        values, samples, genes, sources = _of_archive(settings, local_dir)
        where = str(sources[0])
    else:
        matrix = read_matrix(settings.path, list(cohort["patient_id"]), settings.numbers)
        print(f"{settings.path}: {matrix.said()}")
        values, samples, where = matrix.values, matrix.samples, settings.path
        # Before the logarithm by the sum of a patient's counts, after which two values are many.
        refuse_copied_label(values, cohort, where)
        lost = matrix.genes[~matrix.genes["kept"]]
        genes, sources = list(zip(lost["row"], lost["reason"], strict=True)), [Path(settings.path)]
    table = pd.DataFrame(logarithms(values, TRANSFORMS[settings.numbers]), values.index, list(map(str, values.columns)))
    if "sex" in cohort:
        notice_other_sex(table, cohort.drop_duplicates("patient_id").set_index("patient_id")["sex"], where)
    features = rows_of_patients(table, cohort, where).dropna(how="all")
    return features, _left_out(samples, genes), sources


def _of_archive(settings: TableSettings, local_dir: Path) -> tuple[pd.DataFrame, pd.DataFrame, list, list[Path]]:
    """Genes of Ensembl's annotation in GDC's files, samples, what became of the other rows, and what was read."""
    index = index_files(local_dir)
    files, annotation = (unique_file(index, name) for name in (FILE_TABLE, ANNOTATION))
    for name, path in ((FILE_TABLE, files), (ANNOTATION, annotation)):
        if path is None:
            raise InputError(f"{local_dir}: {name} is missing; download the archive's expression, or set `path`")
    if settings.numbers not in GDC_COLUMNS:
        raise InputError(f"{files}: GDC's files hold counts and values; set `numbers` of the table to one of them")
    expression, samples = read_gdc_folder(files.parent, GDC_COLUMNS[settings.numbers])
    genes = join_genes(expression.columns, read_annotation(annotation))
    flow = gene_flow(genes)
    lost = [(step.step, f"{step.n_after} of {step.n_before} rows are left: {step.why}") for step in flow.itertuples()]
    published = f"{flow['published'].iloc[-1]} genes in Lyu and Costen, {flow['n_after'].iloc[-1]} here"
    return keep_genes(expression, genes), samples, [*lost, ("genes", published)], [files, annotation]


def _left_out(samples: pd.DataFrame, genes: list[tuple[str, str]]) -> pd.DataFrame:
    """Samples by patient and genes of all patients; ids of samples, which name patients, have columns of their own."""
    unused = samples[~samples["used"]]
    used = samples[samples["used"]].set_index("patient_id")["sample"]
    has_other = unused["reason"].str.startswith(SAME_PATIENT)
    rows = pd.DataFrame(
        {
            "patient_id": unused["patient_id"],
            "modality": EXPRESSION,
            "region": "sample",
            "reason": unused["reason"].mask(has_other, "another sample of the patient is used"),
            "sample": unused["sample"],
            "sample_used": unused["patient_id"].map(used).where(has_other),
        }
    )
    lost = pd.DataFrame([("all", EXPRESSION, gene, reason) for gene, reason in genes], columns=EXCLUSION_COLUMNS)
    return pd.concat([rows, lost], ignore_index=True)
