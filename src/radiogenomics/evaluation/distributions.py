"""How the probabilities of test patients lie before and after fine-tuning (Spoorthy 2023, Fig. 6)."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style

BINS = np.linspace(0, 1, 21)


@journal_style()
def distributions(
    slices: pd.DataFrame, labels: pd.DataFrame, titles: Mapping[str, str], classes: Sequence[str]
) -> Figure:
    """Histograms of the test slices' probabilities by class: a row per input, a column per model.

    Args:
        slices: model, input, subset, patient_id, item and probability of single slices; their mean over folds.
        labels: patient_id and label of the test patients.
        titles: of the models, in the order of the columns.
        classes: names of the positive and of the negative class.
    """
    tested = slices[slices["subset"] == "test"]
    means = tested.groupby(["model", "input", "patient_id", "item"], sort=False)["probability"].mean().reset_index()
    judged = with_labels(means, labels)
    inputs = list(dict.fromkeys(judged["input"]))
    figure = Figure(figsize=(PAGE_WIDTH, 1.5 * len(inputs) + 0.4))
    axes = figure.subplots(len(inputs), len(titles), squeeze=False, sharex=True, sharey="row")
    for line, name in zip(axes, inputs, strict=True):
        for axis, (model, title) in zip(line, titles.items(), strict=True):
            own = judged[(judged["model"] == model) & (judged["input"] == name)]
            for label, called, colour in ((0, classes[1], COLOURS[0]), (1, classes[0], COLOURS[1])):
                chosen = own.loc[own["label"] == label, "probability"]
                axis.hist(chosen, BINS, density=True, alpha=0.6, color=colour, label=called)
            axis.set_title(f"{name}: {title}", fontsize=6)
        line[0].set_ylabel("Density")
    for axis in axes[-1]:
        axis.set_xlabel("Probability of a slice")
    axes[0, 0].legend(fontsize=6)
    return figure
