"""Which pseudo-colour serves best: areas over seeds of every configuration (MacKinnon, Figures 2 and 3)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.metrics import roc_auc_score

from radiogenomics.errors import InputError
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.images.pseudocolour import is_grey, name_of
from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style

CAPTION = "Validation AUC of every pseudo-colour, over seeds"
HEADINGS = {
    "number": "Number",
    "colours": "Red, green, blue",
    "title": "Model",
    "seeds": "Seeds",
    "auc": "AUC (mean)",
    "sd": "SD over seeds",
    "sum": "Sum of the models' means",
    "chosen": "",
}
CHOSEN = "largest sum"


def areas_of_configurations(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Area of the validation patients of each model, configuration and seed.

    Args:
        predictions: model, number (of the configuration), seed, subset, patient_id and probability; rows of other
            subsets than `validation` do not count.
        labels: patient_id and label of the training patients; each validates once.

    Returns:
        model, number, seed, auc.

    Raises:
        InputError: a patient has no label, or a configuration's patients are of one class.
    """
    validated = with_labels(predictions[predictions["subset"] == "validation"], labels)
    rows = []
    for (model, number, seed), own in validated.groupby(["model", "number", "seed"], sort=False):
        if own["label"].nunique() < 2:
            raise InputError(f"pseudo-colour {number}: all validation patients are of one class; lower `folds`")
        rows.append((model, number, seed, roc_auc_score(own["label"], own["probability"])))
    return pd.DataFrame(rows, columns=["model", "number", "seed", "auc"])


def configurations(areas: pd.DataFrame) -> pd.DataFrame:
    """Mean and standard deviation over seeds, and which configuration serves all models best.

    The chosen one has the largest sum of the models' mean areas (MacKinnon, section 5); of equal ones, the first.

    Returns:
        One row per configuration and model, by number: number, colours, model, seeds, auc, sd (empty for one seed), sum
        and chosen (`largest sum`, or empty).
    """
    grouped = areas.groupby(["number", "model"], sort=False)["auc"]
    table = grouped.agg(seeds="count", auc="mean", sd="std").reset_index()
    table["sum"] = table.groupby("number")["auc"].transform("sum")
    table = table.sort_values("number", kind="stable").reset_index(drop=True)
    best = table.loc[table["sum"].idxmax(), "number"]
    table["chosen"] = np.where(table["number"] == best, CHOSEN, "")
    table.insert(1, "colours", table["number"].map(name_of))
    return table


@journal_style()
def bars(table: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Figure 2: a bar per configuration and model, with the standard deviation over seeds."""
    numbers, models = list(dict.fromkeys(table["number"])), list(dict.fromkeys(table["model"]))
    figure = Figure(figsize=(PAGE_WIDTH, 3.2))
    axes, width = figure.subplots(), 0.8 / len(models)
    for place, (model, colour) in enumerate(zip(models, COLOURS, strict=False)):
        own = table[table["model"] == model].set_index("number").loc[numbers]
        where = np.arange(len(numbers)) + (place - (len(models) - 1) / 2) * width
        axes.bar(where, own["auc"], width, yerr=own["sd"].fillna(0), color=colour, label=titles[model], capsize=1.5)
    names = [f"{number}: {name_of(number)}" for number in numbers]
    axes.set_xticks(range(len(numbers)), names, rotation=90, fontsize=6)
    axes.axhline(0.5, color="0.6", linewidth=0.8, linestyle="--")
    axes.set(ylim=(0, 1), ylabel="Validation AUC", title="Pseudo-colours: mean and SD over seeds")
    figure.legend(loc="outside lower center", ncols=len(models))
    return figure


@journal_style()
def scatter(table: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Figure 3: one model's mean area against the other's, coloured by the sequences that are shown."""
    first, second = list(dict.fromkeys(table["model"]))[:2]
    wide = table.pivot(index="number", columns="model", values=["auc", "sd"])
    groups = {number: _sequences(number) for number in wide.index}
    figure = Figure(figsize=(PAGE_WIDTH * 0.65, 3.6))
    axes = figure.subplots()
    for group, colour in zip(dict.fromkeys(groups.values()), [*COLOURS, "0.5", "0.7"], strict=False):
        own = wide.loc[[number for number in wide.index if groups[number] == group]]
        x, y = own["auc", first], own["auc", second]
        spread = {"xerr": own["sd", first].fillna(0), "yerr": own["sd", second].fillna(0)}
        axes.errorbar(x, y, **spread, fmt="o", markersize=3, linewidth=0.6, color=colour, label=group)
        for number, one, other in zip(own.index, x, y, strict=True):
            axes.annotate(str(number), (one, other), fontsize=5, xytext=(2, 2), textcoords="offset points")
    axes.set(xlabel=f"Validation AUC, {titles[first]}", ylabel=f"Validation AUC, {titles[second]}")
    axes.set_title("Pseudo-colours of two models")
    axes.legend(fontsize=6)
    return figure


def _sequences(number: int) -> str:
    """What a configuration shows, whatever the order."""
    name = name_of(number)
    return "grey" if is_grey(number) else ", ".join(sorted(name.split(", ")))
