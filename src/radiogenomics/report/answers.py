"""What a study's results answer, and of what a reader must beware, as lines for the top of its page."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.constant import CONSTANT
from radiogenomics.evaluation.recovery import BELOW, WITHIN
from radiogenomics.report.about import About
from radiogenomics.report.results import Results
from radiogenomics.training.selection import LAST_EPOCH

LEVEL = 0.05
PLANTED = "Planted effect"
BENEFITS = {"SEN": "sensitivity", "SPE": "specificity"}


def compared_models(about: About, results: Results) -> list[tuple[str, str]]:
    """Whether a model does better than another, by the Holm-adjusted tests between AUCs of the same patients."""
    tests = results.table("area_tests.csv")
    if tests is None:
        return []
    tests = tests[(tests["model_a"] != tests["model_b"]) & tests["p_adjusted"].notna()]
    if tests.empty:
        return []
    return [("Which model is better?", _shown_differences(about, tests) + _where_weights_come_from(about))]


def _where_weights_come_from(about: About) -> str:
    if not (about.simulated and about.weights):
        return ""
    return f" Transferred weights: {about.weights}. What they gain on real patients, simulated ones do not tell."


def _shown_differences(about: About, tests: pd.DataFrame) -> str:
    shown = tests[tests["p_adjusted"] < LEVEL]
    if shown.empty:
        lowest = p_text(tests["p_adjusted"].min())
        if len(tests) == 1:
            return f"Not shown: the test between the two AUCs finds no difference (p {lowest})."
        return (
            f"Not shown: none of {len(tests)} tests between AUCs finds a difference, p-values adjusted after Holm (the "
            f"lowest is {lowest})."
        )
    found = _differences(about, shown)
    if len(tests) == 1:
        return f"Shown: {found}."
    return (
        f"Shown in {len(shown)} of {len(tests)} tests between AUCs, p-values adjusted after Holm: "
        f"{found}.{_without_difference(about, tests)}"
    )


def _differences(about: About, shown: pd.DataFrame) -> str:
    """Pair by pair, the better model first: on what it is better, and by how much."""
    turned = shown["difference"] < 0
    pairs = shown.assign(
        better=shown["model_b"].where(turned, shown["model_a"]),
        other=shown["model_a"].where(turned, shown["model_b"]),
        gain=shown["difference"].abs(),
    ).groupby(["better", "other"], sort=False)
    return "; ".join(
        f"{about.models.get(better, better)} over {about.models.get(other, other)} ({_subjects(about, rows)}, AUC "
        f"{_range(rows['gain'].map('{:+.2f}'.format))}, p {_range(rows['p_adjusted'].map(p_text))})"
        for (better, other), rows in pairs
    )


def _without_difference(about: About, tests: pd.DataFrame) -> str:
    """The pairs of models of which no test shows a difference."""
    lowest = tests.groupby(["model_a", "model_b"], sort=False)["p_adjusted"].min()
    alike = [" and ".join(about.models.get(name, name) for name in pair) for pair, p in lowest.items() if p >= LEVEL]
    return f" In no test: {'; '.join(alike)}." if alike else ""


def _subjects(about: About, rows: pd.DataFrame) -> str:
    return ", ".join(about.subjects.get(name, name) for name in rows["ensemble_a"])


def _range(texts: pd.Series) -> str:
    """`lowest to highest` of numbers as text, or the one that they all are."""
    ends = sorted(texts, key=lambda text: float(text.lstrip("< ")))
    return ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}"


def planted_effect(about: About, results: Results) -> list[tuple[str, str]]:
    """In how many combinations of model and input the effect of simulated patients was found; nothing for real ones."""
    recovery = results.table("tables/recovery.csv")
    if recovery is None or recovery.empty:
        return []
    verdicts = recovery["Verdict"].value_counts()
    within = recovery[recovery["Verdict"] == WITHIN]
    text = (
        f"As much of it as can be seen was found in {len(within)} of {len(recovery)} combinations of model and "
        f"{about.subject} (the difference to the ideal observer is within sampling error)"
    )
    text += f": {_named(within)}" if len(within) else ""
    text += f"; {verdicts[BELOW]} are below the ideal observer" if BELOW in verdicts else ""
    return [(PLANTED, f"{text}.")]


def _named(rows: pd.DataFrame) -> str:
    by_model = rows.groupby("Network", sort=False)["Ensemble"].agg(", ".join)
    return "; ".join(f"{model} ({subjects})" for model, subjects in by_model.items())


def at_the_threshold(results: Results, row: Mapping[str, object]) -> str:
    """Sensitivity, specificity and Brier skill of a row of metrics.csv, for an AUC alone can mislead."""
    metrics = results.rows("metrics.csv", row["model"], row["ensemble"])
    values = metrics.set_index("metric")["value"]
    parts = [f"{name} {values[metric]:.2f}" for metric, name in BENEFITS.items() if pd.notna(values.get(metric))]
    calibration = results.rows("calibration.csv", row["model"], row["ensemble"])
    if calibration is not None:
        skill = calibration.set_index("metric")["value"].get("Brier skill")
        parts += [f"Brier skill {skill:.2f}".replace("-", "−")] if pd.notna(skill) else []
    return f" At the threshold of the table: {', '.join(parts)}." if parts else ""


def cautions(about: About, results: Results) -> list[tuple[str, str]]:
    """Of what a reader must beware: trainings without an eligible epoch, AUCs that are reliably below chance."""
    sentences = [*_without_eligible_epoch(about, results), *_below_chance(about, results)]
    return [("Beware", " ".join(sentences))] if sentences else []


def _without_eligible_epoch(about: About, results: Results) -> list[str]:
    """Fits whose rule found no epoch, model by model."""
    found = []
    for model, title in about.models.items():
        rules = [
            results.record(name)["rule"]
            for item in about.inputs.get(model, ())
            for name in results.names(f"training/{model}/{item}/fold*/selection.json")
        ]
        count = rules.count(LAST_EPOCH)
        if count:
            found.append(f"{title} {count} of {len(rules)}")
    if not found:
        return []
    return [f"Trainings in which no epoch was good enough to be chosen, so that the last stands: {', '.join(found)}."]


def _below_chance(about: About, results: Results) -> list[str]:
    metrics = results.table("metrics.csv")
    if metrics is None:
        return []
    areas = metrics[(metrics["metric"] == "AUC") & (metrics["method"] != CONSTANT) & (metrics["ci_high"] < 0.5)]
    if areas.empty:
        return []
    named = "; ".join(f"{about.called(row.model, row.ensemble)} {row.value:.2f}" for row in areas.itertuples())
    return [f"The whole interval of an AUC lies below 0.5 (look for labels the wrong way round): {named}."]


def beats_chance(chance: pd.DataFrame) -> pd.Series:
    """Whether each row of chance.csv has an AUC above chance: p-value, adjusted after Holm over all rows, below 5 %."""
    return chance["p_fixed_adjusted"] < LEVEL


def p_text(value: float) -> str:
    """A p-value with three digits."""
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"
