"""All models of studies that share patients on one page."""

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from textwrap import fill

import pandas as pd

from radiogenomics.evaluation.common_patients import SharedPatients, key_of, shared_patients
from radiogenomics.evaluation.compared import Compared
from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.forest import forest_figure
from radiogenomics.evaluation.titles import title_of
from radiogenomics.files import read_table, write_table
from radiogenomics.report.fragments import figure_block
from radiogenomics.report.html import table_block
from radiogenomics.report.page import REPORT_CSS, simulated_banner, whole_page, write_page
from radiogenomics.report.style import save_figure

COLUMNS = ("model", "input", "fold", "subset", "patient_id", "probability", "label")
"""Columns of predictions.csv that are read."""
LONGEST_LINE = 30
"""Characters of a study's title in one line next to the forest plot."""
CAPTION = "AUC on the common test patients, with 95 % interval"
CHOSEN = (
    "Each model stands on what its study draws curves of first, which its configuration says and no result. An AUC may "
    "differ from the one on the study's own page, where all of its test patients count."
)
ALONE = "The study shares its test patients with no other one here: too few are in common, or the label is another."


def comparison_page(groups: Sequence[SharedPatients]) -> str:
    """HTML of the page.

    Args:
        groups: of `shared_patients`, with one study or more each.
    """
    sections = [_section(group, number) for number, group in enumerate(groups, start=1)]
    simulated = any(study.simulated for group in groups for study in group.studies)
    body = (
        f"<header>\n<h1>Studies compared</h1>\n{simulated_banner(simulated)}</header>\n"
        f'<main>\n<p class="kind">{escape(CHOSEN)}</p>\n{"".join(sections)}</main>\n'
    )
    return whole_page("Studies compared", body, REPORT_CSS)


def area_table(group: SharedPatients) -> pd.DataFrame:
    """Text: Study, Model, AUC with its interval, Patients, Positive, Interval; a row per model."""
    areas, titles = group.areas(), group.titles
    return pd.DataFrame(
        {
            "Study": title_of(row.study, titles),
            "Model": title_of(row.model, titles),
            "AUC": f"{row.value:.2f} ({row.ci_low:.2f} to {row.ci_high:.2f})",
            "Patients": row.n,
            "Positive": row.n_positive,
            "Interval": row.method,
        }
        for row in areas.itertuples()
    )


def test_table(group: SharedPatients) -> pd.DataFrame:
    """Text: Model, Against, Difference of AUCs with its interval, p, p (Holm), Test; of every two models.

    A model is called by its title, and where another study has one of the same title by the study's, too.
    """
    titles = group.titles
    studies = {key_of(each, model): each.title for each in group.studies for model in each.models}
    of_models = [titles[model] for model in studies]

    def called(model: str) -> str:
        alone = of_models.count(titles[model]) == 1
        return titles[model] if alone else f"{titles[model]} ({studies[model]})"

    return pd.DataFrame(
        {
            "Model": called(row.model_a),
            "Against": called(row.model_b),
            "Difference of AUCs": f"{row.difference:+.2f} ({row.ci_low:+.2f} to {row.ci_high:+.2f})",
            "p": p_text(row.p),
            "p (Holm)": p_text(row.p_adjusted),
            "Test": row.method,
        }
        for row in group.tests().itertuples()
    )


def _section(group: SharedPatients, number: int) -> str:
    first = group.studies[0]
    count = group.probabilities["patient_id"].nunique()
    who = "simulated test patients" if first.simulated else "test patients"
    note = f"n = {count} {who} that all models here predict; positive: {first.classes[0]}."
    tests = test_table(group)
    blocks = [table_block(area_table(group), CAPTION, note, f"areas-{number}")]
    if len(tests):
        adjusted = f"{note} Paired tests after DeLong; Holm's adjustment is over all of this table."
        blocks.append(table_block(tests, "Differences between models", adjusted, f"tests-{number}"))
    alone = f'<p class="note">{escape(ALONE)}</p>\n' if len(group.studies) == 1 else ""
    return (
        f"<section>\n<h2>{escape(_heading(group))}</h2>\n{alone}{_forest(group, number)}"
        + "".join(f'<div class="table">{block}</div>\n' for block in blocks)
        + "</section>\n"
    )


def _heading(group: SharedPatients) -> str:
    first, *others = group.studies
    return f"{first.label}: {' against '.join(first.classes) if others else first.title}"


def _forest(group: SharedPatients, number: int) -> str:
    areas = group.areas().rename(columns={"study": "ensemble"})
    simulated = group.studies[0].simulated
    titles = {name: fill(title, LONGEST_LINE) for name, title in group.titles.items()}
    figure = forest_figure(areas, {}, titles, f"{group.studies[0].label}: AUC of every model", simulated)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "forest.svg")
        save_figure(figure, path, simulated=simulated)
        return figure_block(path, number, "Forest plot", f"{CAPTION}; models of one study stand together.", simulated)


def write_comparison(studies: Sequence[Compared], page: Path) -> None:
    """Write the page, and next to it a table of all AUCs and one of all tests.

    Args:
        studies: whose predictions are read.
        page: `compare.html`; the tables are `compare.csv` and `compare_tests.csv`.

    Raises:
        InputError: a study has no predictions yet, or studies contradict each other.
    """
    groups = shared_patients(studies, {each.study: read_table(each.predictions, COLUMNS) for each in studies})
    for name, part in (("", SharedPatients.areas), ("_tests", SharedPatients.tests)):
        tables = [part(group).assign(group=number) for number, group in enumerate(groups, start=1)]
        # A study with one model has no test; of an empty table nothing would be joined but its types.
        filled = [table for table in tables if len(table)] or tables[:1]
        write_table(pd.concat(filled, ignore_index=True), page.with_name(f"{page.stem}{name}.csv"))
    write_page(comparison_page(groups), page)
