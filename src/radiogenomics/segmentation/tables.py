"""Table 2 of Ferreira et al. (TU Berlin) as text: ours with intervals, and the published values below."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.number_text import NONE, interval_text, number_text
from radiogenomics.segmentation.names import DICE
from radiogenomics.segmentation.summary import MEAN, MEAN_WITH_BACKGROUND, MEANS, PRINTED

HEADINGS = {
    (MEAN, DICE): "Mean Dice",
    (MEAN_WITH_BACKGROUND, DICE): "Mean Dice with background",
    ("background", DICE): "Dice background",
}
SHORT = {"tumour core": "TC", "whole tumour": "WT"}


def heading(region: str, metric: str) -> str:
    """What a region's metric is called at the head of a column: `Dice NCR`, `HD95 TC, mm`."""
    if (region, metric) in HEADINGS:
        return HEADINGS[region, metric]
    return f"Dice {region}" if metric == DICE else f"HD95 {SHORT[region]}, mm"


def scores_table(
    summary: pd.DataFrame, titles: Mapping[str, str], published: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per network with `value (interval)` in each column, and one per published network.

    Args:
        summary: rows of `summary.summarise`.
        titles: name of each model in tables.
        published: model, ensemble (the region), metric and value of a paper; None shows none.

    Returns:
        Model, Patients, one column per `PRINTED`; all text.
    """
    rows = []
    for model, own in summary.groupby("model", sort=False):
        cells = own.set_index(["region", "metric"])
        texts = {heading(*key): _text(key[1], *cells.loc[key, ["value", "ci_low", "ci_high"]]) for key in PRINTED}
        rows.append({"Model": titles[model], "Patients": str(cells["n"].max())} | texts)
    for model, printed in () if published is None else published.groupby("model", sort=False):
        values = printed.set_index(["ensemble", "metric"])["value"]
        texts = {heading(*key): number_text(values[key], 3) if key in values.index else NONE for key in PRINTED}
        patients = printed["n"].max() if "n" in printed else float("nan")
        rows.append({"Model": f"{model}, published", "Patients": number_text(patients, 0)} | texts)
    return pd.DataFrame(rows)


def _text(metric: str, value: float, low: float, high: float) -> str:
    """Dice with three digits and ends of two, distances in tenths of a millimetre."""
    return interval_text(value, low, high) if metric == DICE else interval_text(value, low, high, 1, end_digits=1)


def empty_table(summary: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """How many regions were empty, per network and region: absent in both, invented, and missed.

    Args:
        summary: rows of `summary.summarise`.
        titles: name of each model in tables.

    Returns:
        Model, Region, Absent in both, Predicted but absent, Present but not predicted; whole numbers, regions with
        none of these left out.
    """
    counts = {
        "n_both_empty": "Absent in both",
        "n_empty_truth": "Predicted but absent",
        "n_empty_prediction": "Present but not predicted",
    }
    rows = summary[summary[list(counts)].sum(axis=1) > 0]
    table = rows.assign(Model=rows["model"].map(titles), Region=rows["region"]).rename(columns=counts)
    return table[["Model", "Region", *counts.values()]].reset_index(drop=True)


def comparisons_table(tests: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Tests between networks as text.

    Args:
        tests: rows of `comparisons.compare_networks`.
        titles: name of each model in tables.

    Returns:
        Score, Models, Test, Median difference, p, p adjusted, Patients.
    """
    rows = []
    for row in tests.itertuples():
        of_all = row.test == "friedman"
        models = "all" if of_all else f"{titles[row.model_a]} and {titles[row.model_b]}"
        digits = 3 if row.metric == DICE else 1
        rows.append(
            {
                "Score": heading(row.region, row.metric),
                "Models": models,
                "Test": "Friedman" if of_all else "Wilcoxon, signed ranks",
                "Median difference": NONE if of_all else f"{row.median_difference:+.{digits}f}".replace("-", "−"),
                "p": p_text(row.p),
                "p adjusted": p_text(row.p_adjusted),
                "Patients": str(row.n),
            }
        )
    columns = ["Score", "Models", "Test", "Median difference", "p", "p adjusted", "Patients"]
    return pd.DataFrame(rows, columns=columns)


def steps_table(steps: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Mean Dice after each step of the clean-up.

    Args:
        steps: rows of masks/<model>_steps.csv of one or more models: model, fold, patient_id, step, region, value.
        titles: name of each model in tables.

    Returns:
        Model, Step, and a column per region and for the mean without background; text.
    """
    rows = []
    for (model, step), own in steps.groupby(["model", "step"], sort=False):
        means = own.groupby("region", sort=False)["value"].mean()
        mean = means[list(MEANS[MEAN])].mean()
        columns = {"Mean Dice": mean} | {f"Dice {region}": value for region, value in means.items()}
        rows.append({"Model": titles[model], "Step": step} | {key: number_text(columns[key], 3) for key in columns})
    return pd.DataFrame(rows)
