"""Rows and columns of a matrix of expression that are neither genes nor patients: left out, and noticed."""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.oddities import notice

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
MOST_NAMED = 4


def without_annotation(table: pd.DataFrame, patients: set[str], path: Path) -> pd.DataFrame:
    """The table without columns that describe genes, as portals and counting programs write before the samples."""
    left_out = [name for name in table.columns if ANNOTATION.fullmatch(name) and name not in patients]
    if left_out:
        notice(path, None, f"{len(left_out)} column(s) that describe genes are left out: {', '.join(left_out)}")
    return table.drop(columns=left_out)


def without_statistics(table: pd.DataFrame, patients: set[str], path: Path) -> pd.DataFrame:
    """The table of genes × samples without what was computed of all samples, which may know the label."""
    left_out = [name for name in table.columns if STATISTICS.fullmatch(name) and name not in patients]
    if left_out:
        notice(path, None, f"{len(left_out)} column(s) of statistics are left out: {', '.join(left_out)}")
    return table.drop(columns=left_out)


def without_summaries(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table of genes × samples without rows that count reads of no gene, which would count for the library."""
    left_out = [name for name in table.index if SUMMARY.fullmatch(name)]
    if left_out:
        notice(path, None, f"{len(left_out)} row(s) that are no genes are left out: {some_of(left_out)}")
    return table.drop(index=left_out)


def without_clinical_data(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table of genes × samples without what is known of patients besides expression, the label perhaps."""
    left_out = [name for name in table.index if OF_PATIENTS.fullmatch(name)]
    if left_out:
        notice(path, None, f"{len(left_out)} name(s) of no gene, but of patients, are left out: {', '.join(left_out)}")
    return table.drop(index=left_out)


def some_of(names: Iterable[object]) -> str:
    """The first few names, and dots where there are more."""
    names = list(map(str, names))
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
