"""All studies of a folder of results on one page: `python -m radiogenomics.report.index results`."""

import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pandas as pd

from radiogenomics.files import atomic_path, read_json
from radiogenomics.report.fragments import link
from radiogenomics.report.html import table_block
from radiogenomics.report.page import REPORT_CSS, simulated_banner, whole_page
from radiogenomics.report.summary import COLUMNS

LINES = "first_lines.json"
PAGE = "report.html"
COMPARISON = "compare.html"
PUBLISHED = "published/published.html"
PARTS = {
    "published figures": ("table-tables-published-html", "table-tables-region_scores-html"),
    "controls": ("table-tables-controls-html",),
}
"""Parts of a study's page that have links of their own, and the tables of which the first that is there is meant."""
NOTE = (
    "Result: of the model and input that are highest, out of how many, which is an optimistic choice, with an interval "
    "of 95 %. Ideal observer: the AUC, on the same input, of whoever knows the effect that was planted into simulated "
    "patients. Better than chance: p below 0.05, adjusted after Holm. Published: what the paper puts forward, on real "
    "patients, in its own metric, which need not be that of the result (ACC: accuracy; AUC: area under the ROC curve), "
    "and ours of the same model and input where the study has it. Minutes: of all jobs of the study, one after the "
    "other, as they were last run."
)

CSS = """
nav ol { columns: 1; }
td, td.text, tbody th { white-space: normal; min-width: 6rem; } td.number { min-width: 0; }
"""


def index_rows(folder: str | Path) -> list[dict[str, str]]:
    """One row per study that has a page, by the name of its folder.

    Args:
        folder: of the results of all studies.

    Returns:
        Study (its title), page (path below the folder), what `summary` says of it, and Minutes, all as text; empty
        where a study has none.
    """
    folder = Path(folder)
    return [_row(folder, page.parent) for page in sorted(folder.glob(f"*/{PAGE}")) if (page.parent / LINES).is_file()]


def _row(folder: Path, study: Path) -> dict[str, str]:
    record = read_json(study / LINES)
    return {
        "Study": record["title"],
        "page": f"{study.name}/{PAGE}",
        # The keys of a record are sorted.
        **{column: record["summary"].get(column, "") for column in COLUMNS},
        "Minutes": f"{_seconds(folder, study.name) / 60:.0f}",
    }


def _seconds(folder: Path, study: str) -> float:
    """Time of all jobs of a study, by their benchmarks."""
    files = [*folder.glob(f"benchmarks/*/{study}.tsv"), *folder.glob(f"benchmarks/*/{study}/**/*.tsv")]
    return sum(float(pd.read_csv(file, sep="\t")["s"].iloc[0]) for file in files)


def index_page(folder: str | Path, rows: Sequence[Mapping[str, str]]) -> str:
    """The page, with links to what lies below its folder.

    Args:
        folder: of the results of all studies.
        rows: what `index_rows` returned.
    """
    folder = Path(folder)
    table = pd.DataFrame([{name: value for name, value in row.items() if name != "page"} for row in rows])
    simulated = any(row["Patients"] == "simulated" for row in rows)
    common = {COMPARISON: "Studies compared", PUBLISHED: "Published figures of all papers"}
    items = [f"{link(row['page'], row['Study'])}{_parts(folder, row['page'])}" for row in rows]
    items += [link(page, title) for page, title in common.items() if (folder / page).is_file()]
    body = (
        f"<header>\n<h1>All studies</h1>\n{simulated_banner(simulated)}</header>\n"
        f'<nav aria-labelledby="contents">\n<h2 id="contents">Pages</h2>\n<ol>{_listed(items)}</ol>\n</nav>\n'
        f"<main>\n{table_block(table, 'All studies side by side', NOTE)}</main>\n"
    )
    return whole_page("All studies", body, REPORT_CSS + CSS)


def _listed(items: Sequence[str]) -> str:
    return "".join(f"<li>{item}</li>" for item in items)


def _parts(folder: Path, page: str) -> str:
    """Links to the parts of a study's page that it has."""
    text = (folder / page).read_text(encoding="utf-8")
    found = {title: next((name for name in names if f'id="{name}"' in text), None) for title, names in PARTS.items()}
    links = [link(f"{page}#{name}", title) for title, name in found.items() if name]
    return f": {', '.join(links)}" if links else ""


def main(folder: str) -> None:
    """Write `index.html` and `index.csv` into a folder of results, and say where."""
    rows = index_rows(folder)
    if not rows:
        sys.exit(f"{escape(folder)}: no study has a page there; run the workflow first")
    path = Path(folder, "index.html")
    with atomic_path(path) as temporary:
        temporary.write_text(index_page(folder, rows))
    pd.DataFrame(rows).to_csv(Path(folder, "index.csv"), index=False)
    print(f"{len(rows)} studies: {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
