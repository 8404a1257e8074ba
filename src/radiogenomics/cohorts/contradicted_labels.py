"""Columns of a clinical table that say the same as the label, and say otherwise for some patients or at some sites."""

import re
from collections.abc import Iterable

import pandas as pd

from radiogenomics.cohorts.settings import UNKNOWN, LabelSettings
from radiogenomics.oddities import notice

LEAST_AGREEMENT = 0.75
"""Share of the patients of whom a column of the label's name says the same as the label, at least; in each class it is
more than half, which a column of one frequent value does not reach."""
CHANCE_OF_NAMESAKE = 0.05
"""Probability that a column of the label's name agrees so well by chance, at most."""
LEAST_OF_SITE, FEWEST_OF_SITE = 0.9, 4
"""Share of a site's patients of whom a column says the same as the label, or the opposite, and their number, at least.
Other markers of a tumour agree less (IDH and MGMT in 880 of TCGA's gliomas: 0.76) and at all sites in one direction."""
CHANCE = 0.01
"""Probability that some column agrees by chance at all sites, each in its direction, at most."""
OF_NO_LABEL = re.compile(r"patient_id|scan_id|baseline|fault|age|sex|site|label_convention|(has|path)_.*")
"""Columns that the tables of scans have for themselves."""
GENERAL_WORDS = {
    *("label", "class", "status", "state", "type", "group", "value", "result", "test", "known", "marker"),
    *("gene", "molecular", "mutation", "mutated", "mutant", "methylation", "methylated", "promoter"),
    *("positive", "negative", "yes", "no", "of", "in", "at", "by", "the", "and", "or"),
}
"""Words that names of different labels share."""
MEASURED_OTHERWISE = {"expression", "rna", "mrna", "protein", "ihc", "method", "tested"}
"""Words for another measurement of a gene: TERT's expression and promoter agree in 296 of TCGA's 320 patients."""
MOST_NAMED, MOST_VALUES = 5, 20
"""Patients that are named, and different values of a column, with those for what is not known, that is looked at."""


def notice_contradicted_labels(
    scans: pd.DataFrame, label: LabelSettings, labels: pd.Series, columns: Iterable[str]
) -> None:
    """Notice columns of two values that agree with the label but for some patients, or in the other sense at some site.

    Args:
        scans: one row per scan, with the columns of the clinical table.
        label: column and name of the label.
        labels: 1, 0 or missing, of the same scans.
        columns: those that may say the same as the label.
    """
    baseline = scans[scans["baseline"] & labels.notna()]
    compared = {}
    for column in columns:
        if column not in (label.column, label.censored) and not OF_NO_LABEL.fullmatch(column):
            cells = _known(baseline[column], label.missing)
            if cells.nunique() == 2:
                compared[column] = cells
    for column, cells in compared.items():
        known = baseline.loc[cells.index]
        classes = labels[cells.index].astype(int)
        if _notice_turned_sites(column, cells, classes, known["site"], label.column, len(compared)):
            continue
        if may_be_the_same(column, [label.column, label.name]):
            _notice_other_patients(column, cells, classes, known["patient_id"], label.column)


def may_be_the_same(column: str, names: Iterable[str]) -> bool:
    """Whether the name of a column holds a word of others, or its beginning (`IDH1` of `IDH`) and is measured alike."""
    own, others = _words(column), {word for name in names for word in _words(name)}
    if own & MEASURED_OTHERWISE != others & MEASURED_OTHERWISE:
        return False
    words, wanted = (some - GENERAL_WORDS - MEASURED_OTHERWISE for some in (own, others))
    return any(_is_of(word, other) for word in words for other in wanted)


def _notice_turned_sites(
    column: str, cells: pd.Series, classes: pd.Series, sites: pd.Series, label: str, tried: int
) -> bool:
    """Notice a column that is the label at some sites and its opposite at others; whether it is so."""
    value = min(cells)
    same = (cells == value) == (classes == 1)
    of_sites = {}
    for site, rows in sites[sites.astype(str) != ""].groupby(sites):
        if len(rows) >= FEWEST_OF_SITE and classes[rows.index].nunique() == 2:
            share = same[rows.index].mean()
            if 1 - LEAST_OF_SITE < share < LEAST_OF_SITE:
                return False
            of_sites[site] = share >= LEAST_OF_SITE
    if len(set(of_sites.values())) < 2:
        return False
    compared = sites.isin(list(of_sites))
    agrees = same[compared] == sites[compared].map(of_sites)
    by_chance = _chance(agrees == (classes[compared] == 1), classes[compared]) * 2 ** (len(of_sites) - 1) * tried
    if by_chance >= CHANCE:
        return False
    at = {sense: ", ".join(str(site) for site, found in of_sites.items() if found == sense) for sense in (True, False)}
    said = f"column {column!r} and the label {label!r} are turned at some sites: {value!r} is label 1 at {at[True]}"
    notice("", None, f"{said}, and label 0 at {at[False]}; if both say one thing, correct the one that is turned")
    return True


def _notice_other_patients(column: str, cells: pd.Series, classes: pd.Series, patients: pd.Series, label: str) -> None:
    """Notice a column that is the label of most patients, and of some is not."""
    same = (cells == min(cells)) == (classes == 1)
    same = same if same.mean() >= 0.5 else ~same
    is_label = same.groupby(classes).mean()
    if same.all() or same.mean() < LEAST_AGREEMENT or len(is_label) < 2 or is_label.min() <= 0.5:
        return
    if _chance(same == (classes == 1), classes) >= CHANCE_OF_NAMESAKE:
        return
    other = [str(patient) for patient in patients[~same]]
    named = ", ".join(other[:MOST_NAMED]) + (f" and {len(other) - MOST_NAMED} more" if len(other) > MOST_NAMED else "")
    said = f"column {column!r} says the same as the label {label!r} but for {len(other)} of {len(same)} patients"
    fix = "if both say one thing, correct the wrong one"
    notice("", other[0] if len(other) == 1 else None, f"{said}: {named}; {fix}")


def _chance(one: pd.Series, classes: pd.Series) -> float:
    """Probability that two columns of two values agree at least so well by chance (Fisher's exact test)."""
    # Imported here: it takes a while, and most tables have no such column.
    from scipy.stats import fisher_exact

    table = [[int(((one == first) & (classes == second)).sum()) for second in (1, 0)] for first in (True, False)]
    return float(fisher_exact(table).pvalue)


def _known(column: pd.Series, missing: Iterable[str]) -> pd.Series:
    """Cells as text, without those that say that nothing is known; none of a column of many values."""
    cells = column.fillna("").astype(str).str.strip()
    values = cells.unique()
    if len(values) > MOST_VALUES:
        return cells[:0]
    unknown = ["", *missing, *(value for value in values if UNKNOWN.fullmatch("".join(value.casefold().split())))]
    return cells[~cells.isin(unknown)]


def _words(name: str) -> set[str]:
    return {word for word in re.split(r"[\W_]+", name.casefold()) if len(word) > 1}


def _is_of(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 2 and long.startswith(short))
