"""The text at the head of the report: a template that Snakemake fills with the configuration."""

from types import SimpleNamespace

import docutils.core
import jinja2
import pytest

SIMULATED, REAL = "The patients of this run are simulated.", "The patients of this run are real"


@pytest.fixture(params=[False, True], ids=["newlines kept", "newlines trimmed"])
def head(repository, request):
    """Function from the sources of some studies' patients, by title, to the text."""
    text = (repository / "workflow" / "report" / "workflow.rst").read_text()
    template = jinja2.Template(text, trim_blocks=request.param, lstrip_blocks=request.param)

    def render(**sources: str) -> str:
        studies = {title.lower(): {"title": title, "cohort": title} for title in sources}
        cohorts = {title: {"source": source} for title, source in sources.items()}
        return template.render(snakemake=SimpleNamespace(config={"studies": studies, "cohorts": cohorts}))

    return render


def test_every_study_stands_under_its_title_with_the_kind_of_its_patients(head):
    first, second = head(Planted="simulated", Measured="upenn_gbm").split("**Measured.**")
    assert "**Planted.**" in first and SIMULATED in first and REAL not in first
    assert REAL in second and SIMULATED not in second


def test_the_markup_is_understood_and_the_paragraphs_are_apart(head):
    page = docutils.core.publish_parts(head(Planted="simulated", Measured="upenn_gbm"), writer="html5")["body"]
    assert "**" not in page
    assert "<strong>Results</strong>" in page
    assert page.count("<p>") >= 4


def test_published_predictions_have_no_cohort_and_say_whose_they_are(repository):
    text = (repository / "workflow" / "report" / "workflow.rst").read_text()
    for simulated, expected in ((False, REAL), (True, SIMULATED)):
        study = {"title": "Theirs", "kind": "predictions", "simulated": simulated}
        config = {"studies": {"theirs": study}, "cohorts": {}}
        assert expected in jinja2.Template(text).render(snakemake=SimpleNamespace(config=config))
