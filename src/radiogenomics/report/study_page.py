"""All results of a study on one page that opens without a network, reads on paper and on a phone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.files import read_table
from radiogenomics.predictions.precision_choice import describe_choice
from radiogenomics.report.abbreviations import abbreviations_in
from radiogenomics.report.about import About
from radiogenomics.report.captions import caption_of
from radiogenomics.report.first_lines import first_lines
from radiogenomics.report.fragments import (
    MEDIA_TYPES,
    caption_of_block,
    caption_of_page,
    facts_list,
    figure_block,
    folded,
    framed,
    is_wide,
    link,
    table_of_csv,
    table_of_page,
    with_number,
)
from radiogenomics.report.html import table_block
from radiogenomics.report.page import REPORT_CSS, simulated_banner, whole_page
from radiogenomics.report.results import Results

Sections = Sequence[tuple[str, Sequence[str]]]
FOLDED = {f"tables/{name}.html" for name in ("comparisons", "operating_points", "calibration", "published")}
"""Long tables that a reader opens when wanted."""


def study_page(about: About, results: Results, sections: Sections, captions: str | Path) -> str:
    """The page of a study.

    Args:
        about: what the configuration says of it.
        results: its folder.
        sections: title of each section and the files that it shows, below the folder, in order: pages of tables
            (`.html`), figures (`.svg`, `.png`), and tables without a page (`.csv`).
        captions: folder of the figures' captions.

    Raises:
        InputError: a table's page does not hold a table.
    """
    chosen = [(title, list(files)) for title, files in sections if files]
    figures, tables = count(1), count(1)
    shown = [
        _section(title, index, _blocks(about, results, files, captions, figures, tables))
        for index, (title, files) in enumerate(chosen, start=1)
    ]
    lines = facts_list(first_lines(about, results))
    last = [
        *filter(
            None,
            (_reporting(about, results), _provenance(results, next(tables)), _abbreviations("".join([lines, *shown]))),
        )
    ]
    titles = [title for title, _ in (*chosen, *last)]
    closing = [_section(title, index, [block]) for index, (title, block) in enumerate(last, start=len(chosen) + 1)]
    kind = f"{'Simulated' if about.simulated else 'Real'} patients. Report of the study {about.name}."
    body = (
        '<a class="skip" href="#results">Skip to the results</a>\n'
        f'<header>\n<h1>{escape(about.title)}</h1>\n<p class="kind">{escape(kind)}</p>\n'
        f"{simulated_banner(about.simulated)}"
        f'<section aria-label="In short">\n{lines}</section>\n</header>\n'
        f'{_contents(titles)}<main id="results">\n{"".join(shown)}{"".join(closing)}</main>\n'
    )
    return whole_page(about.title, body, REPORT_CSS)


def _blocks(
    about: About,
    results: Results,
    files: Iterable[str],
    captions: str | Path,
    figures: Iterator[int],
    tables: Iterator[int],
) -> list[str]:
    """Tables and figures of one section; both are numbered through the page."""
    titles = {**about.subjects, **about.models}
    blocks = []
    for name in files:
        path = results.folder / name
        identifier = "table-" + name.replace("/", "-").replace(".", "-")
        if path.suffix in MEDIA_TYPES:
            caption = caption_of(name, captions, titles, {"groups": about.groups_in_words})
            blocks.append(figure_block(path, next(figures), caption.title, caption.text, about.simulated))
            continue
        if path.suffix == ".html":
            block = table_of_page(path, identifier)
        else:
            title = caption_of(name, captions, titles).title
            block = table_of_csv(path, read_table(path), title, about.simulated, identifier)
        block = with_number(block, next(tables)) if "<caption" in block else block
        blocks.append(folded(block, caption_of_block(block)) if name in FOLDED else block)
    return blocks


def _section(title: str, index: int, blocks: Sequence[str]) -> str:
    name = f"section-{index}"
    # A heading is printed on the same kind of page as what follows it.
    kind = ' class="wide"' if is_wide(blocks[0]) else ""
    heading = f'<h2 id="{name}"{kind}>{escape(title)}</h2>'
    return f'<section aria-labelledby="{name}">\n{heading}\n{"".join(blocks)}</section>\n'


def _contents(titles: Sequence[str]) -> str:
    items = "".join(f"<li>{link(f'#section-{index}', title)}</li>" for index, title in enumerate(titles, start=1))
    return f'<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>{items}</ol>\n</nav>\n'


def _reporting(about: About, results: Results) -> tuple[str, str] | None:
    """Links to the sheets and cards next to the page, and how much of the sheets is open."""
    lines = []
    for name in results.names("checklists/*.csv"):
        states = results.table(name)["state"].value_counts()
        page = name.replace(".csv", ".html")
        counts = ", ".join(f"{states.get(state, 0)} {state}" for state in ("filled", "partly", "open"))
        title = caption_of_page(results.folder / page)
        lines.append(f"<li>{link(page, title)}: {counts} (for the authors to write)</li>")
    for model, title in about.models.items():
        cards = [
            (key, f"cards/{model}_{key}.html") for key in about.subjects if results.has(f"cards/{model}_{key}.html")
        ]
        if cards:
            links = ", ".join(link(card, about.subjects[key]) for key, card in cards)
            lines.append(f"<li>Model cards of {escape(title)}: {links}</li>")
    return ("Checklists and model cards", f"<ul>{''.join(lines)}</ul>\n") if lines else None


def _arithmetic(results: Results) -> list[tuple[str, str]]:
    """What predictions were computed by, where it was measured."""
    choice = results.record("precision.json")
    return [] if choice is None else [("Arithmetic", describe_choice(choice))]


def _weights(records: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Published weights that the networks start from, each with its licence; nothing where there are none."""
    names = (f"{each['name']} (licence {each['licence'] or 'not known'})" for each in records)
    text = "; ".join(dict.fromkeys(names))
    return [("Published weights", text)] if text else []


def _provenance(results: Results, number: int) -> tuple[str, str] | None:
    """Versions, revision and checksums, from provenance.json; the table of these has a number of the page."""
    record = results.record("provenance.json")
    if record is None:
        return None
    git = record["git"]
    revision = f"{git['revision']}{', with uncommitted changes' * git['dirty']}" if git else "not under version control"
    packages = "; ".join(f"{name} {version}" for name, version in record["packages"].items() if version)
    pairs = [
        ("Code", revision),
        ("Configuration", f"SHA-256 {record['config_sha256']}; seed {record['seed']}"),
        ("Machine", f"{record['platform']}, {record['processors']} processors, {', '.join(record['devices'])}"),
        *_arithmetic(results),
        *_weights(record["weights"]),
        ("Recorded", record["created"]),
        ("Python", record["python"]),
        ("Packages", packages),
    ]
    files = pd.DataFrame(
        [(Path(file["path"]).name, file["sha256"]) for file in record["files"]], columns=["File", "SHA-256"]
    )
    table = table_block(files, "Checksums of the tables behind this page", "From provenance.json.", "table-checksums")
    return "Provenance", f'{facts_list(pairs)}<div class="files">{framed(with_number(table, number))}</div>'


def _abbreviations(content: str) -> tuple[str, str] | None:
    """What the abbreviations of the page mean."""
    found = abbreviations_in(content)
    return ("Abbreviations", facts_list(found)) if found else None
