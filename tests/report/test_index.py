import json

import pandas as pd
import pytest

from radiogenomics.report.index import index_page, index_rows, main
from radiogenomics.report.summary import COLUMNS

PARTS = {"first": '<p id="table-tables-published-html"></p><p id="table-tables-controls-html"></p>', "second": ""}


@pytest.fixture
def results(tmp_path):
    """Two studies with pages, one of them with published figures and controls, and one without a page."""
    for name, simulated in (("first", True), ("second", False)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "report.html").write_text(f"<html>{PARTS[name]}</html>")
        cells = {"Patients": "simulated" if simulated else "real", "Result": "AUC 0.70", "Published": "ACC 0.72"}
        summary = {column: cells.get(column, "") for column in sorted(COLUMNS)}
        record = {"title": f"The <{name}> study", "simulated": simulated, "lines": [], "summary": summary}
        (folder / "first_lines.json").write_text(json.dumps(record))
    (tmp_path / "unfinished").mkdir()
    for path in (
        "benchmarks/measure/first.tsv",
        "benchmarks/train/first/a/b/fold0.tsv",
        "benchmarks/train/other/a.tsv",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"s": [1800.0], "h:m:s": ["0:30:00"]}).to_csv(tmp_path / path, sep="\t", index=False)
    return tmp_path


def test_every_study_with_a_page_is_a_row(results):
    first, second = index_rows(results)
    assert first["Study"] == "The <first> study" and first["page"] == "first/report.html"
    assert list(first) == ["Study", "page", *COLUMNS, "Minutes"]
    assert first["Published"] == "ACC 0.72"
    assert (first["Patients"], first["Result"], first["Minutes"]) == ("simulated", "AUC 0.70", "60")
    assert (second["Patients"], second["Minutes"]) == ("real", "0")


def test_the_page_links_every_study_and_says_that_patients_are_simulated(results):
    page = index_page(results, index_rows(results))
    assert 'href="first/report.html"' in page and "The &lt;second&gt; study" in page and "<first>" not in page
    assert "Simulated patients" in page
    assert "Simulated patients" not in index_page(results, index_rows(results)[1:])


def test_published_figures_and_controls_are_linked_where_a_study_has_them(results):
    page = index_page(results, index_rows(results))
    for title, part in (("published figures", "published"), ("controls", "controls")):
        assert f'<a href="first/report.html#table-tables-{part}-html">{title}</a>' in page
    assert "second/report.html#" not in page


@pytest.mark.parametrize("name", ["compare.html", "published/published.html"])
def test_a_page_on_all_studies_is_linked_where_there_is_one(results, name):
    assert name not in index_page(results, index_rows(results))
    (results / name).parent.mkdir(exist_ok=True)
    (results / name).touch()
    main(str(results))
    assert f'href="{name}"' in (results / "index.html").read_text()


def test_it_is_written_beside_the_studies_and_refused_where_there_are_none(results, capsys):
    main(str(results))
    assert capsys.readouterr().out == f"2 studies: {results}/index.html\n"
    assert len(pd.read_csv(results / "index.csv")) == 2
    with pytest.raises(SystemExit, match="no study has a page there; run the workflow first"):
        main(str(results / "unfinished"))
