"""Whose label and patients every published table has, and which may therefore be shown with a study's own."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest, read_table
from radiogenomics.resource_files import RESOURCES

FOLDER = RESOURCES / "published"
CHARACTERISTICS, METRICS, COMPARISONS = "characteristics", "metrics", "comparisons"
IMITATED = {
    "simulated": {"mgmt": "upenn_gbm", "segmentation": "brats2021"},
    "simulated_tcga": {"response to therapy": "tcga"},
}
"""Cohort that patients of a source imitate, by label: published figures are shown with theirs, as of real patients."""
CODED = ("1",)
"""Names of a positive class that do not say what it is."""
BETWEEN_VALUES = "; "
"""Between the values of archives that make a positive class."""


class PublishedTables(NamedTuple):
    """Which of the named tables may be shown with a study: `names, left_out = published_tables(…)`.

    names: tables of the study's label and cohort, in the order in which they were named.
    left_out: for each other table one sentence that says why it is not shown.
    """

    names: list[str]
    left_out: list[str]


@cache
def published_index() -> pd.DataFrame:
    """All published tables, one a row, by name.

    Returns:
        content (characteristics, metrics or comparisons), paper, label (its name in the settings of a study), positive
        (what the positive class is, or all values of archives that make it), cohort (sources that have these patients,
        joined by spaces), repeats (the table that it repeats under other names, or empty).
    """
    return read_table(FOLDER / "index.csv", dtype=str).fillna("").set_index("name")


def published_tables(
    names: Iterable[str], label_name: str, source: str | None, positive: Collection[str] = ()
) -> PublishedTables:
    """The tables, of those that a study names, that are of its label and its patients.

    Simulated patients count as those of the cohort that they imitate (`IMITATED`), for its labels alone.

    Args:
        names: tables that the study names (`published`).
        label_name: name of the study's label; upper and lower case are not told apart.
        source: source of its patients (as `upenn_gbm`); None where nobody says it, so that no table is shown.
        positive: values that make its positive class, of which all must be the paper's; none, or `1`, where that is not
            said.

    Raises:
        InputError: there is no table of that name.
    """
    cohort = IMITATED.get(source, {}).get(label_name.casefold(), source)
    kept, left_out = [], []
    for name in names:
        row = _row(name)
        reasons = []
        if row["label"].casefold() != label_name.casefold():
            reasons.append(f"its label is {row['label']}, that of this study {label_name}")
        elif not _casefolded(positive) <= _casefolded([*row["positive"].split(BETWEEN_VALUES), *CODED]):
            theirs, ours = (" or ".join(values) for values in (row["positive"].split(BETWEEN_VALUES), positive))
            reasons.append(f"its positive class is {theirs}, that of this study {ours}")
        if cohort is None:
            reasons.append(f"the study does not say that its patients are of {_cohorts(row)}; set `patients_of`")
        elif cohort not in row["cohort"].split():
            reasons.append(f"its patients are of {_cohorts(row)}, those of this study of {source}")
        if reasons:
            left_out.append(f"Published figures {name} ({row['paper']}) do not stand here: {'; '.join(reasons)}.")
        else:
            kept.append(name)
    return PublishedTables(kept, left_out)


def tables_with(names: Iterable[str], content: str) -> list[str]:
    """Those of some tables that hold characteristics, metrics or comparisons.

    Raises:
        InputError: there is no table of that name.
    """
    return [name for name in names if _row(name)["content"] == content]


def tables_of_all_papers() -> tuple[str, ...]:
    """Names of all tables of metrics, each figure once."""
    index = published_index()
    return tuple(index.index[(index["content"] == METRICS) & (index["repeats"] == "")])


def published_titles(names: Iterable[str]) -> dict[str, str]:
    """What the papers of some tables call their models and ensembles, by key."""
    papers = {_row(name)["paper"] for name in names}
    titles = read_table(FOLDER / "titles.csv")
    return dict(titles.loc[titles["paper"].isin(papers), ["key", "title"]].itertuples(index=False, name=None))


def published_claims(names: Iterable[str]) -> pd.DataFrame:
    """The differences between two models that the papers of some tables claim: paper, model_a, model_b."""
    papers = {_row(name)["paper"] for name in tables_with(names, METRICS)}
    claims = read_table(FOLDER / "claims.csv")
    return claims[claims["paper"].isin(papers)]


def known_cohorts() -> list[str]:
    """Sources that have the patients of some published table, sorted."""
    return sorted({source for cohort in published_index()["cohort"] for source in cohort.split()})


def _cohorts(row: pd.Series) -> str:
    """Sources that have the patients of a table, in words."""
    return " or ".join(row["cohort"].split())


def _casefolded(values: Iterable[str]) -> set[str]:
    return {value.casefold() for value in values}


def _row(name: str) -> pd.Series:
    index = published_index()
    if name not in index.index:
        raise InputError(
            f"published: there is no table {name!r}{nearest(name, index.index)}; known are {', '.join(index.index)}"
        )
    return index.loc[name]
