"""Sheets of CLAIM, TRIPOD+AI and METRICS, filled with what the run knows; the rest is left open for the authors."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.files import read_table, write_table
from radiogenomics.report.html import table_block
from radiogenomics.report.page import simulated_banner, whole_page, write_page
from radiogenomics.report.results import Results
from radiogenomics.resource_files import RESOURCES

TEMPLATES = RESOURCES / "reporting"
OPEN = "The authors must write it."
CSS = """
@page { size: A4 landscape; margin: 14mm; }
td, th { white-space: normal; }
td:last-child { min-width: 9rem; overflow-wrap: anywhere; }
td:nth-last-child(3) { white-space: nowrap; }
td:nth-last-child(4) { min-width: 13rem; }
@media print { tr { break-inside: avoid; } }
"""
BOXES = {"filled": "■", "partly": "◧", "open": "□"}
HEADINGS = {
    "section": "Section",
    "item": "Item",
    "weight": "Weight",
    "topic": "Topic (in our words)",
    "state": "State",
    "known": "What the run knows",
    "files": "Files",
}
NOTE = (
    "Filled: the run knows what the item asks for. Partly: it knows some of it. Open: the authors must write it. "
    "Topics are in our own short words; the item's full text is in the publication, which decides. Files are next "
    "to the study's page."
)


@dataclass(frozen=True)
class Sheet:
    """A reporting guideline: its title, where it was published, and what must be said about our copy of it."""

    title: str
    reference: str
    note: str = ""


SHEETS: Mapping[str, Sheet] = {
    "claim": Sheet(
        "CLAIM, Checklist for Artificial Intelligence in Medical Imaging, 2024 update",
        "Tejani et al., Radiology: Artificial Intelligence 2024;6(4):e240300, 44 items.",
        "Compare the numbers of the items with the published list before submission.",
    ),
    "tripod_ai": Sheet(
        "TRIPOD+AI, reporting of clinical prediction models",
        "Collins et al., BMJ 2024;385:e078378, 27 items with their parts.",
    ),
    "metrics": Sheet(
        "METRICS, Methodological Radiomics Score",
        "Kocak et al., Insights into Imaging 2024;15:8, 30 items.",
        "Weights as published. No score is computed: open items and items that do not apply decide it, and both are "
        "the authors' to judge.",
    ),
}


def filled_sheet(name: str, facts: Mapping[str, Any], results: Results) -> pd.DataFrame:
    """One sheet for one study.

    An item may have several rows in `resources/reporting/`: the first that this study can fill is taken, that is, whose
    facts are all known and whose files are all there. An item that none can fill is open.

    Args:
        name: `claim`, `tripod_ai` or `metrics`.
        facts: values of the templates, see `study_facts`.
        results: the study's files.

    Returns:
        Columns section, item, weight (METRICS alone), topic, state (filled, partly, open), known and files.
    """
    # Item 1 is a name like 3a, not a number.
    template = read_table(TEMPLATES / f"{name}.csv", dtype={"item": str}, keep_default_na=False)
    rows = []
    for _, alternatives in template.groupby("item", sort=False):
        candidates = (_filled(row, facts, results) for row in alternatives.to_dict("records"))
        rows.append(next((row for row in candidates if row), _open(alternatives.iloc[0].to_dict())))
    return pd.DataFrame(rows)[[column for column in HEADINGS if column in template]]


def write_sheet(sheet: pd.DataFrame, name: str, study: str, simulated: bool, folder: str | Path) -> None:
    """Write a sheet as CSV and as a page, where each state has a box, so that what is open is seen in print, too.

    Args:
        sheet: as `filled_sheet` returns it.
        name: `claim`, `tripod_ai` or `metrics`; the files are called so.
        study: name of the study.
        simulated: whether its patients are simulated.
        folder: where the files are written.
    """
    rows = sheet.assign(patients="simulated" if simulated else "real")
    rows.insert(0, "study", study)
    write_table(rows, Path(folder) / f"{name}.csv")
    marked = sheet.assign(state=[f"{BOXES[state]} {state}" for state in sheet["state"]])
    block = table_block(marked.rename(columns=HEADINGS), SHEETS[name].title, sheet_note(name))
    body = f"<main>\n{simulated_banner(simulated)}{block}</main>\n"
    write_page(whole_page(SHEETS[name].title, body, CSS), Path(folder) / f"{name}.html")


def sheet_note(name: str) -> str:
    """What stands under a sheet."""
    sheet = SHEETS[name]
    return f"{sheet.reference} {NOTE} {sheet.note}".strip()


def names_in(template: str) -> set[str]:
    """Names of the facts that a template needs."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _filled(row: Mapping[str, Any], facts: Mapping[str, Any], results: Results) -> dict[str, Any] | None:
    patterns = row["files"].split()
    missing = not names_in(row["known"]) <= set(facts) or not all(results.has(pattern) for pattern in patterns)
    if row["state"] == "open" or missing:
        return None
    files = (name for pattern in patterns for name in _shortened(pattern, results))
    return {**row, "known": row["known"].format_map(facts), "files": ", ".join(files)}


def _open(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "state": "open", "known": OPEN, "files": ""}


def _shortened(pattern: str, results: Results) -> list[str]:
    """Files of a pattern; several as the pattern itself."""
    names = results.names(pattern)
    return names if len(names) < 2 else [pattern]
