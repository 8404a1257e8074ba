"""The first lines of a study's page: what was run on which patients, and whether the result beats chance."""

import pandas as pd

from radiogenomics.controls.design import FAST_MODEL
from radiogenomics.report.about import About
from radiogenomics.report.answers import (
    LEVEL,
    at_the_threshold,
    beats_chance,
    cautions,
    compared_models,
    p_text,
    planted_effect,
)
from radiogenomics.report.results import Results
from radiogenomics.report.summary import REGIONS, best_area, best_overlap, training_patients
from radiogenomics.segmentation.names import DICE, MEAN_WITH_BACKGROUND

GATES = {"before_training": "before training", "before_evaluation": "before evaluation"}


def first_lines(about: About, results: Results) -> list[tuple[str, str]]:
    """Pairs of a term and one or two sentences, in the order of the page.

    What a study has no file for is said to be not tested, never left out.
    """
    return [
        ("What was run", _what(about)),
        ("Patients", _patients(about, results)),
        *(_segmented(about, results) if results.has(REGIONS) else _classified(about, results)),
        *(_trained(results) if about.is_trained else _nothing_trained()),
    ]


def _classified(about: About, results: Results) -> list[tuple[str, str]]:
    return [
        *compared_models(about, results),
        *planted_effect(about, results),
        ("Better than chance?", _chance(about, results)),
        *_best(about, results),
        *_clinical(about, results),
        *cautions(about, results),
    ]


def _segmented(about: About, results: Results) -> list[tuple[str, str]]:
    """The highest mean Dice coefficient, without background; what it would be with it is said, too."""
    row = best_overlap(results)
    means = results.table(REGIONS).set_index(["region", "metric", "model"])["value"]
    whole = means[(MEAN_WITH_BACKGROUND, DICE, row["model"])]
    interval = f" (95 % interval {row['ci_low']:.2f}–{row['ci_high']:.2f})" if pd.notna(row["ci_low"]) else ""
    text = (
        f"{about.models.get(row['model'], row['model'])}: {row['value']:.3f}{interval} over NCR, ED and ET of "
        f"{row['n']:.0f} patients"
    )
    text += f"; {whole:.3f} if the background counted, too."
    text += f" The highest of {row['of']} is an optimistic choice." if row["of"] > 1 else ""
    text += " The patients are simulated: this says nothing about real ones." if about.simulated else ""
    return [("Highest mean Dice", text)]


def _what(about: About) -> str:
    verb = "Training and test of models" if about.is_trained else "Evaluation of published predictions"
    models = "; ".join(about.models.values())
    classes = f" ({' or '.join(about.classes)})" if about.classes else ""
    return f"{verb} for {about.label}{classes}: {models}."


def _patients(about: About, results: Results) -> str:
    kind = "SIMULATED patients (nobody is real)" if about.simulated else "Real patients"
    cohort = f", cohort {about.cohort}" if about.cohort else ""
    parts = [f"{kind}{cohort}."]
    if sizes := training_patients(results):
        several = len(sizes) > 1
        text = f"{sizes[0]} to {sizes[-1]} patients, by modality group" if several else f"{sizes[0]} patients"
        parts.append(f"Training: {text}.")
    if (metrics := results.table("metrics.csv")) is not None:
        sizes = metrics[["n", "n_positive"]].dropna().drop_duplicates().itertuples()
        text = " or ".join(f"{row.n:.0f} patients ({row.n_positive:.0f} {about.classes[0]})" for row in sizes)
        parts.append(f"Test: {text}.")
    elif (splits := results.table("splits.csv")) is not None:
        tested = splits.loc[splits["subset"] == "test", "patient_id"].nunique()
        parts.append(f"Test: {tested} patients.")
    return " ".join(parts)


def _chance(about: About, results: Results) -> str:
    chance = results.table("chance.csv")
    if chance is None:
        return "Not tested in this run."
    chance = chance[chance["p_fixed_adjusted"].notna()]
    if chance.empty:
        return "Cannot be tested: no AUC is defined on these patients, or every model predicts the same for all."
    better, total = chance[beats_chance(chance)], len(chance)
    every = f"None of the {total} combinations of model and {about.subject} is" if total > 1 else "The one model is not"
    adjusted = f", p-values adjusted after Holm over all {total}" if total > 1 else ""
    test = f"permutation of the test labels{adjusted}"
    if better.empty:
        lowest = chance["p_fixed_adjusted"].min()
        return f"Not shown. {every} shown to do better than chance ({test}; the lowest p is {p_text(lowest)})."
    answer = "Yes" if len(better) == total else "In part"
    names = "" if len(better) == total else f": {_by_model(about, better)}"
    who = (
        f"{len(better)} of {total} combinations of model and {about.subject} do" if total > 1 else "The one model does"
    )
    text = f"{answer}. {who} better than chance (p < {LEVEL}; {test}){names}."
    return text + (" The patients are simulated: this says nothing about real ones." * about.simulated)


