import pytest

from radiogenomics.report.page import SIMULATED, simulated_banner, whole_page, write_page


def test_a_page_needs_no_other_file_and_no_network(parse):
    page = whole_page("A <title>", "<main><p>text</p></main>\n", "p { margin: 0; }")
    parsed = parse(page)
    assert parsed.all("html") == [{"lang": "en"}]
    assert not any({"src", "href"} & set(attributes) for _, attributes in parsed.elements)
    assert "@import" not in page and "url(" not in page
    assert "A &lt;title&gt;" in page and "p { margin: 0; }" in page


@pytest.mark.parametrize("simulated", [True, False])
def test_banner_is_there_for_simulated_patients_alone(simulated):
    assert (SIMULATED in simulated_banner(simulated)) == simulated


def test_a_page_is_written_whole_in_utf8(tmp_path):
    write_page("<p>–</p>", tmp_path / "new" / "page.html")
    assert (tmp_path / "new" / "page.html").read_bytes().decode("utf-8") == "<p>–</p>"
