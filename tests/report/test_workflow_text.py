"""The text at the head of the report: a template that Snakemake fills with the configuration."""

from types import SimpleNamespace

import jinja2
import pytest

SIMULATED, REAL = "The patients of this run are simulated.", "The patients of this run are real"


@pytest.fixture
def head(repository):
    """Function from the sources of some studies' patients, by title, to the text."""
    template = jinja2.Template((repository / "workflow" / "report" / "workflow.rst").read_text())

    def render(**sources: str) -> str:
        studies = {title.lower(): {"title": title, "cohort": title} for title in sources}
        cohorts = {title: {"source": source} for title, source in sources.items()}
        return template.render(snakemake=SimpleNamespace(config={"studies": studies, "cohorts": cohorts}))

    return render


def test_every_study_stands_under_its_title_with_the_kind_of_its_patients(head):
    first, second = head(Planted="simulated", Measured="upenn_gbm").split("**Measured.**")
    assert "**Planted.**" in first and SIMULATED in first and REAL not in first
    assert REAL in second and SIMULATED not in second
