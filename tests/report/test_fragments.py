import base64

import pandas as pd
import pytest
from matplotlib.figure import Figure

from radiogenomics.errors import InputError
from radiogenomics.report.fragments import (
    caption_of_page,
    counted,
    figure_block,
    folded,
    framed,
    heading,
    inches_wide,
    is_wide,
    table_of_csv,
    table_of_page,
    with_number,
)
from radiogenomics.report.html import table_html
from radiogenomics.report.style import save_figure


def test_a_table_leaves_its_page_with_caption_note_and_an_id_of_its_own(folder, parse):
    block = table_of_page(folder / "tables" / "m.html", "table-m")
    parsed = parse(block)
    assert parsed.ids == ["table-m"]
    assert {"class": "scroll", "role": "region", "aria-labelledby": "table-m", "tabindex": "0"} in parsed.all("div")
    assert "Metrics & more" in parsed.text and "n = 2" in parsed.text and "0.600 (0.40–0.80)" in parsed.text
    assert caption_of_page(folder / "tables" / "m.html") == "Metrics & more"


def test_a_page_without_a_table_is_one_clear_error(tmp_path):
    (tmp_path / "t.html").write_text("<p>nothing</p>")
    with pytest.raises(InputError, match=r"t\.html: holds no table as `.*write_table_files` writes it; write it so"):
        table_of_page(tmp_path / "t.html", "x")


@pytest.mark.parametrize(("columns", "wide"), [(4, False), (14, True)])
def test_what_is_wide_is_printed_sideways(tmp_path, columns, wide):
    table = pd.DataFrame([{f"c{k}": "0.5 (0.4–0.6)" for k in range(columns)}])
    (tmp_path / "t.html").write_text(table_html(table, "T", "", False), encoding="utf-8")
    assert ('class="table wide"' in table_of_page(tmp_path / "t.html", "t")) == wide


def test_long_text_can_be_broken_and_is_not_wide(tmp_path):
    table = pd.DataFrame({"Item": ["1"], "Text": ["word " * 60]})
    (tmp_path / "t.html").write_text(table_html(table, "T", "", False), encoding="utf-8")
    assert 'class="table"' in table_of_page(tmp_path / "t.html", "t")


def test_patients_are_counted_and_never_listed(tmp_path):
    rows = pd.DataFrame(
        {"patient_id": ["P1", "P2", "P3"], "group": "DTI", "reason": ["a", "a", None], "patients": "real"}
    )
    assert counted(rows, ["group", "reason"])["patients"].tolist() == [2, 1]
    block = table_of_csv(tmp_path / "dropped.csv", rows, "Dropped", False, "t")
    assert "P1" not in block and "n = 3 real patients" in block


def test_a_row_of_all_patients_is_no_patient(tmp_path):
    rows = pd.DataFrame(
        {"patient_id": ["P1", "all"], "modality": "expression", "region": ["sample", "G1"], "reason": ["a", "b"]}
    )
    assert counted(rows, ["region", "reason"])["patients"].tolist() == [1, "all"]
    assert "n = 1 real patients" in table_of_csv(tmp_path / "t_exclusions.csv", rows, "Missing", False, "t")


def test_an_empty_table_is_said_to_hold_nobody(tmp_path):
    rows = pd.DataFrame(columns=["patient_id", "group", "reason"])
    assert "Dropped: none." in table_of_csv(tmp_path / "dropped.csv", rows, "Dropped", False, "t")


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_picture_is_within_the_page_and_described(folder, parse, suffix):
    path = folder / "figures" / f"roc_dti.{suffix}"
    parsed = parse(figure_block(path, 3, "ROC <curves>", "A caption.", simulated=True))
    (image,) = parsed.all("img")
    kind, _, data = image["src"].partition(";base64,")
    assert kind == {"svg": "data:image/svg+xml", "png": "data:image/png"}[suffix]
    assert base64.b64decode(data) == path.read_bytes()
    assert image["alt"] == "ROC <curves> (simulated patients)"
    assert parsed.text == "Figure 3. ROC <curves>. A caption."


def test_width_of_both_kinds_of_file_is_that_of_the_figure(tmp_path):
    paths = [tmp_path / "a.svg", tmp_path / "a.png"]
    save_figure(Figure(figsize=(3.5, 2)), *paths, simulated=False)
    assert [inches_wide(path) for path in paths] == pytest.approx([3.5, 3.5], abs=0.01)


def test_column_names_become_words():
    assert [heading(name) for name in ("p_fixed", "ci_low", "n", "n_positive")] == [
        *("p fixed", "Ci low", "n", "n positive"),
    ]


def test_tables_are_numbered_on_the_page_and_keep_the_papers_number():
    block = '<caption id="a"><span>Table 5. Tests &amp; more</span></caption><td>Table 5. x</td>'
    assert with_number(block, 3) == (
        '<caption id="a"><span>Table 3. Tests &amp; more (Table 5 of the paper)</span></caption><td>Table 5. x</td>'
    )
    assert "<span>Table 1. Metrics</span>" in with_number('<caption id="a"><span>Metrics</span></caption>', 1)


def test_a_wide_table_is_printed_sideways_folded_or_not():
    narrow, wide = framed("<tr></tr><tr><td>a</td></tr>"), framed(f"<tr></tr><tr>{'<td>word word</td>' * 20}</tr>")
    assert [is_wide(block) for block in (narrow, wide)] == [False, True]
    assert [is_wide(folded(block, "T")) for block in (narrow, wide)] == [False, True]
    assert not is_wide(f"<p>{wide}</p>")


def test_a_folded_table_is_named_by_its_summary():
    assert folded("<p>x</p>\n", "A & b") == "<details>\n<summary>A &amp; b</summary>\n<p>x</p>\n</details>\n"
