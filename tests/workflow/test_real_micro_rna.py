"""MicroRNA of lower-grade glioma through the workflow: response, and how much of it IDH explains."""

import pandas as pd
import pytest

from radiogenomics.report.page import SIMULATED

pytestmark = pytest.mark.full
STUDY = "results/mirna_response"


@pytest.fixture(scope="module")
def study(repository, shared, tmp_path_factory, workflow_class):
    workflow = workflow_class(repository, tmp_path_factory.mktemp("mirna"), "tests/workflow/micro_rna_tiny.yaml")
    (workflow.folder / "TCGA").symlink_to(shared / "real" / "tcga")
    done = workflow.run(f"{STUDY}/tables/confounding.html")
    assert done.returncode == 0, done.stderr[-3000:]
    return workflow.folder / STUDY


def test_patients_are_those_whose_response_is_known(study):
    cohort = pd.read_csv(study / "cohort.csv", dtype={"label": "Int64"})
    assert cohort["label"][cohort["included"]].value_counts().to_dict() == {0: 246, 1: 195}


def test_response_stands_beside_idh_alone_and_within_idh(study):
    measured = pd.read_csv(study / "confounding.csv").set_index(["model", "quantity"])["auc"]
    assert measured["forest", "confounder alone"] == pytest.approx((179 / 195 + 62 / 243) / 2)
    assert measured["forest", "model"] == pytest.approx(0.64, abs=0.04)
    assert 0.5 < measured["forest", "model, stratified"] < measured["forest", "model"]
    page = (study / "tables" / "confounding.html").read_text()
    assert "IDH explains " in page and SIMULATED not in page
