from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from radiogenomics.report.html import table_block, table_html

VOID = {"meta", "br", "hr", "link", "img"}


class Page(HTMLParser):
    """Elements of a page, and whether each that was opened was closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.rows, self.attributes, self.texts = [], [], [], {}
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)
            if self.open[-1] in ("td", "th"):
                self.rows[-1].append(data)


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame({"Ensemble": ["DSC", "DTI"], "AUC": [0.6124, np.nan], "Networks": ["a, b", "c, d"]})


def test_page_holds_the_table_its_caption_and_its_note(table):
    page = Page(table_html(table, "Table 2", "n = 57 test patients", simulated=False))
    assert page.rows == [["Ensemble", "AUC", "Networks"], ["DSC", "0.6124", "a, b"], ["DTI", "–", "c, d"]]
    assert page.texts["span"] == ["Table 2"]
    assert page.texts["title"] == ["Table 2"]
    assert page.texts["p"] == ["n = 57 test patients"]


@pytest.mark.parametrize("simulated", [True, False])
def test_banner_says_simulated_patients_if_and_only_if_they_are(table, simulated):
    assert ("Simulated patients" in table_html(table, "Table 2", "", simulated)) == simulated


def test_everything_is_escaped():
    evil = "<script>alert('x')</script> & \"more\""
    page = table_html(pd.DataFrame({evil: [evil], "b": [evil]}), evil, evil, simulated=True)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#x27;x&#x27;)") == 6
    assert Page(page).rows == [[evil, "b"], [evil, evil]]


def test_page_needs_no_other_file_and_says_its_language(table):
    text = table_html(table, "Table 2", "", simulated=False)
    page = Page(text)
    assert not any(key in attributes for _, attributes in page.attributes for key in ("src", "href"))
    assert "http" not in text
    assert ("html", {"lang": "en"}) in page.attributes
    assert all(part in text for part in ("prefers-color-scheme: dark", "@media print", "width=device-width"))


def test_headings_have_scopes_and_numbers_are_aligned(table):
    cells = [
        (tag, attributes)
        for tag, attributes in Page(table_html(table, "", "", False)).attributes
        if tag in ("th", "td")
    ]
    assert [attributes["scope"] for tag, attributes in cells if tag == "th"] == ["col", "col", "col", "row", "row"]
    assert [attributes.get("class") for tag, attributes in cells if tag == "td"] == ["number", None] * 2


def headings(page: Page) -> list[str]:
    """Texts of the cells of the body that are headings and stay in sight, and of the heading above them."""
    cells = [item for item in page.attributes if item[0] in ("th", "td")]
    texts = (text for row in page.rows for text in row)
    named = ("name" in attributes.get("class", "").split() for _, attributes in cells)
    return [text for (tag, _), text, name in zip(cells, texts, named, strict=True) if tag == "th" and name]


@pytest.mark.parametrize(
    ("columns", "own"),
    [
        # A group has its name once; each row has its own, which a number beside it must not hide.
        ({"Test": ["paired"] * 4, "Input": ["a", "a", "b", "b"], "Pair": ["x", "y"] * 2, "p": [0.1, 0.2, 0.3, 0.4]}, 2),
        ({"Input": ["a", "a"], "Friedman p": [0.1, 0.2], "Pair": ["x", "y"]}, 2),
        ({"Model": ["m", "m", "n"], "Input": ["a", "b", "a"], "Over": ["folds"] * 3}, 1),
        ({"Section": ["Title", "Title"], "Item": ["1", "2"], "Topic": ["words"] * 2}, 1),
        ({"Model": ["m", "n"], "Input": ["a", "b"]}, 0),
        # Nothing tells these rows apart but what was measured.
        ({"Model": ["m", "m"], "Kind": ["k", "k"], "AUC": [0.1, 0.2]}, 0),
    ],
)
def test_the_rows_own_names_are_the_headings_that_stay_in_sight(columns, own):
    table = pd.DataFrame(columns)
    page = Page(table_html(table, "", "", False))
    expected = list(dict.fromkeys(table.iloc[:, own])) if own == 0 else list(table.iloc[:, own])
    assert headings(page) == [table.columns[own], *expected]
    firsts = [a for tag, a in page.attributes if tag == "th" and a["scope"] in ("row", "rowgroup")]
    assert len([a for a in firsts if "within" in a.get("class", "")]) == (len(table) if own else 0)


def test_rows_of_one_group_share_their_leading_cells():
    table = pd.DataFrame(
        {
            "Ensemble": ["DSC"] * 3 + ["DTI"] * 3,
            "Friedman": [0.1] * 3 + [0.2] * 3,
            "Pair": ["a", "b", "c"] * 2,
            "Nemenyi": [0.1, 0.1, 0.3, 0.4, 0.5, 0.6],
            "Holm": [1.0] * 6,
        }
    )
    page = Page(table_html(table, "", "", False))
    assert page.rows[1:4] == [["DSC", "0.1", "a", "0.1", "1"], ["b", "0.1", "1"], ["c", "0.3", "1"]]
    assert [a["rowspan"] for tag, a in page.attributes if "rowspan" in a] == ["3"] * 4
    scopes = [a["scope"] for tag, a in page.attributes if a.get("scope", "").startswith("row")]
    assert scopes == ["rowgroup", *["row"] * 3] * 2


def test_groups_within_groups_share_their_leading_cells():
    table = pd.DataFrame(
        {
            "Ensemble": ["DSC"] * 4 + ["DTI"] * 2,
            "Ranked": ["true", "true", "raw", "raw", "raw", "raw"],
            "Friedman": [0.1] * 6,
            "Pair": ["a", "b"] * 3,
        }
    )
    page = Page(table_html(table, "", "", False))
    assert page.rows[1:] == [
        *(["DSC", "true", "0.1", "a"], ["b"], ["raw", "0.1", "a"], ["b"]),
        *(["DTI", "raw", "0.1", "a"], ["b"]),
    ]
    assert [a["rowspan"] for _, a in page.attributes if "rowspan" in a] == ["4", *["2"] * 7]


def test_rows_without_groups_are_all_written_out():
    table = pd.DataFrame({"Ensemble": ["DSC", "DTI"], "AUC": [0.6, 0.6]})
    assert Page(table_html(table, "", "", False)).rows[1:] == [["DSC", "0.6"], ["DTI", "0.6"]]


def test_long_text_may_be_broken_into_lines_and_short_text_may_not():
    page = Page(table_html(pd.DataFrame({"Item": ["1"], "Long": ["word " * 12], "Short": ["word"]}), "T", "", False))
    assert [attributes.get("class") for tag, attributes in page.attributes if tag == "td"] == ["text", None]


def test_a_table_can_be_a_part_of_a_page_that_has_others(table):
    blocks = Page(table_block(table, "One", "", "first") + table_block(table, "Two", "", "second"))
    assert [attributes["id"] for tag, attributes in blocks.attributes if tag == "caption"] == ["first", "second"]
    assert blocks.texts["span"] == ["One", "Two"]


def test_a_table_without_rows_has_its_heads_alone():
    table = pd.DataFrame({"Model": pd.Series(dtype=str), "AUC": pd.Series(dtype=float), "n": pd.Series(dtype=int)})
    block = table_block(table, "Nothing", "n = 0")
    assert block.count("<th ") == 3 and "<td" not in block
