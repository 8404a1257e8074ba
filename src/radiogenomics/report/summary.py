"""A study in one row of short cells, as an index of all studies shows it."""

from collections.abc import Iterable

import pandas as pd

from radiogenomics.evaluation.constant import CONSTANT
from radiogenomics.evaluation.published_headline import headline_text
from radiogenomics.report.about import About
from radiogenomics.report.answers import beats_chance
from radiogenomics.report.results import Results
from radiogenomics.segmentation.names import DICE, MEAN

REGIONS = "region_summary.csv"
"""Scores of segmentations, which a study of them has in the place of metrics.csv."""


BEST, RESULT, IDEAL = "Best (of how many)", "Result", "Ideal observer"
COLUMNS = ("Patients", "Training", "Test", BEST, RESULT, IDEAL, "Better than chance", "Published")
"""What a row says of a study, in the order of the page."""


def summary(about: About, results: Results, published: Iterable[str] = ()) -> dict[str, str]:
    """What a row says of a study, all as text; empty where a study has no such thing.

    Patients (`simulated`, `real`); Training and Test (numbers of patients); Best (the model with the highest result,
    what it was judged on, and of how many it is the highest); Result (with a 95 % interval); Ideal observer (the AUC,
    on the same inputs, of whoever knows the planted effect); Better than chance (how many of how many); Published (the
    headline of the study's paper in the paper's own metric).

    Args:
        about: what the configuration says of it.
        results: its folder.
        published: names of the published tables that the study is shown with.
    """
    best = best_overlap(results) if results.has(REGIONS) else best_area(results)
    return {
        "Patients": "simulated" if about.simulated else "real",
        "Training": "–".join(map(str, training_patients(results))),
        "Test": "" if best is None else f"{best['n']:.0f}",
        BEST: "" if best is None else f"{_called(about, best)} ({best['of']})",
        RESULT: "" if best is None else _with_interval(best),
        IDEAL: "" if best is None else _ideal(results, best),
        "Better than chance": _better(results),
        "Published": headline_text(published, results.table("metrics.csv")),
    }


def best_area(results: Results) -> pd.Series | None:
    """The row of metrics.csv with the highest AUC, and `of` how many it is the highest; None where there is none."""
    metrics = results.table("metrics.csv")
    if metrics is None:
        return None
    areas = metrics[(metrics["metric"] == "AUC") & metrics["value"].notna() & (metrics["method"] != CONSTANT)]
    return None if areas.empty else _highest(areas)


def best_overlap(results: Results) -> pd.Series:
    """The row of `REGIONS` with the highest mean Dice without background, and `of` how many it is the highest."""
    means = results.table(REGIONS)
    return _highest(means[(means["region"] == MEAN) & (means["metric"] == DICE)])


def training_patients(results: Results) -> list[int]:
    """How many patients the models were fitted on: one number, least and most where groups differ, or none."""
    splits = results.table("splits.csv")
    if splits is None:
        return []
    sizes = splits[splits["subset"] == "train"].groupby("group")["patient_id"].nunique()
    return sorted({sizes.min(), sizes.max()}) if len(sizes) else []


def _highest(rows: pd.DataFrame) -> pd.Series:
    row = rows.loc[rows["value"].idxmax()].copy()
    row["of"] = len(rows)
    return row


def _called(about: About, best: pd.Series) -> str:
    model = best["model"]
    return about.called(model, best["ensemble"]) if "ensemble" in best else about.models.get(model, model)


def _with_interval(best: pd.Series) -> str:
    interval = f" ({best['ci_low']:.2f}–{best['ci_high']:.2f})" if pd.notna(best["ci_low"]) else ""
    return f"{best['metric']} {best['value']:.2f}{interval}"


def _ideal(results: Results, best: pd.Series) -> str:
    truth = results.table("ground_truth.csv")
    if truth is None or "ensemble" not in best:
        return ""
    ideal = truth.loc[truth["name"] == best["ensemble"], "ideal_auc"]
    return "" if ideal.empty else f"{ideal.iloc[-1]:.2f}"


def _better(results: Results) -> str:
    chance = results.table("chance.csv")
    if chance is None:
        return ""
    tested = chance[chance["p_fixed_adjusted"].notna()]
    return f"{int(beats_chance(tested).sum())} of {len(tested)}" if len(tested) else ""
