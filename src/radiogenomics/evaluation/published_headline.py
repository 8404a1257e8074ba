"""The one figure that a paper puts forward, in the paper's own metric."""

from collections.abc import Iterable

import pandas as pd

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_index import FOLDER, published_titles
from radiogenomics.evaluation.titles import title_of
from radiogenomics.files import read_table


def published_headline(names: Iterable[str]) -> pd.Series | None:
    """The headline of the first of some tables that holds one.

    Args:
        names: published tables that a study is shown with.

    Returns:
        A row of `published_metrics`; None where no table holds a headline.

    Raises:
        InputError: there is no table of such a name.
    """
    headlines = read_table(FOLDER / "headlines.csv").set_index("name")
    name = next((name for name in names if name in headlines.index), None)
    if name is None:
        return None
    table, headline = published_metrics([name]), headlines.loc[name]
    return table[(table[headline.index] == headline).all(axis=1)].iloc[0]


def headline_text(names: Iterable[str], ours: pd.DataFrame | None = None) -> str:
    """The headline in words: metric, value as printed, from what, and ours of the same where there is one.

    Args:
        names: published tables that a study is shown with.
        ours: rows of metrics.csv.
    """
    names = list(names)
    row = published_headline(names)
    if row is None:
        return ""
    titles = published_titles(names)
    text = f"{row['metric']} {row['printed']} ({title_of(row['ensemble'], titles)})"
    if ours is None:
        return text
    same = ours[(ours[["model", "ensemble", "metric"]] == row[["model", "ensemble", "metric"]]).all(axis=1)]
    return text if same.empty or same["value"].isna().all() else f"{text}; ours {same['value'].iloc[0]:.2f}"
