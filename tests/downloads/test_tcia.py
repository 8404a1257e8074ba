import base64
import json
from dataclasses import replace

import httpx
import pytest

from radiogenomics.downloads import tcia
from radiogenomics.downloads.catalogue import read_package
from radiogenomics.downloads.tcia import download_link, package_id
from radiogenomics.errors import InputError

UPENN = read_package("UPENN-GBM-NIfTI")


def faspex_link(identifier: object) -> str:
    context = base64.b64encode(json.dumps({"package_id": identifier, "passcode": "p"}).encode()).decode()
    return f"https://faspex.example.org/aspera/faspex/public/package?context={context.rstrip('=')}"


def test_the_package_of_a_link_is_read_with_and_without_padding():
    assert package_id(faspex_link("604")) == "604" and package_id(faspex_link(12345)) == "12345"


@pytest.mark.parametrize(
    "link", ["", "https://example.org/a.zip", "https://example.org/?context=a", "https://example.org/?context=WzFd"]
)
def test_other_links_lead_to_no_package(link):
    assert package_id(link) is None


def test_the_link_of_a_collection_is_found_by_its_doi_and_the_package_id(faspex_server):
    faspex_server.downloads += [
        {"id": 8, "download_title": "Slides", "download_url": faspex_link("938")},
        {"id": 9, "download_title": "Clinical", "download_url": "https://example.org/clinical.csv"},
        {"id": 10, "download_title": "DICOM", "download_url": None},
    ]
    assert download_link(UPENN) == faspex_server.link


def test_whole_records_are_understood_like_ids(faspex_server, monkeypatch):
    whole = {"id": 7, "download_title": "Images", "download_url": faspex_link("604")}
    page = {"collection_doi": f"https://doi.org/{UPENN.doi}".lower(), "collection_downloads": [whole, {"id": 7}]}
    asked = []

    def pages(endpoint, **parameters):
        asked.append((endpoint, parameters))
        return [page] if endpoint == "collections/" else []

    monkeypatch.setattr("radiogenomics.downloads.tcia._all", pages)
    assert download_link(UPENN) == whole["download_url"]
    assert asked == [("collections/", {}), ("downloads/", {"id": "7"})]


def test_the_only_package_of_an_analysis_result_is_taken_where_its_id_is_not_known(faspex_server):
    package = read_package("BraTS-TCGA-GBM")
    faspex_server.endpoint, faspex_server.doi = "analysis-results", package.doi
    assert download_link(package) == faspex_server.link


def test_a_zip_file_is_taken_where_there_is_no_package(faspex_server):
    package = read_package("BraTS-TCGA-LGG")
    faspex_server.endpoint, faspex_server.doi = "analysis-results", package.doi
    faspex_server.downloads = [{"id": 7, "download_title": "NIfTI", "download_url": "https://example.org/a/b.zip"}]
    assert download_link(package) == "https://example.org/a/b.zip"


def test_another_version_of_the_package_is_refused_with_what_is_offered(faspex_server):
    faspex_server.downloads[0]["download_url"] = faspex_link("1604")
    with pytest.raises(InputError) as error:
        download_link(UPENN)
    assert "links 0 such packages (it offers 'Images (NIfTI)')" in str(error.value)
    assert UPENN.doi in str(error.value) and "packages.csv" in str(error.value)


def test_a_doi_that_is_not_listed_is_named(faspex_server):
    faspex_server.doi = "10.7937/something"
    with pytest.raises(InputError, match=f"UPENN-GBM-NIfTI: .* lists no {UPENN.doi}"):
        download_link(UPENN)


def test_f22_a_busy_server_is_asked_again(faspex_server):
    faspex_server.faults = [503, 500]
    assert download_link(UPENN) == faspex_server.link


@pytest.mark.parametrize("field", ["collection_downloads", "result_downloads"])
@pytest.mark.parametrize("named", ["collection", "analysis result"])
def test_both_names_of_the_field_are_read_on_both_kinds_of_pages(named, field, faspex_server, monkeypatch):
    package = replace(UPENN, page=named)
    page = {tcia.ENDPOINTS[named][1]: package.doi, field: [faspex_server.downloads[0]]}
    monkeypatch.setattr(tcia, "_all", lambda *_, **__: [page])
    assert download_link(package) == faspex_server.link


@pytest.fixture
def answers(monkeypatch):
    """Function that sets the JSON of every page, of collections and of downloads."""

    def set_answers(collections: dict, downloads: dict) -> None:
        def ask(_, url, **__):
            return httpx.Response(
                200, json=collections if "collections/" in url else downloads, request=httpx.Request("GET", url)
            )

        monkeypatch.setattr(tcia, "ask", ask)

    return set_answers


def test_a_download_by_itself_is_one(answers, faspex_server):
    page = {"collection_doi": UPENN.doi, "collection_downloads": 7, "result_downloads": False}
    answers({"results": [page]}, {"results": faspex_server.downloads})
    assert download_link(UPENN) == faspex_server.link


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"results": None}, "lists no 10.7937/TCIA.709X-DN49"),
        ({"results": 7}, "is no page of results; .* `local_dir`"),
        ({"results": [], "total_pages": "two"}, "is no page of results; .* `local_dir`"),
        ({"results": [7, None]}, "lists no 10.7937"),
        ({"results": [{"collection_doi": UPENN.doi, "collection_downloads": None}]}, "offers nothing"),
        ({"results": [{"collection_doi": UPENN.doi, "collection_downloads": [None, [1]]}]}, "offers nothing"),
        (
            {"results": [{"collection_doi": UPENN.doi, "collection_downloads": [{"download_url": "https://[a"}]}]},
            "links 0 such packages",
        ),
    ],
)
def test_b36_an_answer_that_is_not_as_documented_is_one_line(answers, answer, message):
    answers(answer, {"results": None})
    with pytest.raises(InputError, match=message) as error:
        download_link(UPENN)
    assert "\n" not in str(error.value)
