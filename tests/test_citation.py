"""Who is to be cited, and what licences allow, keeps up with what the workflow downloads."""

import csv
import re

import pytest
import yaml

DOI = re.compile(r"10\.\d{4,}/[A-Za-z0-9./-]*[A-Za-z0-9]")


@pytest.fixture
def citation(repository):
    return yaml.safe_load((repository / "CITATION.cff").read_text())


@pytest.fixture
def parts(repository):
    """Rows of all archives' parts, by archive."""
    files = [path for path in sorted(repository.glob("resources/downloads/*.csv")) if path.stem != "packages"]
    return {path.stem: list(csv.DictReader(path.open())) for path in files}


def test_every_data_set_that_is_downloaded_is_cited(citation, repository):
    cited = {reference.get("doi", "").lower() for reference in citation["references"]}
    rows = csv.DictReader((repository / "resources" / "downloads" / "packages.csv").open())
    named = {row["doi"].lower() for row in rows}
    assert len(named) >= 4 and named <= cited


def test_what_is_used_without_a_download_is_cited_and_has_a_licence(citation, repository):
    page = (repository / "docs" / "guides" / "licences.md").read_text()
    references = citation["references"]
    cited = " ".join(f"{each['title']} {each.get('notes', '')}" for each in references)
    authors = {author.get("family-names") for each in references for author in each["authors"]}
    for name in ("LinkedOmics", "Ensembl", "MNI152"):
        assert name in cited and name in page
    assert "Ceccarelli" in authors and "Ceccarelli et al. 2016" in page


def test_every_reference_says_who_and_what(citation):
    assert citation["cff-version"] == "1.2.0" and {"title", "authors", "version", "license"} <= citation.keys()
    for reference in citation["references"]:
        assert reference["title"] and reference["type"] in ("article", "data", "report"), reference
        assert all("family-names" in author or "name" in author for author in reference["authors"]), reference
        assert DOI.fullmatch(reference.get("doi", "10.1234/a")), reference


def test_the_licence_of_every_archive_is_on_the_page_of_licences(repository, parts):
    page = (repository / "docs" / "guides" / "licences.md").read_text()
    names = {"upenn_gbm": "UPENN-GBM", "brats2021": "BraTS 2021", "rsna_miccai": "RSNA-MICCAI", "tcga": "TCGA"}
    names |= {"egd": "Erasmus Glioma Database", "ucsf_pdgm": "UCSF-PDGM", "upenn_gbm_dicom": "UPENN-GBM"}
    assert set(parts) == set(names)
    for archive, rows in parts.items():
        lines = "\n".join(line for line in page.splitlines() if line.startswith(f"| {names[archive]}"))
        assert lines, archive
        for licence in {row["licence"] for row in rows if row["licence"].startswith(("CC", "Apache"))}:
            assert licence in lines, (archive, licence)
