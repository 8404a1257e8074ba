"""Tables and figure of a study of towers as a reader wants them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiogenomics.evaluation.number_text import NONE, interval_text, number_text
from radiogenomics.evaluation.titles import title_of
from radiogenomics.expression.contributions import BETTER_TOWER
from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style
from radiogenomics.towers.names import BOTH, EXPRESSION, IMAGES

HEADINGS = {"ACC": "Accuracy", "PPV": "Precision", "SEN": "Recall", "F1": "F1"}
OVER = {"test": "test patients", "cross-validation": "complete patients, cross-validated"}
"""Groups of patients of `measures.modality_gain`, in words."""
PUBLISHED = (
    "Lyu and Costen print 0.85 (17 of 20), 0.933, 0.875 and 0.903 for their twin tower: 14 of 15 patients called "
    "positive respond, and 16 of 20 respond. Always saying “responds” is right in 16 of 20 (0.80), and Wilson's 95 % "
    "interval of 17 of 20 is 0.64–0.95: the published accuracy is no evidence that the model knows anything."
)


def accuracy_text(accuracy: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """One row per model, its figures with their 95 % intervals, and whether accuracy exceeds the larger class.

    Args:
        accuracy: rows of `measures.tower_accuracy`.
        titles: titles of the models.
    """
    table = []
    for model, rows in accuracy.groupby("model", sort=False):
        found = rows.set_index("metric")
        cells = {HEADINGS[m]: _text(found.loc[m, ["value", "ci_low", "ci_high"]]) for m in HEADINGS}
        share = found.loc["ACC"]
        beats = "yes" if share["ci_low"] > share["larger_class"] else "no"
        correct = f"{share['count']:.0f} of {share['total']:.0f}"
        table.append({"Model": title_of(model, titles), "Right": correct, **cells, "Better than one class": beats})
    return pd.DataFrame(table)


def accuracy_note(accuracy: pd.DataFrame) -> str:
    """What stands under the table: what an accuracy is worth here and in the paper."""
    first = accuracy.iloc[0]
    return (
        f"At a probability of 0.5, mean over the folds' networks; 95 % intervals: Wilson, of F1 bootstrap. Of the "
        f"{first.n} test patients {first.n_positive} are positive: always naming the larger class is right in "
        f"{first.larger_class:.0%}. The last column says whether the interval of the accuracy lies above that. "
        f"{PUBLISHED}"
    )


def gain_text(gain: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """One row per pair of models: both areas, their difference with its intervals, and the ideal one's.

    Args:
        gain: rows of `measures.modality_gain`.
        titles: titles of the models.
    """
    titles, rows = {**titles, BETTER_TOWER: "the better tower"}, []
    for row in gain.itertuples():
        known = {"Ideal gain": number_text(row.ideal_gain, 3)} if gain["ideal_gain"].notna().any() else {}
        rows.append(
            {
                "Patients": f"{row.n}, {row.over}",
                "Model": title_of(row.model, titles),
                "Compared with": title_of(row.compared_with, titles),
                "AUC": number_text(row.auc, 3),
                "AUC of the other": number_text(row.auc_compared, 3),
                "Gain": number_text(row.gain, 3),
                "95 % bootstrap": f"{number_text(row.bootstrap_low, 3)} to {number_text(row.bootstrap_high, 3)}",
                "DeLong": NONE
                if np.isnan(row.ci_low)
                else f"{number_text(row.ci_low, 3)} to {number_text(row.ci_high, 3)}",
                "p": number_text(row.p, 3),
                **known,
            }
        )
    return pd.DataFrame(rows)


def gain_note(gain: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """What stands under the table: how the gain was found, and how much of what can be gained was."""
    counts = "; ".join(
        f"{row.n} {OVER[row.over]}, {row.n_positive} of them positive"
        for row in gain.drop_duplicates("over").itertuples()
    )
    note = (
        f"Difference of the areas on the same patients ({counts}), with 95 % intervals of a bootstrap within each "
        "class and after DeLong; p is not adjusted. The better tower is found on the same patients, anew in each draw."
    )
    if gain["ideal_gain"].isna().all():
        return note
    note += (
        " Ideal gain: the same difference of observers who know the latent values of simulated patients and how they "
        "were drawn; no model can expect more."
    )
    better = gain[gain["compared_with"] == BETTER_TOWER]
    return " ".join([note, *(_reached(row, titles) for row in better.itertuples())])


def _reached(row: tuple, titles: Mapping[str, str]) -> str:
    """Whether the interval of a fusion's gain over the better tower holds nothing, and the best known gain."""
    low, high = row.bootstrap_low, row.bootstrap_high
    best = "holds" if low <= row.ideal_gain <= high else "does not hold"
    none = "holds" if low <= 0 <= high else "does not hold"
    return (
        f"{title_of(row.model, titles)}, {row.n} {OVER[row.over]}: gain over the better tower "
        f"{number_text(row.gain, 3)} ({number_text(low, 3)} to {number_text(high, 3)}) of at best "
        f"{number_text(row.ideal_gain, 3)}; the interval {best} the best gain and {none} 0."
    )


@journal_style()
def accuracy_figure(accuracy: pd.DataFrame, titles: Mapping[str, str], inputs: Mapping[str, Sequence[str]]) -> Figure:
    """Bars of all figures of each model with their intervals, coloured by what the model reads (as Fig. 3).

    Args:
        accuracy: rows of `measures.tower_accuracy`.
        titles: titles of the models.
        inputs: of every model.
    """
    colours = dict(zip((EXPRESSION, BOTH, IMAGES), COLOURS, strict=False))
    models = list(accuracy["model"].unique())
    figure = Figure(figsize=(PAGE_WIDTH, 0.9 + 0.22 * len(models)), layout="constrained")
    panels = figure.subplots(1, len(HEADINGS), sharey=True)
    for axes, (metric, heading) in zip(panels, HEADINGS.items(), strict=True):
        rows = accuracy[accuracy["metric"] == metric].set_index("model").loc[models]
        places = np.arange(len(models))
        ends = rows["value"] - rows["ci_low"], rows["ci_high"] - rows["value"]
        shown = [colours[inputs[model][0]] for model in models]
        errors = [side.clip(lower=0).fillna(0) for side in ends]
        axes.barh(places, rows["value"].fillna(0), color=shown, xerr=errors, error_kw={"linewidth": 0.8})
        axes.set_title(heading)
        axes.set_xlim(0, 1)
        if metric == "ACC":
            axes.axvline(rows["larger_class"].iloc[0], color="0.4", linestyle=":", linewidth=1)
    panels[0].set_yticks(places, [title_of(model, titles) for model in models])
    panels[0].invert_yaxis()
    names = {IMAGES: "MRI", EXPRESSION: "expression", BOTH: "both"}
    legend = ", ".join(f"{name}: {_colour_name(colours[key])}" for key, name in names.items())
    figure.supxlabel(f"{legend}; dotted: always naming the larger class", fontsize=7)
    return figure


def _text(row: pd.Series) -> str:
    return NONE if np.isnan(row["value"]) else interval_text(*map(float, row))


def _colour_name(colour: str) -> str:
    return dict(zip(COLOURS, ("blue", "red", "green"), strict=False))[colour]
