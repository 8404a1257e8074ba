import re

import pytest

from radiogenomics.report.page import CSS, REPORT_CSS, SIMULATED, simulated_banner, whole_page, write_page


def test_a_page_needs_no_other_file_and_no_network(parse):
    page = whole_page("A <title>", "<main><p>text</p></main>\n", "p { margin: 0; }")
    parsed = parse(page)
    assert parsed.all("html") == [{"lang": "en"}]
    assert not any({"src", "href"} & set(attributes) for _, attributes in parsed.elements)
    assert "@import" not in page and "url(" not in page
    assert "A &lt;title&gt;" in page and "p { margin: 0; }" in page


def test_on_paper_a_page_may_end_between_the_rows_of_a_group():
    """Else Chromium leaves a table's head alone on a page where the group below it does not fit."""
    unbroken = [
        name.strip()
        for names in re.findall(r"([^{}]*)\{[^{}]*break-inside: avoid", CSS + REPORT_CSS)
        for name in names.split("*/")[-1].split(",")
    ]
    assert ".table" in unbroken and not {"tr", "tbody", "tbody tr"} & set(unbroken)


@pytest.mark.parametrize("simulated", [True, False])
def test_banner_is_there_for_simulated_patients_alone(simulated):
    assert (SIMULATED in simulated_banner(simulated)) == simulated


def test_a_page_is_written_whole_in_utf8(tmp_path):
    write_page("<p>–</p>", tmp_path / "new" / "page.html")
    assert (tmp_path / "new" / "page.html").read_bytes().decode("utf-8") == "<p>–</p>"