def _by_model(about: About, rows: pd.DataFrame) -> str:
    """Models, each with its subjects."""
    subjects = rows["ensemble"].map(lambda key: about.subjects.get(key, key)).groupby(rows["model"], sort=False)
    return "; ".join(f"{about.models.get(model, model)} ({', '.join(names)})" for model, names in subjects)


def _best(about: About, results: Results) -> list[tuple[str, str]]:
    row = best_area(results)
    if row is None:
        return []
    known = pd.notna(row["ci_low"])
    interval = f" (95 % interval {row['ci_low']:.2f}–{row['ci_high']:.2f})" if known else " (no interval)"
    text = f"{about.called(row['model'], row['ensemble'])}: {row['value']:.2f}{interval}"
    text += ", which includes 0.5" if row["ci_low"] <= 0.5 <= row["ci_high"] else ""
    text += f". The highest of {row['of']} is an optimistic choice." if row["of"] > 1 else "."
    return [("Highest AUC", text + at_the_threshold(results, row) + _detectable(results))]


def _detectable(results: Results) -> str:
    chance = results.table("chance.csv")
    if chance is None or "minimal_detectable_auc" not in chance or chance["minimal_detectable_auc"].isna().all():
        return ""
    least = chance["minimal_detectable_auc"].max()
    return (
        f" With so many test patients, a single test (one-sided 5 %, not adjusted) would miss an AUC below {least:.2f} "
        "more often than one time in five."
    )


def _clinical(about: About, results: Results) -> list[tuple[str, str]]:
    chance = results.table("chance.csv")
    if chance is None or "auc_clinical" not in chance or chance["auc_clinical"].isna().all():
        return []
    known = chance[chance["auc_clinical"].notna()]
    text = f"Age and sex alone reach an AUC of {known['auc_clinical'].max():.2f}."
    compared = known[known["difference_p_adjusted"].notna()]
    if compared.empty:
        return [("Clinical baseline", text)]
    row, total = compared.loc[compared["auc"].idxmax()], len(compared)
    ends = f"{row['difference_low']:+.3f} to {row['difference_high']:+.3f}"
    difference = f"{row['difference_clinical']:+.3f} ({ends})".replace("-", "−")
    p = p_text(row["difference_p_adjusted"])
    p = f"p {p}" if p.startswith("<") else f"p = {p}"
    adjusted = f", adjusted after Holm over {total} comparisons" if total > 1 else ""
    shown = "a difference is shown" if row["difference_p_adjusted"] < LEVEL else "no difference is shown"
    text += f" {about.called(row['model'], row['ensemble'])} differs by {difference}: {shown} ({p}{adjusted})."
    return [("Clinical baseline", text)]


def _nothing_trained() -> list[tuple[str, str]]:
    text = "Nothing was trained here. Whether the model saw these patients, only those who trained it can say."
    return [("Leaks", text)]


def _trained(results: Results) -> list[tuple[str, str]]:
    return [("Leaks", _gates(results)), ("Controls", _controls(results))]


def _gates(results: Results) -> str:
    sentences = []
    for folder, when in GATES.items():
        record = results.record(f"{folder}/leakage.json")
        if record is None:
            sentences.append(f"Not examined {when}.")
            continue
        examined = [check for check in record["checks"] if not check.get("nothing_to_examine")]
        found, empty = sum(len(check["found"]) for check in examined), len(record["checks"]) - len(examined)
        verdict = "no leak found" if not found else f"{found} leaks found"
        verdict += f"; {empty} had nothing to examine" if empty else ""
        sentences.append(f"{when.capitalize()}: {len(examined)} checks, {verdict}.")
    return " ".join(sentences)


def _controls(results: Results) -> str:
    table = results.table("controls.csv")
    if table is None or "passed" not in table or table["passed"].isna().all():
        return "None were run."
    judged = table[table["passed"].notna()]
    passed = judged["passed"].astype(str).str.lower() == "true"
    stand_in = f" In them a fast model, {FAST_MODEL.title.lower()}, stands for the study's own, which they do not test."
    if passed.all():
        return f"All {len(judged)} quantities of the negative and positive controls are as expected.{stand_in}"
    failed = "; ".join(f"{row.control}: {row.quantity}" for row in judged[~passed].itertuples())
    return f"{int(passed.sum())} of {len(judged)} quantities are as expected. Not as expected: {failed}.{stand_in}"
