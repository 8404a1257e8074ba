import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.report.facts import study_facts
from radiogenomics.report.model_cards import model_card
from radiogenomics.report.page import SIMULATED, write_page
from radiogenomics.report.results import Results
from radiogenomics.report.study_page import study_page
from radiogenomics.report.table_files import write_table_files

SECTIONS = [
    ("Patients", ["cohort_flow.csv", "dropped.csv"]),
    ("Leaks", []),
    ("Results", ["tables/m.html", "figures/roc_dti.svg", "figures/roc_dti.png"]),
]


@pytest.fixture
def page(about, folder, repository):
    """Function to the page of the small study."""
    return lambda sections=SECTIONS: study_page(about, Results(folder), sections, repository / "workflow" / "report")


def test_the_page_needs_no_other_file_and_no_network(page, parse):
    parsed = parse(page())
    assert [name for name, _ in parsed.elements if name in ("script", "link", "iframe")] == []
    images, anchors = parsed.all("img"), parsed.all("a")
    assert images and anchors
    assert all(image["src"].startswith("data:") for image in images)
    assert "url(" not in page() and "@import" not in page()
    assert all(anchor["href"].startswith(("#", "cards/", "checklists/")) for anchor in anchors)


def test_the_first_lines_come_before_everything_else(page, parse):
    text = parse(page()).text
    places = [text.index(part) for part in ("What was run", "Patients", "Better than chance?", "Contents", "Figure 1.")]
    assert places == sorted(places)
    assert "Radiomics for MGMT <methylation>" in text


@pytest.mark.parametrize(("columns", "sideways"), [(1, False), (12, True)])
def test_a_heading_is_printed_on_the_sideways_page_of_the_table_below_it(page, parse, folder, columns, sideways):
    table = pd.DataFrame({f"Column {k}": ["a cell of text"] for k in range(columns)})
    files = [folder / "tables" / f"calibration.{suffix}" for suffix in ("csv", "html")]
    write_table_files(table, "Calibration", "", False, *files)
    parsed = parse(page([("Calibration and use", ["tables/calibration.html"])]))
    assert len(parsed.all("details")) == 1
    kinds = [parsed.all(tag)[place].get("class") for tag, place in (("h2", 1), ("details", 0))]
    assert kinds == ["wide" if sideways else None] * 2


def test_links_within_the_page_lead_somewhere(page, parse):
    parsed = parse(page())
    places = [anchor["href"][1:] for anchor in parsed.all("a") if anchor["href"].startswith("#")]
    assert set(places) <= set(parsed.ids) and "results" in places
    labelled = [attributes["aria-labelledby"] for _, attributes in parsed.elements if "aria-labelledby" in attributes]
    assert set(labelled) <= set(parsed.ids)


def test_headings_are_in_order_and_empty_sections_left_out(page, parse):
    parsed = parse(page())
    levels = [int(name[1]) for name, _ in parsed.elements if name in ("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1 and max(levels) == 2
    assert "Leaks 2" not in parsed.text and len(parsed.all("main")) == len(parsed.all("nav")) == 1
    assert parsed.text.count("Leaks") == 1  # the first lines' term


def test_every_picture_is_described_and_numbered(page, parse):
    parsed = parse(page())
    assert [image["alt"] for image in parsed.all("img")] == ["ROC curves, DTI"] * 2
    assert "Figure 1. ROC curves, DTI." in parsed.text and "Figure 2. ROC curves, DTI." in parsed.text


def test_tables_keep_their_numbers_and_patients_are_not_listed(page, parse):
    text = parse(page()).text
    assert "0.600 (0.40–0.80)" in text
    assert "P6" not in text and "without DTI_FA" in text


def test_every_table_has_a_number_of_its_own(page, parse):
    text = page()
    captions = re.findall(r"<caption[^>]*><span>(Table (\d+)\. .*?)</span>", text)
    assert [int(number) for _, number in captions] == list(range(1, text.count("<table>") + 1))
    assert "Checksums" in captions[-1][0]


def test_names_of_groups_are_explained_below_the_flow(about, folder, repository, parse):
    known = replace(about, groups_in_words="dti: DTI_FA")
    shown = study_page(known, Results(folder), [("A", ["figures/flow.svg"])], repository / "workflow" / "report")
    assert "What a group's patients have: dti: DTI_FA." in parse(shown).text


def test_provenance_is_at_the_end(page, parse):
    text = parse(page()).text
    assert text.index("Provenance", text.index("Figure 2")) and "f" * 40 in text and "d" * 64 in text


def test_published_weights_are_named_with_their_licence(page, parse, folder):
    assert "Published weights" not in parse(page()).text
    record = json.loads((folder / "provenance.json").read_text())
    record["weights"] = [{"name": "resnet_50.pth", "licence": "MIT"}] * 2 + [{"name": "own.pth", "licence": ""}]
    (folder / "provenance.json").write_text(json.dumps(record))
    assert "resnet_50.pth (licence MIT); own.pth (licence not known)" in parse(page()).text


def test_sheets_and_cards_are_linked_with_their_open_items(page, parse, about, folder):
    results = Results(folder)
    (folder / "checklists").mkdir()
    (folder / "checklists" / "claim.csv").write_text("state\nfilled\nopen\nopen\n")
    (folder / "checklists" / "claim.html").write_text("<caption>CLAIM</caption>")
    card = model_card(about, results, study_facts(about, results), "net", "dti")
    write_page(card, folder / "cards" / "net_dti.html")
    parsed = parse(page())
    assert "CLAIM: 1 filled, 0 partly, 2 open" in parsed.text
    assert {"href": "cards/net_dti.html"} in parsed.all("a")
    assert "Model cards of Elastic net: DTI" in parsed.text


def test_real_patients_have_no_banner(page):
    assert SIMULATED not in page()


def test_a_study_with_next_to_nothing_still_has_a_page(about, tmp_path, repository, parse):
    text = parse(study_page(about, Results(tmp_path), [], repository / "workflow" / "report")).text
    assert "Not tested in this run." in text


def test_abbreviations_of_the_page_are_at_its_end_and_no_others(page, parse):
    parsed = parse(page())
    text = parsed.text
    place = text.rindex("Abbreviations")
    assert place > text.rindex("Checksums") and "DTI" + "diffusion tensor imaging" in text[place:].replace(
        "DTI ", "DTI"
    )
    assert "AUC" in text[place:] and "dynamic susceptibility" not in text
    assert "Abbreviations" in text[: text.index("Figure 1.")]  # in the contents
