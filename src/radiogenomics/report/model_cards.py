"""A card for every model and what it is judged on, after Mitchell et al. 2019, "Model cards for model reporting"."""

from collections.abc import Mapping
from html import escape
from typing import Any

from radiogenomics.evaluation.constant import CONSTANT
from radiogenomics.evaluation.delong import FEWEST_FOR_DELONG
from radiogenomics.report.about import About
from radiogenomics.report.answers import LEVEL
from radiogenomics.report.card_tables import readable
from radiogenomics.report.fragments import facts_list, framed, link
from radiogenomics.report.html import table_block
from radiogenomics.report.page import REPORT_CSS, simulated_banner, whole_page
from radiogenomics.report.results import Results

USE = (
    "Research only: to study whether MRI tells the label, and to repeat published studies. It is no medical device and "
    "must not inform the treatment of anybody."
)
LICENCE = "Software: MIT licence. What is trained on an archive's patients falls under the archive's terms, too."
FEW, FEW_OF_A_CLASS = 100, 50
"""Test patients, and those of the smaller class, below which a card says how few they are."""
TABLES = (
    ("metrics.csv", "Metrics on the test patients"),
    ("operating_points.csv", "Operating points on the test patients"),
    ("calibration.csv", "Calibration on the test patients"),
    ("chance.csv", "Chance, and age and sex alone"),
    ("spread.csv", "Spread of the AUC"),
)
HIDDEN = ["published", "boot_low", "boot_high", "distinct", "count", "total"]


def card_names(results: Results) -> list[tuple[str, str]]:
    """Model and subject of every card: all that metrics.csv has, in its order."""
    metrics = results.table("metrics.csv")
    if metrics is None:
        return []
    return list(metrics[["model", "ensemble"]].drop_duplicates().itertuples(index=False, name=None))


def model_card(about: About, results: Results, facts: Mapping[str, Any], model: str, subject: str) -> str:
    """HTML page about one model on one subject.

    Args:
        about, results: of the study.
        facts: what the run knows, see `study_facts`.
        model, subject: names, as in metrics.csv.
    """
    title = about.called(model, subject)
    parts = [
        ("Model", facts_list(_details(about, facts, model, subject))),
        ("Intended use", f"<p>{escape(USE)}</p>\n"),
        ("Patients", facts_list(_patients(about, results, facts, subject))),
        ("Results", "".join(_tables(about, results, model, subject))),
        (
            "Limits",
            f"<ul>{''.join(f'<li>{escape(limit)}</li>' for limit in _limits(about, results, model, subject))}</ul>\n",
        ),
    ]
    sections = "".join(f"<section>\n<h2>{heading}</h2>\n{content}</section>\n" for heading, content in parts)
    body = (
        f'<header>\n<h1>{escape(title)}</h1>\n<p class="kind">Model card. Study: '
        f"{link('../report.html', about.title)}</p>\n{simulated_banner(about.simulated)}</header>\n"
        f"<main>\n{sections}</main>\n"
    )
    return whole_page(f"Model card: {title}", body, REPORT_CSS)


def _details(about: About, facts: Mapping[str, Any], model: str, subject: str) -> list[tuple[str, str]]:
    settings = about.model_settings.get(model, {})
    pairs = [
        ("Predicts", f"Probability of the class {about.classes[0]} ({about.label}), against {about.classes[1]}."),
        ("Kind", facts.get("kind_of_models", "")),
        (about.subject.capitalize(), about.subjects.get(subject, subject)),
        ("Settings", "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in settings.items())),
        ("Training", facts.get("training", "")),
        ("Code", f"Revision {facts['revision']}." if "revision" in facts else ""),
        ("Licence", LICENCE),
    ]
    if settings.get("initial_weights") == "transferred":
        pairs.append(("Initial weights", f"Transferred: {about.weights}."))
    return [(term, text) for term, text in pairs if text]


def _patients(about: About, results: Results, facts: Mapping[str, Any], subject: str) -> list[tuple[str, str]]:
    who = f"{about.patients.capitalize()}{f' of the cohort {about.cohort}' if about.cohort else ''}"
    pairs = [("Who", f"{who}.")]
    splits = results.table("splits.csv")
    if splits is not None and about.groups.get(subject):
        train = splits[splits["subset"] == "train"].groupby("group")["patient_id"].nunique()
        sizes = ", ".join(f"{train[group]} of the group {group}" for group in about.groups[subject] if group in train)
        divided = f"in {about.folds} folds; the mean over the folds predicts"
        if about.folds == 1:
            divided = "once; those of them who validate choose the epoch and the thresholds"
        pairs.append(("Trained on", f"{sizes}, {divided}."))
    elif not about.is_trained:
        pairs.append(
            ("Trained on", "Not known here: somebody else trained it; its publication says on which patients.")
        )
    if {"n_test", "n_test_positive"} <= set(facts):
        pairs.append(("Tested on", f"{facts['n_test']} patients, {facts['n_test_positive']} {about.classes[0]}."))
    return pairs


def _tables(about: About, results: Results, model: str, subject: str) -> list[str]:
    blocks = []
    for name, title in TABLES:
        rows = results.rows(name, model, subject)
        if rows is None or rows.empty:
            continue
        rows = readable(rows.drop(columns=HIDDEN, errors="ignore"))
        note = f"{about.patients.capitalize()}; rows of {name}."
        blocks.append(framed(table_block(rows, title, note, f"table-{name.removesuffix('.csv')}")))
    return blocks or ["<p>No results were made.</p>\n"]


def _limits(about: About, results: Results, model: str, subject: str) -> list[str]:
    """Sentences that follow from the run itself."""
    limits = []
    if about.simulated:
        limits.append("The patients are simulated: nothing here says anything about a real person or biomarker.")
    metrics = results.rows("metrics.csv", model, subject)
    area = metrics[metrics["metric"] == "AUC"].iloc[0]
    chance = results.rows("chance.csv", model, subject)
    if area["method"] == CONSTANT:
        limits.append("It gives all patients the same probability, so it tells nobody apart.")
    elif chance is None or chance.empty or chance["p_fixed_adjusted"].isna().all():
        limits.append("Whether it does better than chance was not tested.")
    elif chance["p_fixed_adjusted"].iloc[0] >= LEVEL:
        p = chance["p_fixed_adjusted"].iloc[0]
        limits.append(f"That it does better than chance on these patients is not shown (adjusted p = {p:.3f}).")
    limits += _few(about, int(area["n"]), int(area["n_positive"]))
    if area["ci_low"] <= 0.5 <= area["ci_high"]:
        limits.append("The interval of its AUC includes 0.5.")
    if about.is_trained:
        limits.append("Training and test patients come from the same cohort; other hospitals were not tested.")
    limits.append("Subgroups by age, sex or site were not evaluated, so nothing is known about its fairness.")
    return limits


def _few(about: About, n: int, n_positive: int) -> list[str]:
    """How few test patients there are, and how few of the smaller class, on which AUC and sensitivity rest."""
    smaller, name = min((n_positive, about.classes[0]), (n - n_positive, about.classes[1]))
    few = [f"There are only {n} test patients; the intervals are as wide as that makes them."] if n < FEW else []
    if smaller < FEW_OF_A_CLASS:
        narrow = "; bootstrap intervals of so few are too narrow" if smaller < FEWEST_FOR_DELONG else ""
        few.append(
            f"Only {smaller} of the {n} test patients are {name}: every measure of that class rests on them{narrow}."
        )
    return few
