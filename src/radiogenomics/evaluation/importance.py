"""Which features a classifier's discrimination hangs on, by permutation on validation patients."""

import pandas as pd
from matplotlib.figure import Figure

from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style

MOST_SHOWN = 20


def mean_importance(importance: pd.DataFrame) -> pd.DataFrame:
    """Mean and standard deviation of each family's importance over the folds, the most important first.

    Args:
        importance: family, n_features, fold, importance, n_patients.

    Returns:
        family, n_features, mean, sd.
    """
    grouped = importance.groupby("family", sort=False)
    table = grouped["importance"].agg(["mean", "std"]).rename(columns={"std": "sd"})
    table["n_features"] = grouped["n_features"].first()
    return table.sort_values("mean", ascending=False, kind="stable").reset_index()


@journal_style()
def importance_figure(importance: pd.DataFrame, title: str, simulated: bool) -> Figure:
    """Bars of the mean drop of the AUC, with a point for every fold; the `MOST_SHOWN` most important families.

    Args:
        importance: family, n_features, fold, importance, n_patients.
        title: model and input.
        simulated: whether the patients are simulated, which the subtitle then says.
    """
    means = mean_importance(importance)
    shown = means.head(MOST_SHOWN).iloc[::-1].reset_index(drop=True)
    figure = Figure(figsize=(PAGE_WIDTH, 1.1 + 0.17 * len(shown)))
    axes = figure.add_subplot()
    axes.barh(shown.index, shown["mean"], height=0.7, color=COLOURS[5])
    for row, family in shown["family"].items():
        folds = importance.loc[importance["family"] == family, "importance"]
        axes.plot(folds, [row] * len(folds), ".", color=COLOURS[0], markersize=3, linestyle="none")
    names = [
        row.family if row.n_features == 1 else f"{row.family} ({row.n_features} features)" for row in shown.itertuples()
    ]
    axes.set_yticks(shown.index, names)
    axes.axvline(0, color="0.6", linewidth=0.7)
    axes.set_xlabel("Drop of the AUC when shuffled (bar: mean of the folds; points: folds)")
    n = importance.drop_duplicates("fold")["n_patients"].sum()
    who = f"n = {n} validation patients" + (", simulated" if simulated else "")
    rest = f"; the first {len(shown)} of {len(means)}" if len(means) > len(shown) else ""
    axes.set_title(f"{title}\n", pad=4)
    axes.annotate(
        f"{who}; {importance['fold'].nunique()} folds{rest}",
        (0, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        color="0.3",
    )
    return figure
